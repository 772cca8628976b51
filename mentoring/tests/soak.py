"""The outbox under fire, with everything real: `make soak`, or `python -m mentoring.tests.soak [NOTICES] [SEED]`.

Two workers and two beats send notices over a broker to an SMTP server that refuses, asks for pauses, hangs, and drops
connections after it has accepted. All the while a worker is killed again and again, the broker is killed and emptied,
and the planner runs twice. On PostgreSQL the database is restarted by the command in SOAK_RESTART_DATABASE.

Counted at the SMTP server: nobody gets the same twice, nothing is missing that is not shown as failed or outcome
unknown, and those are explained by refusals, or are at most one for each kill and connection.
"""

import asyncio
import contextlib
import logging
import os
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

LANES = 2
PERSONS = 200
KILL_EVERY = (4.0, 8.0)  # seconds
LONGEST = 1800.0
ROOT = Path(__file__).resolve().parents[2]


class AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


class FaultySmtp:
    """Accepts, now and then does not, and remembers the Message-ID of each mail that it took responsibility for."""

    def __init__(self, chance: random.Random) -> None:
        self.taken: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.chance = chance
        self._lock = threading.Lock()
        self._controller = AnyPort(self, hostname="127.0.0.1", port=0, ready_timeout=30)

    def start(self) -> int:
        self._controller.start()
        return int(self._controller.port)

    def stop(self) -> None:
        self._controller.stop(no_assert=True)

    def _now(self, name: str, share: float, most: int = 1_000_000) -> bool:
        with self._lock:
            happens = self.faults[name] < most and self.chance.random() < share
            self.faults[name] += happens
            return happens

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self._now("pause", 0.001, most=3):
            return "451 4.7.1 too many, later"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self._now("later", 0.005):
            return "450 4.2.1 mailbox busy"
        if self._now("never", 0.002):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self._now("drop_before", 0.001):
            server.transport.abort()
            raise ConnectionResetError
        if self._now("refused_text", 0.001):
            return "554 5.6.0 not that"
        key = next(line for line in envelope.content.split(b"\r\n") if line.lower().startswith(b"message-id:"))
        with self._lock:
            self.taken[key.split(b"<")[1].split(b"@")[0].decode()] += 1
        if self._now("drop_after", 0.001):
            server.transport.abort()
            raise ConnectionResetError
        if self._now("hang", 0.0005, most=2):
            await asyncio.sleep(60)
        return "250 OK"


class Process:
    """A part of the installation in a session of its own, so that it can be killed without a word."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command, env=self.environment, cwd=ROOT, stdout=output, stderr=output, start_new_session=True
            )

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Soak:
    def __init__(self, notices: int, seed: int, folder: Path) -> None:
        self.notices, self.folder = notices, folder
        self.chance = random.Random(seed)
        self.smtp = FaultySmtp(random.Random(seed + 1))
        self.kills = self.broker_losses = self.database_restarts = 0

    # ------------------------------------------------------------------ the installation
    def prepare(self) -> None:
        """A database with people and notices for all of them, and the settings that every part shares."""
        given = os.environ.get("DATABASE_URL", "")
        socket = self.folder / "v.sock"
        self.environment = {
            **os.environ,
            "DEBUG": "1",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": given or f"sqlite:///{self.folder}/soak.sqlite3",
            "BROKER_URL": f"redis+socket://{socket}?virtual_host=0",
            "CACHE_URL": f"unix://{socket}?db=1",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.smtp.start()}",
            "SWEEP_SECONDS": "5",
            "MAIL_LANES": str(LANES),
            "DJANGO_SETTINGS_MODULE": "mentoring.settings",
            "PYTHONUNBUFFERED": "1",
        }
        os.environ.update(self.environment)
        import django

        django.setup()
        from django.core.management import call_command

        from mentoring.runner import valkey

        logging.disable(logging.ERROR)  # every fault would be a line
        call_command("migrate", verbosity=0)
        self.broker = Process(valkey.command(socket, self.folder), self.environment, self.folder / "broker.log")
        self._wait_for_broker()
        self.plan()

    def plan(self) -> int:
        from django.utils import timezone

        from notices.actions import Draft, plan
        from people.models import Person

        if not Person.objects.exists():
            people = [
                Person(email=f"p{number}@example.org", first_name="P", last_name=str(number))
                for number in range(PERSONS)
            ]
            Person.objects.bulk_create(people)
        persons, now = list(Person.objects.all()), timezone.now()
        return plan(
            Draft(
                "address_changed", persons[number % PERSONS], f"soak:{number}", now, expires_at=now + timedelta(days=9)
            )
            for number in range(self.notices)
        )

    def _wait_for_broker(self) -> None:
        from django.conf import settings

        from mentoring.runner import valkey

        socket = Path(settings.CACHES["default"]["LOCATION"].removeprefix("unix://").partition("?")[0])
        while not valkey.answers(socket):
            time.sleep(0.1)

    def start(self) -> None:
        celery = [sys.executable, "-m", "celery", "-A", "mentoring"]
        quiet = ["--loglevel", "WARNING"]
        options = [
            "--queues",
            "mail,codes",
            "--pool",
            "threads",
            "--concurrency",
            "6",
            "--without-gossip",
            "--without-mingle",
        ]
        self.workers = [
            Process(
                [*celery, "worker", "--hostname", f"w{number}@%h", *options, *quiet],
                self.environment,
                self.folder / f"worker{number}.log",
            )
            for number in range(2)
        ]
        self.beats = [
            Process(
                [*celery, "beat", "--schedule", str(self.folder / f"beat{number}"), "--pidfile", "", *quiet],
                self.environment,
                self.folder / f"beat{number}.log",
            )
            for number in range(2)
        ]

    def stop(self) -> None:
        for process in [*self.workers, *self.beats, self.broker]:
            process.kill()
        self.smtp.stop()

    # ------------------------------------------------------------------ the fire
    def run(self) -> None:
        started = last_said = time.monotonic()
        next_kill, middle = time.monotonic() + 10, False
        while (left := self.left()) and time.monotonic() < started + LONGEST:
            if time.monotonic() > next_kill:
                self.kill_a_worker()
                next_kill = time.monotonic() + self.chance.uniform(*KILL_EVERY)
            if not middle and left < self.notices / 2:
                middle = True
                self.lose_the_broker()
                self.restart_the_database()
                assert self.plan() == 0, "the planner wrote a fact twice"
            if time.monotonic() > last_said + 15:
                last_said = time.monotonic()
                print(
                    f"{last_said - started:5.0f} s  {left:6} left, {self.kills} kills, {dict(self.smtp.faults)}",
                    flush=True,
                )
            time.sleep(0.2)

    def left(self) -> int:
        """Notices that a worker could still take: those of killed ones are left to the end, as are those that wait."""
        from django.db import OperationalError, connection
        from django.utils import timezone

        from notices.enums import NoticeState
        from notices.models import Notice

        try:
            due = Notice.objects.filter(state=NoticeState.PLANNED, next_attempt_at__lte=timezone.now())
            return due.count()
        except OperationalError:
            connection.close()
            return self.notices

    def kill_a_worker(self) -> None:
        worker = self.chance.choice(self.workers)
        worker.kill()
        worker.start()
        self.kills += 1

    def lose_the_broker(self) -> None:
        """Killed, all it knew removed, started again."""
        self.broker.kill()
        for path in self.folder.glob("appendonlydir/*"):
            path.unlink()
        self.broker.start()
        self._wait_for_broker()
        self.broker_losses += 1

    def restart_the_database(self) -> None:
        from django.db import connection

        if command := os.environ.get("SOAK_RESTART_DATABASE"):
            subprocess.run(shlex.split(command), check=True, stdout=subprocess.DEVNULL)
            self.database_restarts += 1
            connection.close()

    def finish(self) -> None:
        """All workers are dead: what they held is reaped, and what is left goes out without any more faults."""
        from django.db import connection
        from django.utils import timezone

        from notices import delivery
        from notices.enums import NoticeState
        from notices.models import MailHost, Notice

        connection.close()
        for process in [*self.workers, *self.beats]:
            process.kill()
        self.smtp.chance.random = lambda: 1.0  # type: ignore[method-assign]
        later = timezone.now() + timedelta(minutes=11)
        delivery.reap(now=later)
        MailHost.objects.update(closed_until=None)
        for _round in range(200):
            later += timedelta(hours=1)
            if not Notice.objects.filter(state=NoticeState.PLANNED).exists():
                break
            delivery.deliver_due(now=later, limit=100_000)

    # ------------------------------------------------------------------ the count
    def verdict(self) -> list[str]:
        from notices.enums import NoticeState
        from notices.models import Notice

        states = {str(pk): state for pk, state in Notice.objects.values_list("pk", "state")}
        by_state = Counter(states.values())
        taken, faults = self.smtp.taken, self.smtp.faults
        unknown = by_state[NoticeState.UNKNOWN]
        explained = faults["drop_after"] + faults["drop_before"] + faults["hang"]
        # a restart of the database is the end of what both workers were at, and so is the end of the run
        ends = self.kills + len(self.workers) * (self.database_restarts + 1)
        bound = explained + ends * LANES
        print(f"\n{len(states)} notices: {dict(by_state)}; {sum(taken.values())} mails taken by the server")
        print(f"faults of the server: {dict(faults)}")
        print(f"{self.kills} workers killed, broker lost {self.broker_losses}, database {self.database_restarts} times")
        print(f"outcome unknown: {unknown}, of which the server's faults explain up to {explained}; allowed {bound}")
        twice = [key for key, count in taken.items() if count > 1]
        missing = [key for key, state in states.items() if state == NoticeState.SENT and key not in taken]
        hidden = [key for key in taken if states.get(key) not in (NoticeState.SENT, NoticeState.UNKNOWN)]
        open_ = [
            key
            for key, state in states.items()
            if state not in (NoticeState.SENT, NoticeState.UNKNOWN, NoticeState.FAILED)
        ]
        refused = faults["never"] + faults["refused_text"]
        return [
            *(f"sent twice: {key}" for key in twice),
            *(f"shown as sent and not taken: {key}" for key in missing),
            *(f"taken and shown as {states.get(key)}: {key}" for key in hidden),
            *(f"never settled: {key} {states[key]}" for key in open_),
            *([f"{unknown} unknown, {bound} allowed"] if unknown > bound else []),
            *(
                [f"{by_state[NoticeState.FAILED]} failed, {refused} refused"]
                if by_state[NoticeState.FAILED] > refused
                else []
            ),
            *(["not all notices are there"] if len(states) != self.notices else []),
        ]


def main(notices: int = 10_000, seed: int = 7) -> int:
    with tempfile.TemporaryDirectory(prefix="soak") as folder:
        soak = Soak(notices, seed, Path(folder))
        soak.prepare()
        soak.start()
        try:
            soak.run()
            soak.finish()
            wrong = soak.verdict()
        finally:
            soak.stop()
    print("\n".join(wrong) or "Nobody got anything twice, and nothing is lost.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
