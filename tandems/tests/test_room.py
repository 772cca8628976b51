from datetime import timedelta

import pytest

from tandems.room import Ask, fold, next_meeting, stops
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tandem():
    return TandemFactory()


def meeting(tandem, number, state, starts_at=None, **more):
    return MeetingFactory(tandem=tandem, number=number, state=state, starts_at=starts_at, **more)


def test_what_has_passed_is_logged_before_anything_else(tandem, now):
    passed = meeting(tandem, 1, "dated", now - timedelta(days=1))
    ahead = meeting(tandem, 2, "dated", now + timedelta(days=1))

    assert next_meeting([ahead, passed], now) == (passed, Ask.LOG)


def test_a_date_ahead_comes_before_an_open_meeting(tandem, now):
    still_open = meeting(tandem, 1, "open")
    ahead = meeting(tandem, 2, "dated", now + timedelta(days=1))

    assert next_meeting([still_open, ahead], now) == (ahead, Ask.MEET)


def test_without_a_date_the_first_open_meeting_is_next(tandem, now):
    held = meeting(tandem, 1, "held", now - timedelta(days=1))
    later = meeting(tandem, 3, "open", planned_week=now.date() + timedelta(days=40))
    sooner = meeting(tandem, 2, "open", planned_week=now.date() + timedelta(days=10))

    assert next_meeting([held, later, sooner], now) == (sooner, Ask.DATE)


def test_when_all_is_done_nothing_is_next(tandem, now):
    assert next_meeting([meeting(tandem, 1, "held", now), meeting(tandem, 2, "cancelled")], now) is None


def test_an_extra_meeting_stands_where_its_date_is(tandem, now):
    first = meeting(tandem, 1, "held", now - timedelta(days=20))
    last = meeting(tandem, 2, "open", planned_week=now.date() + timedelta(days=20))
    extra = meeting(tandem, 3, "dated", now + timedelta(days=2), is_extra=True)

    way = stops([first, last, extra], [], tandem.mentee.person, now)
    assert [stop.meeting for stop in way] == [first, extra, last]
    assert [stop.css for stop in way] == ["held", "now", ""]


def test_an_ended_tandem_asks_for_nothing(now):
    tandem = TandemFactory(state="parted")
    way = stops([meeting(tandem, 1, "open")], [], tandem.mentee.person, now)

    assert [stop.ask for stop in way] == [None]


@pytest.mark.parametrize(
    ("held", "ahead", "folded"), [(3, 4, (0, 0)), (4, 5, (2, 2)), (12, 9, (10, 6)), (0, 60, (0, 57))]
)
def test_what_lies_long_behind_and_far_ahead_is_folded(tandem, now, held, ahead, folded):
    past = [meeting(tandem, number, "held", now - timedelta(days=200 - number)) for number in range(1, held + 1)]
    to_come = [
        meeting(tandem, 90 + number, "open", planned_week=now.date() + timedelta(days=9 + number))
        for number in range(ahead)
    ]
    earlier, way, later = fold(stops([*past, *to_come], [], tandem.mentee.person, now))

    assert (len(earlier), len(later)) == folded
    assert [stop.meeting for stop in (*earlier, *way, *later)] == [*past, *to_come]
    assert to_come[0] in [stop.meeting for stop in way]
