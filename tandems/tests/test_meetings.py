from datetime import timedelta

import pytest

from notices.models import Notice
from people.errors import ActionError, NotAllowed, StaleState
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from programs.tests.factories import TopicFactory
from tandems.actions import add_meeting, cancel_meeting, hold_meeting, part
from tandems.enums import MEETING_TRANSITIONS, MeetingState
from tandems.models import Meeting
from tandems.tests.conftest import AT_TEN

pytestmark = pytest.mark.django_db


def recipients(kind):
    return list(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def as_shown(meeting):
    """The meeting as another page still shows it."""
    return Meeting.objects.with_people().get(pk=meeting.pk)


# ------------------------------------------------------------------ dates
def test_a_date_tells_the_other_at_once(date, mentor, program):
    topic = TopicFactory(program=program)
    meeting = date(topic=topic)

    assert (meeting.state, meeting.starts_at, meeting.topic, meeting.sequence) == ("dated", AT_TEN, topic, 1)
    assert recipients("meeting_set") == [mentor.pk]


def test_moving_raises_the_sequence(date, meeting, mentor, mentee):
    date()
    date(person=mentor, starts_at=AT_TEN + timedelta(days=1))

    assert meeting.sequence == 2
    assert recipients("meeting_moved") == [mentee.pk]


def test_the_same_date_twice_is_harmless(date, meeting):
    page = as_shown(meeting)
    date()
    date(meeting=page)

    assert meeting.sequence == 1
    assert Notice.objects.filter(kind="meeting_set").count() == 1


def test_the_second_of_two_moves_is_told_that_someone_was_faster(date, meeting, mentee, mentor):
    date()
    mine, yours = as_shown(meeting), as_shown(meeting)
    date(meeting=mine, starts_at=AT_TEN + timedelta(days=1))

    with pytest.raises(StaleState):
        date(meeting=yours, person=mentor, starts_at=AT_TEN + timedelta(days=2))
    assert as_shown(meeting).starts_at == AT_TEN + timedelta(days=1)


@pytest.mark.parametrize("wrong", [{"starts_at": AT_TEN - timedelta(days=30)}, {"minutes": 2}, {"minutes": 10_000}])
def test_what_cannot_be_is_refused(date, meeting, wrong):
    with pytest.raises(ActionError):
        date(**wrong)
    assert as_shown(meeting).state == MeetingState.OPEN


def test_a_topic_of_another_programme_is_refused(date):
    with pytest.raises(ActionError):
        date(topic=TopicFactory())


def test_nobody_else_touches_a_meeting(date, meeting, now):
    stranger = PersonFactory(is_staff=True, is_superuser=True)
    with pytest.raises(NotAllowed):
        date(person=stranger)
    with pytest.raises(NotAllowed):
        cancel_meeting(meeting=meeting, person=stranger, now=now)
    with pytest.raises(NotAllowed):
        hold_meeting(meeting=meeting, person=stranger, minutes=60, topic=None, now=now, starts_at=now)


def test_after_the_end_of_a_tandem_no_date_is_set(date, tandem, mentee, now):
    part(tandem=tandem, person=mentee, now=now)

    with pytest.raises(StaleState):
        date()


# ------------------------------------------------------------------ cancelling
def test_cancelling_tells_both_and_is_stored_for_neither(date, mentee, mentor, now):
    meeting = cancel_meeting(meeting=date(), person=mentee, now=now)

    assert (meeting.state, meeting.sequence) == (MeetingState.CANCELLED, 2)
    assert set(recipients("meeting_cancelled")) == {mentee.pk, mentor.pk}
    assert not AuditEvent.objects.filter(event__startswith="meeting.").exclude(actor=None).exists()


def test_cancelling_twice_is_harmless(date, meeting, mentee, mentor, now):
    page = as_shown(date())
    cancel_meeting(meeting=meeting, person=mentee, now=now)
    cancel_meeting(meeting=page, person=mentor, now=now)

    assert as_shown(meeting).sequence == 2


def test_a_meeting_that_was_moved_meanwhile_is_not_cancelled(date, meeting, mentor, now):
    page = as_shown(date())
    date(starts_at=AT_TEN + timedelta(days=1))

    with pytest.raises(StaleState):
        cancel_meeting(meeting=page, person=mentor, now=now)


def test_a_cancelled_meeting_can_be_planned_anew(date, meeting, mentee, now):
    cancel_meeting(meeting=date(), person=mentee, now=now)
    date(starts_at=AT_TEN + timedelta(days=7))

    assert (meeting.state, meeting.sequence) == (MeetingState.DATED, 3)


def test_an_open_meeting_that_is_left_out_still_counts_as_planned(meeting, tandem, mentee, now):
    cancel_meeting(meeting=meeting, person=mentee, now=now)

    assert type(tandem).objects.with_progress().get(pk=tandem.pk).planned == 8


def test_that_a_past_meeting_did_not_take_place_is_no_news(date, meeting, mentee):
    date()
    cancel_meeting(meeting=meeting, person=mentee, now=AT_TEN + timedelta(days=1))

    assert recipients("meeting_cancelled") == []


# ------------------------------------------------------------------ logging
def test_a_meeting_is_logged_with_its_length(date, meeting, mentor):
    date()
    later = AT_TEN + timedelta(hours=2)
    hold_meeting(meeting=meeting, person=mentor, minutes=75, topic=None, now=later)

    assert (meeting.state, meeting.minutes, meeting.starts_at, meeting.held_at) == ("held", 75, AT_TEN, later)


def test_an_open_meeting_is_logged_with_the_time_it_took_place(meeting, mentor, now):
    with pytest.raises(ActionError):
        hold_meeting(meeting=meeting, person=mentor, minutes=60, topic=None, now=now)

    hold_meeting(meeting=meeting, person=mentor, minutes=60, topic=None, now=now, starts_at=now - timedelta(hours=3))
    assert meeting.state == MeetingState.HELD


def test_a_meeting_to_come_is_not_logged(date, meeting, mentor, now):
    date()
    with pytest.raises(ActionError):
        hold_meeting(meeting=meeting, person=mentor, minutes=60, topic=None, now=now)


def test_logging_twice_is_harmless_and_contradicting_is_told(date, meeting, mentee, mentor):
    date()
    pages = [as_shown(meeting) for _page in range(3)]
    later = AT_TEN + timedelta(hours=2)
    for page in pages[:2]:
        hold_meeting(meeting=page, person=mentor, minutes=60, topic=None, now=later)

    with pytest.raises(StaleState):
        hold_meeting(meeting=pages[2], person=mentee, minutes=90, topic=None, now=later)


# ------------------------------------------------------------------ beside the plan
@pytest.fixture
def add(tandem, mentee, now):
    def add_one(**changes):
        values = {
            "tandem": tandem,
            "person": mentee,
            "starts_at": AT_TEN,
            "minutes": 30,
            "place": "",
            "topic": None,
            "now": now,
        }
        return add_meeting(**{**values, **changes})

    return add_one


def test_an_extra_meeting_to_come_tells_the_other(add, mentor):
    meeting = add()

    assert (meeting.state, meeting.number, meeting.is_extra, meeting.sequence) == (MeetingState.DATED, 9, True, 1)
    assert recipients("meeting_set") == [mentor.pk]


def test_an_extra_meeting_that_has_been_held_is_logged(add, now):
    meeting = add(starts_at=now - timedelta(days=2))

    assert meeting.state == MeetingState.HELD
    assert not Notice.objects.filter(kind__startswith="meeting_").exists()


def test_pressing_twice_adds_one_meeting(add):
    assert add() == add()


def test_extra_meetings_do_not_change_the_plan(add, tandem):
    add()
    progress = type(tandem).objects.with_progress().get(pk=tandem.pk)
    assert (progress.planned, progress.meetings.count()) == (8, 9)


def test_strangers_add_no_meetings(add):
    with pytest.raises(NotAllowed):
        add(person=PersonFactory())


def test_states_of_a_meeting_lead_nowhere_else():
    assert {
        "open": {"dated", "held", "cancelled"},
        "dated": {"dated", "held", "cancelled"},
        "cancelled": {"dated"},
    } == MEETING_TRANSITIONS
