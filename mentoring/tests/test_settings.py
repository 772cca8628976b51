"""Settings fail loudly: each case reads them anew in an environment of its own, processes show that the start stops."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from cryptography.fernet import Fernet
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
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


def bare(env: dict[str, str]) -> dict[str, str]:
    """`env`, and from ours only what a process cannot do without."""
    return {**{name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}, **env}


def start(env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` (or another command) in nothing but `env`."""
    return subprocess.run(
        [sys.executable, "manage.py", *(command or ("check",))],
        cwd=ROOT,
        env=bare(env),
        capture_output=True,
        text=True,
        timeout=240,
    )


def complaint(env: dict[str, str]) -> str:
    """With which sentence the settings cannot be read in nothing but `env`; nothing where they can."""
    with patch.dict(os.environ, bare(env), clear=True):
        try:
            runpy.run_path(str(ROOT / "mentoring" / "settings.py"))
        except ImproperlyConfigured as error:
            return str(error)
    return ""


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_setting_is_named(name):
    assert complaint(production()) == ""
    assert f"Set {name} in the environment" in complaint(production(**{name: ""}))


def test_what_cannot_be_read_stops_the_start():
    ended = start(production(SECRET_KEY=""))
    assert ended.returncode != 0
    (sentence,) = ended.stderr.splitlines()
    assert sentence.startswith("Set SECRET_KEY in the environment")


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
def test_what_cannot_be_understood_is_said_in_a_sentence(changes, sentence):
    assert sentence in complaint(production(**changes))


@pytest.mark.parametrize(
    ("changes", "numbers"),
    [
        (
            {
                "JOURNAL_KEYS": "not-a-key",
                "SECRET_KEY": "short-but-random-9xQ2",
                "ANSWER_KEY": "short",
                "BASE_URL": "tandem.example.org",
                "DEFAULT_FROM_EMAIL": "Tandem",
            },
            {"E101", "W002", "E003", "E005", "E008"},
        ),
        (
            {
                "SECRET_KEY": "x9" * 30,
                "ANSWER_KEY": "x9" * 30,
                "BASE_URL": "http://tandem.example.org",
                "DEFAULT_FROM_EMAIL": "tandem@localhost",
            },
            {"E004", "W006", "W009"},
        ),
    ],
    ids=["unusable", "unwise"],
)
def test_each_misconfiguration_has_its_number_and_a_hint(changes, numbers):
    ended = start(production(**changes), "check", "--fail-level", "WARNING")
    assert ended.returncode != 0
    found = re.findall(r"\(tandem\.(\w+)\).*\n\tHINT: ", ended.stderr)
    assert sorted(found) == sorted(numbers)


def test_a_cache_that_is_not_shared_is_an_error(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert "tandem.E007" in [message.id for message in run_checks(tags=["caches"])]


def test_a_socket_path_that_is_too_long_is_an_error(settings):
    settings.EMBEDDED_VALKEY, settings.VALKEY_SOCKET = True, Path("/tmp") / ("x" * 110)
    assert "tandem.E010" in [message.id for message in run_checks(tags=["files"])]


@pytest.mark.django_db
def test_no_migration_is_missing(settings):
    settings.MIGRATION_MODULES = {}  # the tests' own database may have been made without them
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
