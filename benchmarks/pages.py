"""What a main page costs beside its bare template: the whole answer, and the same template rendered from objects that
are there already, without a database. Both are measured in the same run, in turns.

    make bench-pages

To reach: no page more than three times its bare template. No test depends on times: machines differ.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROUNDS = 40
WARM_UP = 3
GOAL = 3
HEAD = "page                    | queries | whole ms   bare ms  whole/bare"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        from django.test import Client

        person, addresses = invent()
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        print(HEAD + "\n" + "-" * len(HEAD), flush=True)
        for name, address in addresses.items():
            print(line(name, client, address), flush=True)


def prepare(folder: str) -> None:
    os.environ.update(DJANGO_SETTINGS_MODULE="mentoring.tests.settings", TMPDIR=folder)
    tempfile.tempdir = folder
    sys.path.insert(0, str(HERE.parent))
    import django

    django.setup()
    import logging

    from django.conf import settings
    from django.core.management import call_command

    logging.disable(logging.WARNING)
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)


# ---------------------------------------------------------------- measuring
def line(name: str, client: Any, address: str) -> str:
    template, context, queries = once(client, address)

    def whole() -> None:
        assert client.get(address).status_code == 200

    def bare() -> None:
        template.render(context())

    times = in_turns(whole, bare)
    ratio = times[0] / times[1]
    mark = "" if ratio <= GOAL else "  over"
    return f"{name:23} |{queries:8} |{times[0] * 1000:9.1f}{times[1] * 1000:10.1f}{ratio:12.1f}{mark}"


def once(client: Any, address: str) -> tuple[Any, Callable[[], Any], int]:
    """The template of a page, its context as often as wanted, and how many queries the page makes."""
    from django.db import connection
    from django.template import Context, engines
    from django.test.utils import CaptureQueriesContext, setup_test_environment, teardown_test_environment

    client.get(address)
    setup_test_environment()
    try:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
    finally:
        teardown_test_environment()
    assert response.status_code == 200, address
    values = response.context[0].flatten()
    template = engines["django"].get_template(response.templates[0].name).template  # type: ignore[attr-defined]

    def context() -> Context:
        return Context(values)

    with no_database():
        template.render(context())
    return template, context, len(queries)


@contextmanager
def no_database() -> Iterator[None]:
    """The bare template has everything it needs: a query would be part of the page's price, not of the template's."""
    from django.db import connection

    def refuse(_execute: Any, sql: str, *_args: Any) -> None:
        raise AssertionError(f"The template still asks the database: {sql[:200]}")

    with connection.execute_wrapper(refuse):
        yield


def in_turns(*tasks: Callable[[], None]) -> list[float]:
    """The median time of each, in seconds."""
    times: list[list[float]] = [[] for _task in tasks]
    for turn in range(WARM_UP + ROUNDS):
        for task, taken in zip(tasks, times, strict=True):
            began = time.perf_counter()
            task()
            if turn >= WARM_UP:
                taken.append(time.perf_counter() - began)
    return [statistics.median(taken) for taken in times]


# ---------------------------------------------------------------- something to show
def invent() -> tuple[Any, dict[str, str]]:
    """A mentee with tandems of 1, 12 and 60 meetings, entries, an agreement and a self-assessment; the main pages."""
    from django.urls import reverse
    from django.utils import timezone

    from people.tests.factories import PersonFactory
    from programs.tests.factories import MenteeFactory, ProgramFactory, TopicFactory
    from tandems.tests.factories import TandemFactory

    person = PersonFactory(language="en", level=2)
    now, tandems = timezone.now(), {}
    for count in (1, 12, 60):
        program = ProgramFactory(
            state="running", starts_on=now.date() - timedelta(days=200), ends_on=now.date() + timedelta(days=100)
        )
        topics = TopicFactory.create_batch(8, program=program)
        tandem = TandemFactory(program=program, mentee=MenteeFactory(program=program, person=person))
        fill(tandem, topics, count, now)
        tandems[count] = tandem
    middle = tandems[12]
    meeting = middle.meetings.order_by("number")[0]
    return person, {
        "home": reverse("home"),
        **{f"room, {count} meetings": reverse("tandem", args=[one.pk]) for count, one in tandems.items()},
        "meeting": reverse("meeting", args=[meeting.pk]),
        "agreement": reverse("agreement", args=[middle.pk]),
        "self-assessment": reverse("picture", args=[middle.pk]),
        "journal": reverse("journal"),
        "programme": reverse("program", args=[middle.program.slug]),
        "privacy": reverse("privacy"),
    }


def fill(tandem: Any, topics: list[Any], count: int, now: Any) -> None:
    from journals.tests.factories import EntryFactory
    from programs.actions.assessment import assess_oneself
    from tandems.actions import confirm_agreement, propose_agreement
    from tandems.actions.agreement import Terms
    from tandems.models import Agreement
    from tandems.tests.factories import MeetingFactory

    mentee, mentor = tandem.people
    for number in range(count):
        starts_at = now - timedelta(days=3 * (count - number))
        meeting = MeetingFactory(tandem=tandem, number=number + 1, state="held", starts_at=starts_at, held_at=starts_at)
        EntryFactory(tandem=tandem, meeting=meeting, author=mentee, text="What stays with me. " * 20)
    terms = Terms(dict.fromkeys(Agreement.TEXTS, "We tell each other what does not work, and first. " * 3))
    version = propose_agreement(tandem=tandem, person=mentee, terms=terms, latest=0, now=now)
    confirm_agreement(agreement=version, person=mentor, now=now)
    levels = {topic: place % 5 for place, topic in enumerate(topics)}
    assess_oneself(participation=tandem.mentee, person=mentee, levels=levels, now=now)


if __name__ == "__main__":
    main()
