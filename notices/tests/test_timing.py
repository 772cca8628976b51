"""When a notice goes: by example, and as rules that hold for whatever habits, zone and moment."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notices.enums import Rhythm
from notices.tests.factories import a_kind
from notices.timing import DAY, Digest, Habits, next_allowed, next_digest, send_at, week_end, week_start

BERLIN, NEW_YORK, SYDNEY = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Sydney")
CAN_WAIT = a_kind(never_held_back=False)
OFFICE = Habits(BERLIN, time(20), time(7), frozenset(range(5)), most_per_week=3)


@dataclass(frozen=True)
class Due:
    expires_at: datetime


def berlin(*when: int) -> datetime:
    return datetime(*when, tzinfo=BERLIN)  # type: ignore[arg-type]


def at(now: datetime, habits: Habits = OFFICE, sent: int = 0, keeps: timedelta = timedelta(days=14), kind=CAN_WAIT):
    return send_at(Due(now + keeps), kind, habits, sent, now)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (berlin(2026, 3, 4, 10), berlin(2026, 3, 4, 10)),  # in the middle of the day
        (berlin(2026, 3, 4, 20), berlin(2026, 3, 5, 7)),  # the first quiet minute
        (berlin(2026, 3, 4, 19, 59), berlin(2026, 3, 4, 19, 59)),
        (berlin(2026, 3, 5, 3), berlin(2026, 3, 5, 7)),  # after midnight
        (berlin(2026, 3, 6, 21), berlin(2026, 3, 9, 7)),  # Friday evening
        (berlin(2026, 3, 7, 12), berlin(2026, 3, 9, 7)),  # Saturday
        (berlin(2028, 2, 28, 22), berlin(2028, 2, 29, 7)),  # a leap day
        (berlin(2026, 12, 31, 21), berlin(2027, 1, 1, 7)),  # new year's eve, a Thursday
        (berlin(2026, 3, 28, 23), berlin(2026, 3, 30, 7)),  # the night without two o'clock
        (berlin(2026, 10, 24, 23), berlin(2026, 10, 26, 7)),  # the night with two o'clock twice
    ],
)
def test_nothing_comes_in_quiet_hours_or_on_days_off(now, expected):
    assert at(now) == expected


def test_quiet_hours_may_lie_in_the_day():
    noon = replace(OFFICE, quiet_from=time(12), quiet_until=time(14))
    assert at(berlin(2026, 3, 4, 13), noon) == berlin(2026, 3, 4, 14)
    assert at(berlin(2026, 3, 4, 3), noon) == berlin(2026, 3, 4, 3)


def test_what_would_come_too_late_goes_at_once():
    night = berlin(2026, 3, 4, 23)
    assert at(night, keeps=timedelta(hours=7)) == night
    assert at(night, keeps=timedelta(hours=9)) == berlin(2026, 3, 5, 7)


def test_what_is_never_held_back_goes_at_once():
    night = berlin(2026, 3, 7, 23)
    assert at(night, sent=99, kind=a_kind(never_held_back=True)) == night


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [(Rhythm.DAILY, berlin(2026, 3, 5, 8)), (Rhythm.WEEKLY, berlin(2026, 3, 9, 8))],
)
def test_who_wants_mails_together_gets_the_next_one(rhythm, expected):
    assert at(berlin(2026, 3, 4, 10), replace(OFFICE, rhythm=rhythm)) == Digest(expected)


def test_what_cannot_wait_for_the_digest_goes_by_itself():
    weekly = replace(OFFICE, rhythm=Rhythm.WEEKLY)
    assert at(berlin(2026, 3, 4, 21), weekly, keeps=timedelta(days=1)) == berlin(2026, 3, 5, 7)


def test_what_is_over_the_ceiling_goes_into_the_digest_of_the_next_week():
    now = berlin(2026, 3, 4, 10)
    assert at(now, sent=2) == now
    assert at(now, sent=3) == Digest(berlin(2026, 3, 9, 8))
    assert at(now, replace(OFFICE, rhythm=Rhythm.DAILY), sent=3) == Digest(berlin(2026, 3, 9, 8))
    assert at(now, sent=3, keeps=timedelta(days=1)) == now  # would be too late then
    assert at(now, replace(OFFICE, most_per_week=None), sent=99) == now


def test_a_full_week_does_not_count_for_what_goes_in_the_next():
    assert at(berlin(2026, 3, 6, 21), sent=3) == berlin(2026, 3, 9, 7)


def test_weeks_go_across_new_year():
    assert week_start(OFFICE, berlin(2027, 1, 1, 12)) == berlin(2026, 12, 28)
    assert week_end(OFFICE, berlin(2027, 1, 1, 12)) == berlin(2027, 1, 4)


def test_a_week_with_a_change_of_the_clock_is_an_hour_shorter_or_longer():
    for now, hours in [(berlin(2026, 3, 25), 167), (berlin(2026, 10, 21), 169)]:
        assert week_end(OFFICE, now) - week_start(OFFICE, now) == timedelta(hours=hours)


def test_who_moves_to_another_zone_has_quiet_hours_there():
    now = berlin(2026, 3, 5, 7)  # one o'clock in New York
    assert at(now) == now
    assert at(now, replace(OFFICE, zone=NEW_YORK)) == datetime(2026, 3, 5, 7, tzinfo=NEW_YORK)


def test_who_rules_out_every_day_is_not_kept_waiting_for_ever():
    now = berlin(2026, 3, 4, 10)
    assert at(now, replace(OFFICE, working_days=frozenset())) == now


# ------------------------------------------------------------------ rules
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
habits = st.builds(
    Habits,
    zone=st.sampled_from([BERLIN, NEW_YORK, SYDNEY, ZoneInfo("Asia/Kathmandu")]),
    quiet_from=clocks,
    quiet_until=clocks,
    working_days=st.frozensets(st.integers(0, 6), min_size=1),
    rhythm=st.sampled_from(Rhythm.values),
    digest_day=st.integers(0, 6),
    digest_at=clocks,
    most_per_week=st.none() | st.integers(1, 5),
)
edges = [
    datetime(2026, 3, 28, 12, tzinfo=UTC),  # change of the clock in Europe, twice, in America and in Australia
    datetime(2026, 10, 24, 12, tzinfo=UTC),
    datetime(2026, 3, 7, 18, tzinfo=UTC),
    datetime(2026, 10, 3, 6, tzinfo=UTC),
    datetime(2026, 12, 31, 12, tzinfo=UTC),
    datetime(2028, 2, 28, 12, tzinfo=UTC),
]
moments = st.builds(
    lambda edge, minutes: edge + timedelta(minutes=minutes), st.sampled_from(edges), st.integers(0, 3000)
)
keeps = st.integers(1, 30 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


def is_quiet(moment: datetime, one: Habits) -> bool:
    clock = moment.astimezone(one.zone).time()
    if one.quiet_from <= one.quiet_until:
        return one.quiet_from <= clock < one.quiet_until
    return clock >= one.quiet_from or clock < one.quiet_until


def is_allowed(moment: datetime, one: Habits) -> bool:
    return not is_quiet(moment, one) and moment.astimezone(one.zone).weekday() in one.working_days


@settings(max_examples=150)
@given(one=habits, now=moments)
def test_the_next_moment_is_allowed_and_none_before_it_is(one, now):
    found = next_allowed(one, now)
    assert found >= now
    if not any(is_allowed(now + number * timedelta(minutes=15), one) for number in range(8 * 96)):
        return  # the only hours left fall into the one that the clock leaves out
    assert is_allowed(found, one)
    wait = (found - now) / 40
    before = [now + number * wait for number in range(40)] if wait else []
    # an hour that comes twice is quiet as the wall clock reads
    assert not any(is_allowed(moment, one) and not _comes_twice(moment, one) for moment in before)


def _comes_twice(moment: datetime, one: Habits) -> bool:
    hours = (moment + number * timedelta(hours=1) for number in (-1, 0, 1))
    return len({hour.astimezone(one.zone).utcoffset() for hour in hours}) > 1


@settings(max_examples=200)
@given(one=habits, now=moments, keep=keeps, sent=st.integers(0, 6))
def test_nothing_is_held_beyond_its_time(one, now, keep, sent):
    found = send_at(Due(now + keep), CAN_WAIT, one, sent, now)
    moment = found.at if isinstance(found, Digest) else found
    assert now <= moment < now + keep
    assert moment == now or is_allowed(moment, one) or _comes_twice(moment, one)


@settings(max_examples=100)
@given(one=habits, now=moments)
def test_a_digest_is_ahead_and_within_a_good_week(one, now):
    found = next_digest(one, now)
    assert now < found <= now + 15 * DAY
    assert next_digest(one, now) == found
