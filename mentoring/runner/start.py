"""The way from a folder to a running Tandem, and back."""

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

from mentoring import demo, health
from mentoring.runner import children, ground, valkey
from mentoring.runner.supervisor import Stop, Supervisor, listen_for_stop
from people.models import Person

LONGEST_START = 90.0  # seconds


@dataclass(frozen=True)
class Wishes:
    """What was asked for on the command line."""

    host: str
    port: int
    build_demo: bool
    web_workers: int
    job_processes: int


def run(wishes: Wishes, say: Callable[[str], None]) -> None:
    """Start everything and stay until told to stop. Raises ground.NotPossible before anything has been started."""
    listen_for_stop()
    os.umask(0o077)  # SECURITY: database, logs and mails are nobody else's on this machine
    with ExitStack() as ground_held:
        try:
            ground_held.enter_context(ground.lock_folder())
            ground.check_port(wishes.host, wishes.port)
            supervisor = Supervisor(say)
            ground_held.callback(supervisor.stop)
            _start(supervisor, wishes, say)
            supervisor.watch()
        except Stop:
            say("Stopping.")


def _start(supervisor: Supervisor, wishes: Wishes, say: Callable[[str], None]) -> None:
    if settings.EMBEDDED_VALKEY:
        _start_valkey(supervisor)
    _prepare(wishes, say)
    supervisor.start(children.web(wishes.host, wishes.port, wishes.web_workers))
    supervisor.start(children.mail())
    supervisor.start(children.jobs(wishes.job_processes))
    supervisor.start(children.beat())
    if not supervisor.watch(LONGEST_START, until=lambda: _is_healthy(wishes)):
        say(f"Tandem has started, but not all parts answer: see {settings.BASE_URL}/healthz and {settings.VAR_DIR}/log")
    _greet(say)


def _start_valkey(supervisor: Supervisor) -> None:
    ground.make_run_dir()
    try:
        supervisor.start(children.embedded_valkey())
    except valkey.NotAvailable as error:
        raise ground.NotPossible(
            f"There is no embedded Valkey for this machine ({error}). Set BROKER_URL and CACHE_URL to a Redis server."
        ) from error
    if not supervisor.watch(10, until=lambda: valkey.answers(settings.VALKEY_SOCKET)):
        raise ground.NotPossible(f"The embedded Valkey does not start: see {settings.VAR_DIR}/log/valkey.log")


def _prepare(wishes: Wishes, say: Callable[[str], None]) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    ground.collect_static_files()
    health.forget()
    if wishes.build_demo and not Person.objects.exists():
        say("Building the demo …")
        started = time.monotonic()
        with transaction.atomic():  # all of it or, after a Ctrl-C, nothing
            call_command("build_demo", verbosity=0)
        say(f"The demo is built ({time.monotonic() - started:.0f} s).")
    connections.close_all()


def _is_healthy(wishes: Wishes) -> bool:
    """All parts answer. Mails that waited while Tandem stood still begin to move now: nobody waits for them."""
    host = "127.0.0.1" if wishes.host in ("0.0.0.0", "::") else wishes.host  # noqa: S104
    request = urllib.request.Request(
        f"http://{host}:{wishes.port}/healthz", headers={"Host": settings.ALLOWED_HOSTS[0].lstrip(".")}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return answer.status == 200
    except urllib.error.HTTPError as error:
        return error.code == 503 and json.load(error)["failing"] == ["outbox"]
    except (urllib.error.URLError, OSError):
        return False


def _greet(say: Callable[[str], None]) -> None:
    say(f"\nTandem runs at {settings.BASE_URL} (Ctrl-C stops it)")
    if settings.DEMO:
        for line in demo.logins():
            say(line)
    elif not Person.objects.filter(is_superuser=True, is_active=True).exists():
        say("Nobody can sign in yet. The first administrator: python manage.py createsuperuser")
