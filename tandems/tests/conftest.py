"""A programme, an offer, a running tandem, and a meeting with a date or with times to choose from."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from programs.enums import ProgramState
from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory
from tandems.actions import accept_offer, offer_pair, propose_slots, set_date
from tandems.tests.factories import MeetingFactory, TandemFactory

AT_TEN = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)  # a Wednesday, ten o'clock in Berlin
THREE_TIMES = [AT_TEN, AT_TEN + timedelta(days=1), AT_TEN + timedelta(days=2, hours=4)]


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.RUNNING)


@pytest.fixture
def offered(program, now):
    return offer_pair(
        program=program,
        mentee=MenteeFactory(program=program),
        mentor=ParticipationFactory(program=program),
        actor=None,
        now=now,
    )


@pytest.fixture
def mentee(offered):
    return offered.mentee.person


@pytest.fixture
def mentor(offered):
    return offered.mentor.person


@pytest.fixture
def tandem(offered, mentee, mentor, now):
    """Running, with eight open meetings."""
    accept_offer(tandem=offered, person=mentee, now=now)
    return accept_offer(tandem=offered, person=mentor, now=now)


@pytest.fixture
def meeting(tandem):
    return tandem.meetings.with_people().get(number=1)


@pytest.fixture
def date(meeting, mentee, now):
    """Set the meeting's date, or whatever the test says otherwise."""

    def set_one(**changes):
        values = {
            "meeting": meeting,
            "person": mentee,
            "starts_at": AT_TEN,
            "minutes": 60,
            "place": "Raum Neckar",
            "topic": None,
            "now": now,
        }
        return set_date(**{**values, **changes})

    return set_one


@pytest.fixture
def propose_times(meeting, mentee, now):
    """The mentee proposes three times, or whoever the test says."""

    def one(**changes):
        values = {
            "meeting": meeting,
            "person": mentee,
            "starts": THREE_TIMES,
            "minutes": 45,
            "place": "Raum Neckar",
            "topic": None,
            "now": now,
        }
        return propose_slots(**{**values, **changes})

    return one


@pytest.fixture
def coming():
    """Pages know only the real time."""
    now = timezone.now()
    tandem = TandemFactory(mentee__person__language="en", mentor__person__language="en")
    return MeetingFactory(tandem=tandem, planned_week=now.date() + timedelta(days=7))
