"""What is misconfigured is said at the start, with a number and what to do.

With DEBUG=1 the demo's defaults are meant: checks of secrets and addresses then keep quiet.
"""

import email.utils
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

HEALTHY_SECRET = 50  # characters
HEALTHY_ANSWER_KEY = 32


@checks.register(checks.Tags.security)
def secrets_are_long_and_apart(app_configs: Sequence[Any] | None, **options: Any) -> list[checks.CheckMessage]:
    if settings.RELAXED:
        return []
    found: list[checks.CheckMessage] = []
    if len(settings.SECRET_KEY) < HEALTHY_SECRET:
        hint = f"Use at least {HEALTHY_SECRET} random characters."
        found.append(checks.Warning("SECRET_KEY is short.", hint=hint, id="tandem.W002"))
    if len(settings.ANSWER_KEY) < HEALTHY_ANSWER_KEY:
        hint = f"It keeps survey answers from being traced: use at least {HEALTHY_ANSWER_KEY} random characters."
        found.append(checks.Error("ANSWER_KEY is short.", hint=hint, id="tandem.E003"))
    if len({settings.SECRET_KEY, settings.ANSWER_KEY, *settings.JOURNAL_KEYS}) < 2 + len(settings.JOURNAL_KEYS):
        hint = "Whoever learns one of SECRET_KEY, ANSWER_KEY and JOURNAL_KEYS must not know the others."
        found.append(checks.Error("Two of the secrets are the same.", hint=hint, id="tandem.E004"))
    return found


@checks.register(checks.Tags.security)
def address_of_the_site(app_configs: Sequence[Any] | None, **options: Any) -> list[checks.CheckMessage]:
    if not settings.BASE_URL.startswith(("http://", "https://")):
        hint = "Write the whole address: https://tandem.example.org"
        return [checks.Error("BASE_URL is no web address.", hint=hint, id="tandem.E005")]
    if settings.RELAXED or settings.HTTPS:
        return []
    hint = (
        "Sessions and journals travel unprotected. Serve Tandem behind a proxy with TLS and set BASE_URL to https://…"
    )
    return [checks.Warning("BASE_URL is without https.", hint=hint, id="tandem.W006")]


@checks.register(checks.Tags.caches)
def cache_is_shared(app_configs: Sequence[Any] | None, **options: Any) -> list[checks.CheckMessage]:
    backend = settings.CACHES["default"]["BACKEND"]
    if not backend.endswith(("LocMemCache", "DummyCache")):
        return []
    hint = "Rate limits of the sign-in count in it: set CACHE_URL to a Redis or Valkey that all processes share."
    return [checks.Error("The cache is not shared between processes.", hint=hint, id="tandem.E007")]


@checks.register(checks.Tags.security)
def sender_of_mails(app_configs: Sequence[Any] | None, **options: Any) -> list[checks.CheckMessage]:
    _name, at, domain = email.utils.parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    if not (at and domain):
        hint = "For example: Tandem <tandem@example.org>"
        return [checks.Error("DEFAULT_FROM_EMAIL holds no address.", hint=hint, id="tandem.E008")]
    if settings.RELAXED or domain not in ("localhost", "localhost.localdomain"):
        return []
    hint = "Mail servers refuse such mails: use an address of your own domain."
    return [checks.Warning("DEFAULT_FROM_EMAIL is at localhost.", hint=hint, id="tandem.W009")]


@checks.register(checks.Tags.files)
def places_to_write(app_configs: Sequence[Any] | None, **options: Any) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    if settings.EMBEDDED_VALKEY and len(str(settings.VALKEY_SOCKET).encode()) >= 104:
        hint = "Set TMPDIR to a folder with a shorter path, or BROKER_URL and CACHE_URL to a Redis server."
        found.append(checks.Error("The path of the embedded Valkey's socket is too long.", hint=hint, id="tandem.E010"))
    if _is_on_network(settings.DATABASES["default"]):
        hint = "SQLite loses data there: set VAR_DIR to a local disk, or DATABASE_URL to a PostgreSQL server."
        found.append(checks.Warning("The SQLite file is on a network drive.", hint=hint, id="tandem.W011"))
    return found


def _is_on_network(database: dict[str, Any]) -> bool:
    """Looked up in the kernel's table of mounts; unknown systems count as local."""
    mounts = Path("/proc/mounts")
    if not database["ENGINE"].endswith("sqlite3") or not mounts.exists():
        return False
    path = Path(database["NAME"]).absolute()
    table = [line.split()[1:3] for line in mounts.read_text(errors="replace").splitlines()]
    holding = [(place, kind) for place, kind in table if path.is_relative_to(place)]
    return max(holding, key=lambda mount: len(mount[0]), default=("", ""))[1] in ("nfs", "nfs4", "cifs", "smb3")
