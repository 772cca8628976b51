"""What reminders cost: planning them beside a bare insert of the same rows, sending them beside a bare smtplib loop.

    make bench-notices                       1,000, 10,000 and 100,000 tandems; 3,000 mails
    python benchmarks/notices.py 1000 10000  planning for these numbers of tandems only

Each number of tandems has a process and a database of its own: SQLite, or PostgreSQL where DATABASE_URL names a server
on which databases may be created. Both sides of a ratio are measured in the same run, in turns. The SMTP server is a
process of its own that accepts and forgets. No test depends on times: machines differ.
"""

import asyncio
import json
import os
import resource
import smtplib
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).parent
SIZES = (1_000, 10_000, 100_000)
SENDS = (("plain", 1_000, 1), ("plain", 3_000, 1), ("pipelining", 3_000, 1), ("pipelining", 3_000, 2))
ON_POSTGRESQL = (("pipelining", 3_000, 4), ("pipelining", 3_000, 8))  # where each mail waits for the disk
ROUNDS = 3
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
HEAD = "tandems  notices |  plan s  bare s  plan/bare | CPU: plan    bare  plan/bare |  again s | peak MB  grown MB"
MAIL_HEAD = "    server  mails  lanes |  worker/s   bare/s  worker/bare (each round) | CPU ms: worker   bare | grown MB"
FOOT = (
    "\nplan: find what is due and write it to the outbox. bare: bulk_create of the same rows, made before. again: the"
    "\nplanner once more, when all is written. peak: of the whole process, objects for the bare insert apart; grown: by"
    "\nplanning. CPU: of this process alone, which on a busy machine says more."
    "\nworker: one process over so many connections (MAIL_LANES, 2 unless set). bare: sendmail of the same bytes over"
    "\none kept connection. The server takes several commands in one write (RFC 2920) or does not: relays mostly do,"
    "\nsmtplib makes no use of it. On PostgreSQL each mail waits until a commit is on the disk; one serves all."
)


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(HEAD + "\n" + "-" * len(HEAD), flush=True)
        for size in sizes:
            print(plan_line(in_a_process("plan", size, folder)), flush=True)
        print("\n" + MAIL_HEAD + "\n" + "-" * len(MAIL_HEAD), flush=True)
        on_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
        for server, mails, lanes in (*SENDS, *(ON_POSTGRESQL if on_postgresql else ())):
            print(mail_line(server, lanes, in_a_process(server, mails, folder, lanes)), flush=True)
        print(FOOT)


def plan_line(r: dict[str, Any]) -> str:
    (plan, plan_cpu), (bare, bare_cpu) = r["plan"], r["bare"]
    return (
        f"{r['size']:7,} {r['notices']:8,} |{plan:8.2f}{bare:8.2f}{plan / bare:11.2f} |"
        f"{plan_cpu:10.2f}{bare_cpu:8.2f}{plan_cpu / bare_cpu:11.2f} |"
        f"{r['again'][0]:9.2f} |{r['peak']:8.0f}{r['grown']:10.1f}"
    )


def mail_line(server: str, lanes: int, r: dict[str, Any]) -> str:
    (workers, worker_cpu), (bares, bare_cpu) = (zip(*r[name], strict=True) for name in ("worker", "bare"))
    ratios = [bare / worker for worker, bare in zip(workers, bares, strict=True)]
    each = " ".join(f"{ratio:.0%}" for ratio in ratios)
    a_second = [r["size"] / statistics.median(times) for times in (workers, bares)]
    cpu = [1000 * statistics.median(times) / r["size"] for times in (worker_cpu, bare_cpu)]
    return (
        f"{server:>10}{r['size']:7,}{lanes:7} |{a_second[0]:10.0f}{a_second[1]:9.0f}"
        f"{statistics.median(ratios):13.0%} ({each}) |"
        f"{cpu[0]:15.2f}{cpu[1]:7.2f} |{r['grown']:9.1f}"
    )


def in_a_process(step: str, size: int, folder: str, lanes: int = 1) -> dict[str, Any]:
    given = os.environ.get("DATABASE_URL", "")
    url = f"sqlite:///{folder}/{step}{size}-{lanes}.sqlite3"
    if given.startswith("postgres"):
        url = urlsplit(given)._replace(path=f"/bench_{step}_{size}_{lanes}").geturl()
    env = {**os.environ, "DEBUG": "1", "VAR_DIR": folder, "DATABASE_URL": url, "EMAIL_URL": "smtp://127.0.0.1:1"}
    out = subprocess.run(
        [sys.executable, __file__, "--one", step, str(size), str(lanes), given],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=env,
    ).stdout
    return json.loads(out.splitlines()[-1])  # type: ignore[no-any-return]


# ---------------------------------------------------------------- in a process of its own
def one(step: str, size: int, lanes: int, server: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
    sys.path.insert(0, str(HERE.parent))
    if server.startswith("postgres"):
        make_database(server)
    import django

    django.setup()
    import logging

    from django.conf import settings
    from django.core.management import call_command

    from notices import tasks

    logging.disable(logging.WARNING)
    settings.DEBUG = False  # as in an installation: statements are not collected
    tasks._quiet_until = float("inf")  # nobody listens here: no nudges
    call_command("migrate", verbosity=0)
    invent(size if step == "plan" else 500)
    print(json.dumps({"size": size, **(planning() if step == "plan" else sending(size, step, lanes))}))


def make_database(server: str) -> None:
    import psycopg2

    name = urlsplit(os.environ["DATABASE_URL"]).path[1:]
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()


def invent(size: int) -> None:
    """`size` running tandems of one programme, each with a meeting tomorrow."""
    from programs.enums import ProgramState
    from programs.models import Program

    program = Program.objects.create(name_de="Digital", name_en="Digital", slug="digital", state=ProgramState.RUNNING)
    for start in range(0, size, 5_000):
        invent_meetings(invent_tandems(program, range(start, min(start + 5_000, size))))


def invent_tandems(program: Any, numbers: range) -> list[Any]:
    from programs.enums import Role
    from tandems.enums import TandemState
    from tandems.models import Tandem

    pairs = zip(*(invent_people(program, role, numbers) for role in (Role.MENTEE, Role.MENTOR)), strict=True)
    times = dict.fromkeys(("offered_at", "answer_until", "open_until", "started_at"), NOW - timedelta(days=10))
    tandems = [
        Tandem(program=program, mentee=mentee, mentor=mentor, state=TandemState.ACTIVE, **times)
        for mentee, mentor in pairs
    ]
    return Tandem.objects.bulk_create(tandems, batch_size=500)


def invent_people(program: Any, role: str, numbers: range) -> list[Any]:
    """What each of them takes part with."""
    from people.models import Person
    from programs.enums import ParticipationState
    from programs.models import Participation

    people = [
        Person(email=f"{role}{number}@example.org", first_name="Ruth", last_name=f"Beispiel{number}")
        for number in numbers
    ]
    taking_part = [
        Participation(program=program, person=person, role=role, state=ParticipationState.SIGNED_UP)
        for person in Person.objects.bulk_create(people, batch_size=500)
    ]
    return Participation.objects.bulk_create(taking_part, batch_size=500)


def invent_meetings(tandems: list[Any]) -> None:
    from tandems.enums import MeetingState
    from tandems.models import Meeting

    tomorrow = {"starts_at": NOW + timedelta(hours=20), "planned_week": NOW.date(), "state": MeetingState.DATED}
    meetings = [
        Meeting(tandem=tandem, number=1, sequence=1, changed_at=tandem.started_at, **tomorrow) for tandem in tandems
    ]
    Meeting.objects.bulk_create(meetings, batch_size=500)


def seconds(do: Callable[[], Any]) -> tuple[float, float]:
    """On the clock, and of this process's CPU."""
    started, worked = time.perf_counter(), time.process_time()
    do()
    return time.perf_counter() - started, time.process_time() - worked


def resident() -> float:
    """MB of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def planning() -> dict[str, Any]:
    """Planned, inserted bare, and each once more: the first ones also fill the caches of the database."""
    from notices.models import Notice
    from tandems import reminders

    times: dict[str, list[tuple[float, float]]] = {"plan": [], "bare": []}
    for number in range(2):
        clear()
        before = resident()
        times["plan"].append(seconds(lambda: reminders.plan_due(NOW)))
        if number == 0:
            grown, peak = resident() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            again = seconds(lambda: reminders.plan_due(NOW))
        rows = list(Notice.objects.all())
        clear()
        times["bare"].append(insert(rows))
        count = len(rows)
        rows.clear()
    best = {name: min(values) for name, values in times.items()}
    return {**best, "again": again, "notices": count, "grown": grown, "peak": peak}


def insert(rows: list[Any]) -> tuple[float, float]:
    from notices.models import Notice

    return seconds(lambda: Notice.objects.bulk_create(rows, batch_size=500))


def clear() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notices_notice")


def sending(mails: int, step: str, lanes: int) -> dict[str, Any]:
    from django.conf import settings

    from notices.models import Notice
    from tandems import reminders

    server, port = start_server(step)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    try:
        times: dict[str, list[tuple[float, float]]] = {"worker": [], "bare": []}
        grown = 0.0
        for number in range(ROUNDS):
            clear()
            reminders.plan_due(NOW)
            multiply(mails)
            if number == 0:
                deliver(50)  # templates, translations and connections are warm in a worker
                grown = resident()
            count = Notice.objects.filter(state="planned").count()
            times["worker"].append(timed_delivery(count, mails, lanes))
            assert not Notice.objects.exclude(state="sent").exists()
            times["bare"].append(seconds(lambda: bare(port, mails)))
        return {**times, "grown": resident() - grown}
    finally:
        server.kill()
        server.wait()


def timed_delivery(count: int, mails: int, lanes: int) -> tuple[float, float]:
    """As if all `mails` had been timed: the first ones of the first round warm things up."""
    wall, cpu = seconds(lambda: deliver(count) if lanes == 1 else deliver_over(lanes))
    return wall * mails / count, cpu * mails / count


def multiply(mails: int) -> None:
    """As many notices as mails are wanted, spread over all recipients and meetings."""
    from notices.models import Notice

    kept = list(Notice.objects.all()[:mails])
    copies = []
    for number in range(mails - len(kept)):
        origin = kept[number % len(kept)]
        copies.append(
            Notice(
                **{
                    field.attname: getattr(origin, field.attname)
                    for field in Notice._meta.concrete_fields
                    if field.attname not in ("id", "dedupe_key")
                },
                dedupe_key=f"copy:{number}",
            )
        )
    Notice.objects.bulk_create(copies, batch_size=500)


def deliver(count: int) -> None:
    from notices import delivery
    from notices.enums import Queue

    left = count
    while left > 0:
        left -= (done := delivery.deliver_due(now=NOW, limit=left, queue=Queue.MAIL).total())
        assert done


def deliver_over(lanes: int) -> None:
    """All that is due, over several connections at once, as the threads of a worker do."""
    threads = [threading.Thread(target=deliver_all) for _number in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def deliver_all() -> None:
    from django.db import connection

    from notices import delivery
    from notices.enums import Queue

    while delivery.deliver_due(now=NOW, limit=1_000, queue=Queue.MAIL).total():
        pass
    connection.close()


def bare(port: int, mails: int) -> None:
    content = ready_mail()
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for _number in range(mails):
            smtp.sendmail("tandem@localhost", ["ruth@example.org"], content)


def ready_mail() -> bytes:
    """One of the mails that the worker sends, as it goes over the wire."""
    from notices import kinds, mail
    from notices.models import Notice

    notice = Notice.objects.select_related("recipient__preferences").first()
    assert notice is not None
    kind = kinds.get(notice.kind)
    assert kind is not None
    return mail.build(notice, kind).message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]


# ---------------------------------------------------------------- the server
def start_server(step: str) -> tuple["subprocess.Popen[str]", int]:
    server = subprocess.Popen([sys.executable, __file__, "--server", step], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    return server, int(server.stdout.readline())


def serve(extensions: list[str]) -> None:
    from aiosmtpd.smtp import SMTP

    class Forgets:
        async def handle_EHLO(self, server: Any, session: Any, envelope: Any, name: str, lines: list[str]) -> list[str]:
            session.host_name = name
            return [*lines[:-1], *extensions, lines[-1]]

        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            return "250 OK"

    async def run() -> None:
        listening = await asyncio.get_running_loop().create_server(lambda: SMTP(Forgets()), "127.0.0.1", 0)
        print(listening.sockets[0].getsockname()[1], flush=True)
        await listening.serve_forever()

    asyncio.run(run())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--server"]:
        serve(["250-PIPELINING"] if sys.argv[2] == "pipelining" else [])
    elif sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
    else:
        main([int(word) for word in sys.argv[1:]] or list(SIZES))
