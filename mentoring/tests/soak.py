"""The outbox under fire, with everything real: `make soak`, or `python -m mentoring.tests.soak [NOTICES] [SEED]`.

Two workers and two beats send notices over a broker to an SMTP server that refuses, asks for pauses, hangs, and drops
connections after it has accepted. All the while one worker, or both at once, are killed again and again. In between
both beats are killed at once, one worker's clock is wrong by three days, the broker is killed and emptied, and the
planner runs twice. On PostgreSQL the database is restarted by the command in SOAK_RESTART_DATABASE. In the end all
stops, and goes on with three days gone by: some notices fell due in between, some no longer make sense.

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
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

LANES = 2
PERSONS = 200
KILL_EVERY = (4.0, 8.0)  # seconds
BOTH_AT_ONCE = 0.3  # of the kills
GONE_BY = timedelta(days=3)
TOMORROW = 20  # every so many falls due a day later, every other of these makes sense for a day only
LONGEST = 1800.0
ROOT = Path(__file__).resolve().parents[2]
CLOCK = Path(__file__).resolve().parent / "chain" / "clock"


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

    def start(self, ahead: timedelta = timedelta(0)) -> None:
        """With a clock that is `ahead`."""
        clock = {"PYTHONPATH": str(CLOCK), "TANDEM_TEST_DAYS": str(ahead / timedelta(days=1))}
        environment = {**self.environment, **(clock if ahead else {})}
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command, env=environment, cwd=ROOT, stdout=output, stderr=output, start_new_session=True
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
        self.ahead = timedelta(0)  # of the installation's clock
        self.wrong_clock: Process | None = None

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
        persons, now, day = list(Person.objects.all()), timezone.now(), timedelta(days=1)
        drafts = []
        for number in range(self.notices):
            due, until = now, now + 30 * day
            if number % TOMORROW == 0:
                due, until = now + day, now + (2 if number % (2 * TOMORROW) == 0 else 30) * day
            drafts.append(Draft("address_changed", persons[number % PERSONS], f"soak:{number}", due, expires_at=until))
        return plan(drafts)

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
        self.burn(
            [
                (0.9, self.kill_the_beats),
                (0.8, self.set_a_clock_wrong),
                (0.5, self.lose_the_broker),
                (0.5, self.restart_the_database),
                (0.5, self.plan_again),
                (0.4, self.set_the_clock_right),
            ]
        )
        self.jump()
        self.burn([])

    def burn(self, events: list[tuple[float, Callable[[], object]]]) -> None:
        """Kill until nothing is left to do. Each event comes when less than its share of all notices is left."""
        started = last_said = time.monotonic()
        next_kill = started + 10
        while (left := self.left()) and time.monotonic() < started + LONGEST:
            if time.monotonic() > next_kill:
                self.kill_workers()
                next_kill = time.monotonic() + self.chance.uniform(*KILL_EVERY)
            while events and left < events[0][0] * self.notices:
                events.pop(0)[1]()
            if time.monotonic() > last_said + 15:
                last_said = time.monotonic()
                self.say(last_said - started, left)
            time.sleep(0.2)
        for _share, event in events:  # went by between two looks
            event()

    def say(self, seconds: float, left: int) -> None:
        print(f"{seconds:5.0f} s  {left:6} left, {self.kills} kills, {dict(self.smtp.faults)}", flush=True)

    def left(self) -> int:
        """Notices that a worker could still take: those of killed ones are left to the end, as are those that wait."""
        from django.db import OperationalError, connection
        from django.utils import timezone

        from notices.enums import NoticeState
        from notices.models import Notice

        try:
            due = Notice.objects.filter(state=NoticeState.PLANNED, next_attempt_at__lte=timezone.now() + self.ahead)
            return due.count()
        except OperationalError:
            connection.close()
            return self.notices

    def kill_workers(self) -> None:
        """One, or both at once."""
        both = self.chance.random() < BOTH_AT_ONCE
        victims = self.workers if both else [self.chance.choice(self.workers)]
        for worker in victims:
            worker.kill()
        for worker in victims:
            worker.start(GONE_BY if worker is self.wrong_clock else self.ahead)
        self.kills += len(victims)

    def kill_the_beats(self) -> None:
        for beat in self.beats:
            beat.kill()
        for beat in self.beats:
            beat.start(self.ahead)

    def set_a_clock_wrong(self) -> None:
        """One machine believes that it is three days later: it sends what is not due yet, and gives others up."""
        self.wrong_clock = self.workers[0]
        self.restart(self.wrong_clock, GONE_BY)

    def set_the_clock_right(self) -> None:
        worker, self.wrong_clock = self.wrong_clock, None
        if worker is not None:
            self.restart(worker, self.ahead)

    def restart(self, worker: Process, ahead: timedelta) -> None:
        worker.kill()
        worker.start(ahead)
        self.kills += 1

    def jump(self) -> None:
        """Everything stops at once, and goes on after three days."""
        for process in [*self.workers, *self.beats]:
            process.kill()
        self.kills += len(self.workers)
        self.ahead = GONE_BY
        for process in [*self.workers, *self.beats]:
            process.start(self.ahead)

    def plan_again(self) -> None:
        assert self.plan() == 0, "the planner wrote a fact twice"

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
        later = timezone.now() + self.ahead + timedelta(minutes=11)
        delivery.reap(now=later)
        MailHost.objects.update(closed_until=None)
        for _round in range(200):  # more than a week: the retries of the worker whose clock was wrong lie days ahead
            later += timedelta(hours=1)
            if not Notice.objects.filter(state=NoticeState.PLANNED).exists():
                break
            delivery.deliver_due(now=later, limit=100_000)

    # ------------------------------------------------------------------ the count
    def verdict(self) -> list[str]:
        from notices.enums import NoticeState
        from notices.models import Notice

        rows = {str(pk): (state, key) for pk, state, key in Notice.objects.values_list("pk", "state", "dedupe_key")}
        states = {pk: state for pk, (state, _key) in rows.items()}
        told = (NoticeState.SENT, NoticeState.UNKNOWN)
        settled = (*told, NoticeState.FAILED)
        missing = [pk for pk, state in states.items() if state == NoticeState.SENT and pk not in self.smtp.taken]
        hidden = [pk for pk in self.smtp.taken if states.get(pk) not in told]
        open_ = [pk for pk, row in rows.items() if row[0] not in settled and not self.has_lapsed(*row)]
        return [
            *(f"sent twice: {pk}" for pk, count in self.smtp.taken.items() if count > 1),
            *(f"shown as sent and not taken: {pk}" for pk in missing),
            *(f"taken and shown as {states.get(pk)}: {pk}" for pk in hidden),
            *(f"never settled: {pk} {states[pk]}" for pk in open_),
            *self.too_many(Counter(states.values())),
            *(["not all notices are there"] if len(states) != self.notices else []),
        ]

    @staticmethod
    def has_lapsed(state: str, dedupe_key: str) -> bool:
        """Made sense for a day, on which nothing ran."""
        return state == "expired" and int(dedupe_key.partition(":")[2]) % (2 * TOMORROW) == 0

    def too_many(self, by_state: Counter[str]) -> list[str]:
        """More of unknown outcome, or failed, than the faults explain."""
        faults, unknown, failed = self.smtp.faults, by_state["unknown"], by_state["failed"]
        explained = faults["drop_after"] + faults["drop_before"] + faults["hang"]
        # a restart of the database is the end of what both workers were at, and so is the end of the run
        ends = self.kills + len(self.workers) * (self.database_restarts + 1)
        bound = explained + ends * LANES
        refused = faults["never"] + faults["refused_text"]
        print(f"\n{by_state.total()} notices: {dict(by_state)}; {self.smtp.taken.total()} mails taken by the server")
        print(f"faults of the server: {dict(faults)}")
        print(f"{self.kills} workers killed, broker lost {self.broker_losses}, database {self.database_restarts} times")
        print(f"outcome unknown: {unknown}, of which the server's faults explain up to {explained}; allowed {bound}")
        return [
            *([f"{unknown} unknown, {bound} allowed"] if unknown > bound else []),
            *([f"{failed} failed, {refused} refused"] if failed > refused else []),
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
