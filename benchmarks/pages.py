"""What a main page costs beside the same page made from prepared objects, without a database.

    make bench-pages

`whole` is the answer as everybody gets it. `prepared` goes the same way, through the handler, every middleware and the
page's own template with all it draws (frame, navigation, forms); only its view is replaced by one that has every object
in its hands already, and who is signed in is known. What lies between the two is what the database and our own
preparing cost. `template` is the bare rendering alone, for whoever wants to see it. All are measured in one run, in
turns, as processor time of this process, in which SQLite works, too: what else the machine does counts for nothing.
To reach: no page more than three times what it costs prepared. No test depends on times: machines differ.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROUNDS = 40
WARM_UP = 3
GOAL = 3
HEAD = "page                    | queries |  whole ms  prepared  template  whole/prepared"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        from django.test import Client

        person, addresses = invent()
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        print(HEAD + "\n" + "-" * len(HEAD), flush=True)
        for name, address in addresses.items():
            print(line(name, client, person, address), flush=True)


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
def line(name: str, client: Any, person: Any, address: str) -> str:
    page, queries = once(client, address)
    prepared = prepared_client(client, person, page)

    def whole() -> int:
        return len(client.get(address).content)

    def without_database() -> int:
        return len(prepared.get(address).content)

    def template() -> int:
        return len(page.render())

    with no_database():
        assert without_database() > 0.98 * page.length, name  # the same page, and not a shorter one
    times = in_turns(whole, without_database, template)
    ratio = times[0] / times[1]
    mark = "" if ratio <= GOAL else "  over"
    figures = "".join(f"{one * 1000:10.1f}" for one in times)
    return f"{name:23} |{queries:8} |{figures}{ratio:12.1f}{mark}"


@dataclass
class Page:
    """The template of a page and everything it shows, as objects."""

    template: Any
    values: dict[str, Any]
    length: int

    def render(self, **of_request: Any) -> str:
        from django.template import Context

        return str(self.template.render(Context(self.values | of_request)))


def once(client: Any, address: str) -> tuple[Page, int]:
    """A page as it was made, and how many queries that took."""
    from django.db import connection
    from django.template import engines
    from django.test.utils import CaptureQueriesContext, setup_test_environment, teardown_test_environment

    client.get(address)
    setup_test_environment()
    try:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
    finally:
        teardown_test_environment()
    assert response.status_code == 200, address
    template = engines["django"].get_template(response.templates[0].name).template  # type: ignore[attr-defined]
    return Page(template, response.context[0].flatten(), len(response.content)), len(queries)


def prepared_client(client: Any, person: Any, page: Page) -> Any:
    """Asks as `client` does and goes through the same middleware; `page` stands ready where the view would begin."""
    from django.http import HttpRequest, HttpResponse
    from django.middleware.csrf import get_token
    from django.test.client import Client, ClientHandler

    session = dict(client.session.items())

    class Prepared(ClientHandler):
        def load_middleware(self, is_async: bool = False) -> None:
            super().load_middleware(is_async)
            self._view_middleware.insert(0, self.know_session)
            self._view_middleware.append(self.answer)

        def get_response(self, request: HttpRequest) -> Any:
            request._cached_user = person  # type: ignore[attr-defined]
            return super().get_response(request)

        def know_session(self, request: Any, *_view: Any) -> None:
            request.session._session_cache = session

        def answer(self, request: Any, *_view: Any) -> HttpResponse:
            return HttpResponse(page.render(request=request, csrf_token=get_token(request)))

    prepared = Client()
    prepared.cookies = client.cookies
    prepared.handler = Prepared(enforce_csrf_checks=False)
    return prepared


@contextmanager
def no_database() -> Iterator[None]:
    """Prepared, a page has everything it needs: a query there would be part of its price, not of the comparison's."""
    from django.db import connection

    def refuse(_execute: Any, sql: str, *_args: Any) -> None:
        raise AssertionError(f"A prepared page still asks the database: {sql[:200]}")

    with connection.execute_wrapper(refuse):
        yield


def in_turns(*tasks: Callable[[], int]) -> list[float]:
    """The median of the processor time each takes, in seconds."""
    times: list[list[float]] = [[] for _task in tasks]
    for turn in range(WARM_UP + ROUNDS):
        for task, taken in zip(tasks, times, strict=True):
            began = time.process_time()
            task()
            if turn >= WARM_UP:
                taken.append(time.process_time() - began)
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
