"""Times that suit both: pure, with the cases of time zones, changes of the clock, holidays and absences spelled out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from people.tests.factories import PersonFactory
from people.times.availability import Availability, add_absence
from tandems import suggesting
from tandems.enums import MeetingState
from tandems.suggesting import Calendar, hints, holidays_ahead, suggestions
from tandems.tests.factories import MeetingFactory, TandemFactory

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 9)
BERLIN, NEW_YORK, KOLKATA = "Europe/Berlin", "America/New_York", "Asia/Kolkata"


def calendar(zone=BERLIN, days=(1, 2, 3, 4, 5), starts=9, ends=17, absences=(), region="DE", **more):
    when = Availability(frozenset(days), time(starts), time(ends), tuple(absences), region)
    return Calendar(person=PersonFactory.build(time_zone=zone), when=when, **more)


def local(starts, zone=BERLIN):
    return [start.astimezone(ZoneInfo(zone)) for start in starts]


def days(starts):
    return [start.date() for start in local(starts)]


def suggest(one, other, first=MONDAY, minutes=60, now=NOW, **more):
    return suggestions((one, other), first=first, minutes=minutes, now=now, **more)


def test_one_good_hour_a_day_on_the_next_working_days():
    found = local(suggest(calendar(), calendar()))
    assert [start.hour for start in found] == [10] * 6
    assert [start.isoweekday() for start in found] == [1, 2, 3, 4, 5, 1]


def test_only_what_lies_within_the_working_hours_of_both():
    found = local(suggest(calendar(days=[1, 2, 3]), calendar(days=[3, 4], starts=13, ends=15)))
    assert {start.isoweekday() for start in found} == {3}
    assert {start.time() for start in found} == {time(14, 0)}


def test_a_meeting_ends_within_working_hours_too():
    assert suggest(calendar(starts=13, ends=14), calendar(), minutes=60)
    assert suggest(calendar(starts=13, ends=14), calendar(), minutes=61) == []


def test_in_two_time_zones_the_hours_in_common_are_found():
    found = suggest(calendar(BERLIN), calendar(NEW_YORK))
    assert {(start.hour, there.hour) for start, there in zip(local(found), local(found, NEW_YORK), strict=True)} <= {
        (14, 9),
        (15, 10),
        (15, 11),
    }
    for start in found:
        assert 9 <= start.astimezone(ZoneInfo(NEW_YORK)).hour < 17


def test_where_there_is_no_hour_in_common_nothing_is_suggested():
    assert suggest(calendar(BERLIN, starts=14), calendar(KOLKATA, ends=16)) == []


@pytest.mark.parametrize(
    ("first", "there"),
    [
        # the United States change their clocks on 8 March, Germany on 29 March: three weeks with five hours between
        (date(2026, 3, 2), {9, 10}),
        (date(2026, 3, 9), {9, 10, 11}),
        (date(2026, 3, 30), {9, 10}),
    ],
)
def test_the_distance_between_two_zones_changes_with_their_clocks(first, there):
    found = suggest(calendar(BERLIN), calendar(NEW_YORK), first=first, now=datetime(2026, 2, 20, tzinfo=UTC), most=5)
    for start in found:
        berlin, york = start.astimezone(ZoneInfo(BERLIN)), start.astimezone(ZoneInfo(NEW_YORK))
        assert 9 <= berlin.hour < 17
        assert york.hour in there


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_hours_that_a_change_of_the_clock_skips_or_repeats_are_not_suggested(day):
    night = calendar(days=[7], starts=2, ends=3)
    found = days(suggest(night, night, first=day, minutes=30, now=datetime(2026, 1, 1, tzinfo=UTC)))
    assert found[0] == day + timedelta(days=7)


def test_a_meeting_over_a_change_of_the_clock_is_as_long_as_it_is():
    """From half past one on 29 March it is three hours by the clock to half past four, and two in fact."""
    begin = datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)
    early = calendar(days=[7], starts=1, ends=4)
    assert early.works_at(begin, begin + timedelta(minutes=90))
    assert not early.works_at(begin, begin + timedelta(minutes=120))


def test_absences_holidays_and_other_meetings_are_kept_free():
    taken = datetime(2026, 5, 6, 7, 0, tzinfo=UTC), datetime(2026, 5, 6, 15, 0, tzinfo=UTC)
    one = calendar(absences=[(date(2026, 5, 4), date(2026, 5, 5))], region="DE")
    other = calendar(taken=(taken,), region="PL")
    # 1 May is a holiday in both countries, 3 May a Sunday; 4 and 5: away; 6: taken
    found = days(suggest(one, other, first=date(2026, 5, 1), now=datetime(2026, 4, 20, tzinfo=UTC)))
    assert found[0] == date(2026, 5, 7)


def test_what_both_like_comes_first_and_the_list_is_in_order():
    thursday = frozenset({"4pm"})
    found = local(suggest(calendar(likes=thursday), calendar(likes=thursday), most=2))
    assert [(start.isoweekday(), start.hour) for start in found] == [(4, 14), (4, 14)]
    assert found == sorted(found)


def test_nothing_in_the_past_is_suggested():
    late = datetime(2026, 3, 9, 15, 30, tzinfo=UTC)
    assert days(suggest(calendar(), calendar(), now=late))[0] == date(2026, 3, 10)


# ------------------------------------------------------------------ hints
AT = datetime(2026, 10, 3, 8, 0, tzinfo=UTC)  # a Saturday, and German Unity Day


@pytest.mark.parametrize(
    ("changes", "start", "said"),
    [
        ({}, NOW, ""),
        ({"days": range(1, 8)}, AT, "Public holiday for you: German Unity Day"),
        ({"days": range(1, 8), "region": "PL"}, AT, ""),
        ({"absences": [(NOW.date(), NOW.date())]}, NOW, "You are away on this day."),
        ({"taken": ((NOW, NOW + timedelta(minutes=1)),)}, NOW, "You have another meeting then."),
        ({"taken": ((NOW - timedelta(hours=1), NOW),)}, NOW, ""),
        ({"starts": 11}, NOW, "Outside of your working hours."),
    ],
)
def test_what_stands_against_a_time_is_said(changes, start, said):
    mine = calendar(**changes)
    open_to_all = calendar(days=range(1, 8), starts=0, ends=23, region="XX")
    with translation.override("en"):
        assert hints((mine, open_to_all), start, 60, reader=mine.person) == ([said] if said else [])
        about = hints((mine, open_to_all), start, 60, reader=open_to_all.person)
    assert bool(about) is bool(said)
    assert all(mine.person.full_name in text for text in about)


def test_holidays_of_the_next_weeks_are_named_once_a_day():
    pair = calendar(region="DE-BW"), calendar(region="PL")
    with translation.override("de"):
        found = dict(holidays_ahead(pair, date(2026, 5, 1), days=40))
    assert found[date(2026, 5, 1)] == "Erster Mai / Nationalfeiertag"
    assert found[date(2026, 6, 4)] == "Fronleichnam"
    assert date(2026, 5, 2) not in found


# ------------------------------------------------------------------ reading
@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_calendars_are_read_in_four_queries(count, django_assert_num_queries):
    tandem = TandemFactory()
    moved = MeetingFactory(tandem=tandem, state=MeetingState.DATED, starts_at=NOW + timedelta(days=1))
    for _number in range(count):
        elsewhere = TandemFactory(program=tandem.program, mentor=tandem.mentor)
        MeetingFactory(tandem=elsewhere, state=MeetingState.DATED, starts_at=NOW + timedelta(days=2))
        add_absence(
            person=tandem.mentee.person,
            first_day=MONDAY + timedelta(days=_number),
            last_day=MONDAY + timedelta(days=_number),
            today=NOW.date(),
        )
    with django_assert_num_queries(4):
        mentee, mentor = suggesting.calendars(tandem, NOW, without=moved)
    assert len(mentor.taken) == count
    assert mentee.taken == ()
    assert len(mentee.when.absences) == count
    assert mentor.likes == frozenset(tandem.mentor.slots)
