"""What leadership's dashboard costs beside the bare SQL that yields its figures, and from prepared counts.

    make bench-dashboard                          1,000 and 10,000 tandems; 10,000 in 20 programmes side by side
    python benchmarks/dashboard.py 1000 10000/20  these numbers of tandems (and programmes) only

Each tandem has ten meetings and a hundred answers: 10,000 tandems have 100,000 meetings and 1,000,000 answers.
PostgreSQL: the server in DATABASE_URL, on which databases may be created, or one of its own that lives for the run.
Both sides of a ratio are measured in the same run, in turns; that the bare SQL finds the same figures is checked. No
test depends on times: machines differ. To reach: a cold page at most three times its bare SQL.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dashboard_data import NOW, WEEK, invent
from dashboard_sql import ASKED, BARE, BARE_ANSWERS, HELD, IN_TANDEMS, PLAN, TANDEMS

HERE = Path(__file__).parent
SIZES = ("1000", "10000", "10000/20")
ROUNDS, WARM_UP = 9, 2
GOAL = 3
PAGES = (
    "  tandems  meetings    answers  programmes | page    queries  cold ms   bare ms  cold/bare | "
    "queries  warm ms  cold/warm"
)
TASKS = "  tandems    answers | task                    s   bare s  task/bare   peak MB  grown MB"
FOOT = """
page: one programme (the largest), or all side by side. cold: counted for this request. bare: the statements of
dashboard_sql.py, which count the same by hand, sent and fetched without Django. warm: from prepared counts, as old as
the page says. publish: all answers to published figures, beside the sums of all answers alone; one survey: after new
answers to it. prepare: the counts of all programmes. grown: by the task; peak: of the process, whose objects were made
before."""


def main(sizes: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as url:
        found = []
        print(PAGES + "\n" + "-" * len(PAGES), flush=True)
        for size in sizes:
            found.append(in_a_process(size, url, folder))
            for line in page_lines(found[-1]):
                print(line, flush=True)
        print("\n" + TASKS + "\n" + "-" * len(TASKS))
        for one in found:
            print("\n".join(task_lines(one)))
        print(FOOT)


def page_lines(r: dict[str, Any]) -> Iterator[str]:
    for name, p in r["pages"].items():
        mark = "" if p["cold"] / p["bare"] <= GOAL else "  over"
        size = f"{r['tandems']:9,} {r['meetings']:9,} {r['answers']:10,} {r['programs']:11} | {name:6}"
        cold, bare, warm = (1000 * p[name] for name in ("cold", "bare", "warm"))
        yield (
            f"{size}{p['cold_queries']:9}{cold:9.0f}{bare:10.0f}{cold / bare:11.2f} |"
            f"{p['warm_queries']:8}{warm:9.0f}{cold / warm:11.1f}{mark}"
        )


def task_lines(r: dict[str, Any]) -> Iterator[str]:
    for name, t in r["tasks"].items():
        bare = f"{t['bare']:9.2f}{t['seconds'] / t['bare']:11.2f}" if "bare" in t else " " * 20
        size = f"{r['tandems']:9,} {r['answers']:10,} | {name:18}"
        yield f"{size}{t['seconds']:7.2f}{bare}{t['peak']:10.0f}{t['grown']:10.1f}"


# ---------------------------------------------------------------- a server of its own
@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL server; without one in DATABASE_URL a new one in `folder`, not as root."""
    if given := os.environ.get("DATABASE_URL", ""):
        yield given
        return
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    programs = (
        found[-1]
        if found
        else Path(subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
    )
    who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    home = folder / "postgres"
    home.mkdir()
    if who:
        folder.chmod(0o711)
        subprocess.run(["chown", "postgres", str(home)], check=True)

    def run(name: str, *args: str) -> None:
        subprocess.run([*who, str(programs / name), *args], check=True, stdout=subprocess.DEVNULL, cwd=home)

    port = str(20_000 + os.getpid() % 20_000)
    run("initdb", f"--pgdata={home}/data", "--auth=trust", "--username=tandem", "--encoding=UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -k {home} -h 127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    options += " -c shared_buffers=256MB"
    run("pg_ctl", f"--pgdata={home}/data", f"--log={home}/log", "--wait", "start", f"--options={options}")
    try:
        yield f"postgres://tandem@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", f"--pgdata={home}/data", "--mode=immediate", "stop")


def in_a_process(size: str, url: str, folder: str) -> dict[str, Any]:
    name = f"bench_dashboard_{size.replace('/', '_')}"
    env = {**os.environ, "DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl(), "SERVER_URL": url}
    env |= {"DJANGO_SETTINGS_MODULE": "mentoring.tests.settings", "TMPDIR": folder}
    out = subprocess.run(
        [sys.executable, str(HERE / "dashboard.py"), "--one", size],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if out.returncode:
        sys.exit(out.stderr)
    return dict(json.loads(out.stdout.splitlines()[-1]))


def one(size: str) -> None:
    sys.path.insert(0, str(HERE.parent))
    import logging

    import django

    make_database(os.environ["SERVER_URL"])
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    logging.disable(logging.WARNING)
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    tandems, _slash, programs = size.partition("/")
    viewer = invent(int(tandems), int(programs or 1))
    print(json.dumps(measured(viewer)))


def make_database(url: str) -> None:
    import psycopg2

    name = urlsplit(os.environ["DATABASE_URL"]).path[1:]
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()


# ---------------------------------------------------------------- measuring
def measured(viewer: Any) -> dict[str, Any]:
    from django.test import Client
    from django.urls import reverse

    from evaluation.models import Answer
    from programs.models import Program
    from tandems.models import Meeting, Tandem

    programs = list(Program.objects.order_by("pk"))
    tasks = {"publish": publishing(programs[0])}
    tasks["publish one survey"] = one_survey(programs[0])
    publish_all(programs[1:])
    tasks["prepare"] = task(lambda: prepare_all(programs))
    client = Client()
    client.force_login(viewer, backend="django.contrib.auth.backends.ModelBackend")
    pages = {"one": page(client, reverse("evaluation", args=[programs[0].slug]), programs[:1])}
    if len(programs) > 1:
        pages["all"] = page(client, reverse("evaluation_list"), programs)
    return {
        "tandems": Tandem.objects.count(),
        "meetings": Meeting.objects.count(),
        "answers": Answer.objects.count(),
        "programs": len(programs),
        "pages": pages,
        "tasks": tasks,
    }


def publish_all(programs: list[Any]) -> None:
    from evaluation.figures.publishing import publish

    for program in programs:
        publish(program, NOW)


def prepare_all(programs: list[Any]) -> None:
    from evaluation.figures.preparing import prepare

    prepare(programs, NOW)


def publishing(program: Any) -> dict[str, float]:
    bare = min(timed(lambda: rows(BARE_ANSWERS, [program.pk])) for _round in range(3))
    found = task(lambda: publish_all([program]))
    return {**found, "bare": bare}


def one_survey(program: Any) -> dict[str, float]:
    """As after new answers to the latest survey."""
    from evaluation.models import PublishedFigures

    published = PublishedFigures.objects.get(program=program)
    latest = program.waves.order_by("-opens_on")[0]
    published.seen.pop(str(latest.pk))
    published.save()
    return task(lambda: publish_all([program]))


def task(run: Callable[[], object]) -> dict[str, float]:
    before = peak()
    seconds = timed(run)
    return {"seconds": seconds, "peak": peak(), "grown": peak() - before}


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def page(client: Any, address: str, programs: list[Any]) -> dict[str, float]:
    """Cold and bare in turns, then warm; the bare statements must have found what the page tells."""
    import time_machine

    from evaluation.figures.facts import facts_of
    from evaluation.models import PreparedCounts

    with time_machine.travel(NOW, tick=True):
        PreparedCounts.objects.all().delete()
        check([one.pk for one in programs], facts_of(programs, NOW))

        def whole() -> None:
            assert client.get(address).status_code == 200

        def bare() -> None:
            for statement in BARE:
                rows(statement, [[one.pk for one in programs]])

        cold, by_hand = in_turns(whole, bare)
        cold_queries = queries(whole)
        prepare_all(programs)
        [warm] = in_turns(whole)
        return {
            "cold": cold,
            "bare": by_hand,
            "warm": warm,
            "cold_queries": cold_queries,
            "warm_queries": queries(whole),
        }


def in_turns(*tasks: Callable[[], None]) -> list[float]:
    times: list[list[float]] = [[] for _task in tasks]
    for turn in range(WARM_UP + ROUNDS):
        for run, taken in zip(tasks, times, strict=True):
            seconds = timed(run)
            if turn >= WARM_UP:
                taken.append(seconds)
    return [statistics.median(taken) for taken in times]


def timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def queries(run: Callable[[], None]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        run()
    return len(found)


def rows(statement: str, values: list[Any]) -> list[Any]:
    """Straight to the driver."""
    from django.db import connection

    connection.ensure_connection()
    assert connection.connection is not None
    with connection.connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def check(programs: list[int], facts: list[Any]) -> None:
    """The bare statements find what the facts tell, or their times would mean nothing."""
    tandems, held, taking_part = (rows(statement, [programs]) for statement in (TANDEMS, HELD, IN_TANDEMS))
    plan, asked = (rows(statement, [programs]) for statement in (PLAN, ASKED))
    for one in facts:
        pk = one.program.pk
        assert one.started == sum(row[-1] for row in tandems if row[0] == pk and row[3])
        assert one.minutes == sum(row[-1] for row in held if row[0] == pk)
        assert [one.in_tandems["mentee"], one.in_tandems["mentor"]] == list(
            next(row[1:] for row in taking_part if row[0] == pk)
        )
        due = [row for row in plan if row[0] == pk and (row[1] + WEEK <= one.day or row[2] == "held")]
        assert one.planned == sum(row[-1] for row in due)
        assert sum(wave.invited for wave in one.waves) == sum(row[-1] for row in asked if row[0] == pk)
        assert one.table(f"{one.waves[-1].pk}/useful") or one.tables


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2])
    else:
        main(sys.argv[1:] or list(SIZES))
