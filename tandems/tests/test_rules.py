import pytest

from people.models import Person
from tandems import rules
from tandems.enums import MeetingState, TandemState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
T, M = TandemState, MeetingState
TOGETHER = {T.ACTIVE, T.PAUSED}


def allowed(rule):
    """The pairs of a tandem's and a meeting's state in which `rule` says yes to one of the two."""
    meeting = MeetingFactory()
    person, stranger = meeting.tandem.mentor.person, TandemFactory().mentee.person
    yes = set()
    for meeting.tandem.state in T.values:
        for meeting.state in M.values:
            assert not rule(meeting, stranger)
            if rule(meeting, person):
                yes.add((meeting.tandem.state, meeting.state))
    return yes


def test_when_a_date_can_be_set():
    states = (M.OPEN, M.DATED, M.CANCELLED)
    assert allowed(rules.can_set_date) == {(tandem, meeting) for tandem in TOGETHER for meeting in states}


def test_when_a_meeting_can_be_cancelled():
    assert allowed(rules.can_cancel) == {(tandem, meeting) for tandem in TOGETHER for meeting in (M.OPEN, M.DATED)}


def test_when_a_meeting_can_be_logged():
    together = {(tandem, meeting) for tandem in TOGETHER for meeting in (M.OPEN, M.DATED)}
    assert allowed(rules.can_hold) == {*together, (T.COMPLETED, M.DATED)}


@pytest.mark.parametrize(
    ("rule", "states"),
    [
        (rules.can_answer, {T.OFFERED}),
        (rules.can_part, TOGETHER),
        (rules.can_plan, TOGETHER),
        (rules.can_pause, TOGETHER),
        (rules.can_resume, {T.PAUSED}),
    ],
)
def test_what_the_two_can_do_with_a_tandem(rule, states):
    tandem, stranger = TandemFactory(), TandemFactory().mentee.person

    def yes(person: Person) -> set[str]:
        return {tandem.state for tandem.state in T.values if rule(tandem, person)}

    assert yes(tandem.mentee.person) == yes(tandem.mentor.person) == states
    assert yes(stranger) == set()
