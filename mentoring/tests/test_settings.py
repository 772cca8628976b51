"""Settings fail loudly: every case is a fresh process with an environment of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.checks import run_checks
from django.core.management import call_command
from django.utils.crypto import get_random_string

from mentoring import environment

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = (
    "SECRET_KEY",
    "JOURNAL_KEYS",
    "ANSWER_KEY",
    "BASE_URL",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "BROKER_URL",
    "CACHE_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
)


def production(**changes: str) -> dict[str, str]:
    """The environment of an installation; a change of "" takes a variable away."""
    env = {
        "SECRET_KEY": get_random_string(64),
        "JOURNAL_KEYS": Fernet.generate_key().decode(),
        "ANSWER_KEY": get_random_string(48),
        "BASE_URL": "https://tandem.example.org",
        "ALLOWED_HOSTS": "tandem.example.org",
        "DATABASE_URL": "postgres://tandem:secret@db.example.org/tandem",
        "BROKER_URL": "redis://broker.example.org/0",
        "CACHE_URL": "redis://broker.example.org/1",
        "EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
        "DEFAULT_FROM_EMAIL": "Tandem <tandem@example.org>",
        **changes,
    }
    return {name: value for name, value in env.items() if value}


def start(env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` (or another command) in nothing but `env`."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *(command or ("check",))],
        cwd=ROOT,
        env={**bare, **env},
        capture_output=True,
        text=True,
        timeout=240,
    )


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_setting_stops_the_start_and_is_named(name):
    ended = start(production(**{name: ""}))
    assert ended.returncode != 0
    assert f"Set {name} in the environment" in ended.stderr.splitlines()[-1]


def test_with_debug_nothing_has_to_be_set():
    assert start({"DEBUG": "1"}).returncode == 0


def test_links_name_the_port_that_was_asked_for(monkeypatch):
    for port, address in (("8471", "http://127.0.0.1:8471"), ("", "http://127.0.0.1:8000")):
        monkeypatch.setenv("PORT", port)
        assert environment.local_address() == address


def test_a_complete_installation_passes_djangos_check_for_deployment():
    ended = start(production(), "check", "--deploy", "--fail-level", "WARNING")
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"FORM_OF_ADDRESS": "Ihr"}, "FORM_OF_ADDRESS is either Sie or du."),
        ({"DEMO": "1"}, "it needs DEBUG=1 beside it."),
        ({"DEBUG": "perhaps"}, "DEBUG is either 1 or 0."),
        ({"DATABASE_URL": "tandem.sqlite3"}, "DATABASE_URL"),
        ({"DATABASE_URL": "oracle-of-delphi://db/tandem"}, "DATABASE_URL"),
        ({"EMAIL_URL": "mail.example.org:25"}, "EMAIL_URL"),
        ({"BROKER_URL": "broker.example.org"}, "BROKER_URL"),
        ({"CACHE_URL": "locmem://"}, "CACHE_URL"),
        ({"SWEEP_SECONDS": "often"}, "SWEEP_SECONDS"),
        ({"QUIET_HOURS": "at night"}, "QUIET_HOURS is two times"),
        ({"WORKING_DAYS": "Mon-Fri"}, "WORKING_DAYS is a list of days"),
        ({"MAILS_PER_WEEK": "-1"}, "MAILS_PER_WEEK"),
        ({"SWEEP_SECONDS": "0"}, "SWEEP_SECONDS"),
    ],
    ids=lambda value: " ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else "",
)
def test_what_cannot_be_understood_stops_the_start_with_a_sentence(changes, sentence):
    ended = start(production(**changes))
    assert ended.returncode != 0
    last = ended.stderr.splitlines()[-1]
    assert sentence in last
    assert "ImproperlyConfigured" in last


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"JOURNAL_KEYS": "not-a-key"}, "tandem.E101"),
        ({"SECRET_KEY": "short-but-random-9xQ2"}, "tandem.W002"),
        ({"ANSWER_KEY": "short"}, "tandem.E003"),
        ({"SECRET_KEY": "x9" * 30, "ANSWER_KEY": "x9" * 30}, "tandem.E004"),
        ({"BASE_URL": "tandem.example.org"}, "tandem.E005"),
        ({"BASE_URL": "http://tandem.example.org"}, "tandem.W006"),
        ({"DEFAULT_FROM_EMAIL": "Tandem"}, "tandem.E008"),
        ({"DEFAULT_FROM_EMAIL": "tandem@localhost"}, "tandem.W009"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_misconfiguration_has_a_number_and_a_hint(changes, number):
    ended = start(production(**changes), "check", "--fail-level", "WARNING")
    assert ended.returncode != 0
    (line,) = [line for line in ended.stderr.splitlines() if number in line]
    assert "\tHINT: " in ended.stderr[ended.stderr.index(line) :]


def test_a_cache_that_is_not_shared_is_an_error(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert "tandem.E007" in [message.id for message in run_checks(tags=["caches"])]


def test_a_socket_path_that_is_too_long_is_an_error(settings):
    settings.EMBEDDED_VALKEY, settings.VALKEY_SOCKET = True, Path("/tmp") / ("x" * 110)
    assert "tandem.E010" in [message.id for message in run_checks(tags=["files"])]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_setting_is_described():
    source = (ROOT / "mentoring" / "settings.py").read_text()
    names = set(re.findall(r'(?:required|environment\.\w+)\("([A-Z_]+)"', source))
    described = (ROOT / "docs" / "operation.md").read_text()
    assert {name for name in names if f"`{name}`" not in described} == set()


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_asked_for_is_what_is_locked(name):
    asked = re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==(\S+)", (ROOT / f"{name}.in").read_text(), re.MULTILINE)
    locked = re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / f"{name}.txt").read_text(), re.MULTILINE)
    lines = [line for line in (ROOT / f"{name}.in").read_text().splitlines() if line[:1].isalpha()]
    assert len(asked) == len(lines), "every package is pinned"
    assert all("#" in line for line in lines), "every package has its reason"
    assert set(asked) <= set(locked), "run `make lock`"
    assert (ROOT / f"{name}.txt").read_text().count("==") <= (ROOT / f"{name}.txt").read_text().count("--hash=")
