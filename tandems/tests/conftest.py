"""A programme, an offer, a running tandem, and a meeting with a date."""

from datetime import UTC, datetime

import pytest

from programs.enums import ProgramState
from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory
from tandems.actions import accept_offer, offer_pair, set_date

AT_TEN = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)  # a Wednesday, ten o'clock in Berlin


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
