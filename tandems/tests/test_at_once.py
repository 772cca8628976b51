"""Two people act in the same moment, each in a connection of their own. Needs a database with row locks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from notices.models import Notice
from people.errors import ActionError, StaleState
from programs.enums import ProgramState
from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory
from tandems.actions import accept_offer, offer_pair, set_date
from tandems.enums import TandemState
from tandems.models import Meeting, Tandem
from tandems.tests.conftest import AT_TEN

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # the tests' SQLite database lives in memory, where connections share one lock and cannot wait for each other
    pytest.mark.skipif(connection.vendor == "sqlite", reason="needs a database server"),
]


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Results of the actions, or the ActionErrors they ended with, begun together."""
    start = Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return action()
        except ActionError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_two_yeses_at_once_start_one_tandem_with_one_plan(offered, mentee, mentor, now):
    mine, yours = (Tandem.objects.with_people().get(pk=offered.pk) for _page in range(2))
    at_once(
        lambda: accept_offer(tandem=mine, person=mentee, now=now),
        lambda: accept_offer(tandem=yours, person=mentor, now=now),
    )

    offered.refresh_from_db()
    assert offered.state == TandemState.ACTIVE
    assert offered.meetings.count() == 8
    assert Notice.objects.filter(kind="tandem_started").count() == 2


def test_of_two_moves_at_once_one_holds_and_the_other_is_told(date, meeting, mentee, mentor, now):
    date()
    pages = [Meeting.objects.with_people().get(pk=meeting.pk) for _page in range(2)]

    def move(page, person, days):
        return set_date(
            meeting=page,
            person=person,
            starts_at=AT_TEN + timedelta(days=days),
            minutes=60,
            place="",
            topic=None,
            now=now,
        )

    results = at_once(lambda: move(pages[0], mentee, 1), lambda: move(pages[1], mentor, 2))

    meeting.refresh_from_db()
    assert sum(isinstance(result, StaleState) for result in results) == 1
    assert meeting.sequence == 2


def test_the_last_room_is_offered_once(now):
    program = ProgramFactory(state=ProgramState.RUNNING)
    mentor = ParticipationFactory(program=program)
    mentees = [MenteeFactory(program=program) for _number in range(2)]

    def offer(mentee):
        return offer_pair(program=program, mentee=mentee, mentor=mentor, actor=None, now=now)

    results = at_once(lambda: offer(mentees[0]), lambda: offer(mentees[1]))

    assert sum(isinstance(result, Tandem) for result in results) == 1
    assert Tandem.objects.count() == 1
