import pytest

from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory
from tandems.actions import accept_offer, offer_pair
from tandems.enums import TandemState

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(now):
    program = ProgramFactory()
    return offer_pair(
        program=program,
        mentee=MenteeFactory(program=program),
        mentor=ParticipationFactory(program=program),
        actor=None,
        now=now,
    )


def test_a_tandem_starts_when_both_have_said_yes(offered, now):
    accept_offer(tandem=offered, person=offered.mentor.person, now=now)
    assert offered.state == TandemState.OFFERED

    accept_offer(tandem=offered, person=offered.mentee.person, now=now)
    assert offered.state == TandemState.ACTIVE
    assert offered.meetings.count() == 8
