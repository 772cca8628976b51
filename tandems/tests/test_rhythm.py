"""A tandem's own rhythm: what is still open is planned anew, nothing that was held or dated moves."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.rhythm import monday_of
from tandems.actions import cancel_meeting, hold_meeting, set_date
from tandems.actions.rhythm import Pace, most_meetings, set_pace
from tandems.actions.slots import propose_slots
from tandems.plan import gaps

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 1, 1))


@given(first=DAYS, length=st.integers(0, 400), rhythm=st.integers(1, 12), fixed=st.lists(DAYS, max_size=6))
def test_gaps_keep_their_distance_from_each_other_and_from_what_stands(first, length, rhythm, fixed):
    last = first + timedelta(days=length)
    found = gaps(fixed=fixed, first=first, last=last, rhythm_weeks=rhythm)

    step = timedelta(weeks=rhythm)
    assert all(first <= week <= last and week == monday_of(week) for week in found)
    assert all(later - earlier >= step for earlier, later in pairwise(found))
    assert all(abs(monday_of(day) - week) >= step for day in fixed for week in found)
    # and nothing that would fit is left out at the end
    end = max([*found, *(monday_of(day) for day in fixed)], default=first - step)
    assert end + step > last or monday_of(max(first, end + step) + timedelta(days=6)) > last


@pytest.fixture
def program(program):
    program.starts_on, program.ends_on = date(2026, 3, 2), date(2026, 9, 30)
    program.save()
    return program


def way(tandem):
    """What a person sees of the plan, in the order of the numbers."""
    return [
        (meeting.state, meeting.planned_week, meeting.starts_at, meeting.sequence, meeting.minutes)
        for meeting in tandem.meetings.order_by("number")
    ]


@pytest.fixture
def under_way(tandem, mentee, now):
    """One held, one dated, one cancelled, an extra one; five open."""
    first, second, third = tandem.meetings.with_people().order_by("number")[:3]
    values = {"person": mentee, "minutes": 60, "topic": None}
    hold_meeting(meeting=first, starts_at=now - timedelta(hours=2), now=now, **values)
    set_date(meeting=second, starts_at=datetime(2026, 4, 8, 9, 0, tzinfo=UTC), place="", now=now, **values)
    cancel_meeting(meeting=third, person=mentee, now=now)
    return tandem


@pytest.mark.django_db
def test_a_shorter_rhythm_fills_what_is_open_and_touches_nothing_else(under_way, now):
    before = way(under_way)[:3]
    set_pace(tandem=under_way, pace=Pace(rhythm_weeks=2), now=now)

    after = way(under_way)
    assert after[:3] == before
    weeks = sorted(week for state, week, *_rest in after if state == "open")
    assert weeks[0] == date(2026, 3, 16)  # two weeks after the meeting held
    assert date(2026, 4, 6) not in weeks  # there the dated one stands
    assert all(later - earlier >= timedelta(weeks=2) for earlier, later in pairwise(weeks))
    assert weeks[-1] <= under_way.program.ends_on
    assert len(weeks) > 5


@pytest.mark.django_db
def test_a_longer_rhythm_leaves_fewer_open_meetings(under_way, now):
    set_pace(tandem=under_way, pace=Pace(rhythm_weeks=8), now=now)

    open_weeks = [week for state, week, *_rest in way(under_way) if state == "open"]
    assert open_weeks == [date(2026, 6, 1), date(2026, 7, 27), date(2026, 9, 21)]


@pytest.mark.django_db
@pytest.mark.parametrize(("wanted", "still_open"), [(3, 0), (5, 2), (8, 5)])
def test_a_number_of_their_own_cuts_the_end_and_keeps_the_weeks(under_way, wanted, still_open, now):
    before = [week for state, week, *_rest in way(under_way) if state == "open"]
    set_pace(tandem=under_way, pace=Pace(meetings=wanted), now=now)

    assert [week for state, week, *_rest in way(under_way) if state == "open"] == before[:still_open]


@pytest.mark.django_db
def test_a_meeting_for_which_times_are_proposed_stays_and_what_is_prepared_goes_last(tandem, mentee, now):
    arranged = tandem.meetings.with_people().get(number=2)
    times = [datetime(2026, 4, 8, 9, 0, tzinfo=UTC), datetime(2026, 4, 9, 9, 0, tzinfo=UTC)]
    propose_slots(meeting=arranged, person=mentee, starts=times, minutes=60, place="", topic=None, now=now)
    tandem.meetings.filter(number=8).update(guide="closing")
    before = way(tandem)
    set_pace(tandem=tandem, pace=Pace(meetings=3), now=now)

    assert list(tandem.meetings.order_by("number").values_list("number", flat=True)) == [1, 2, 8]
    assert way(tandem)[1] == before[1]
    set_pace(tandem=tandem, pace=Pace(rhythm_weeks=2), now=now)
    assert way(tandem)[1] == before[1]
    assert date(2026, 4, 6) not in [week for _state, week, *_rest in way(tandem)[2:]]


@pytest.mark.django_db
def test_the_way_back_to_the_programmes_rhythm_is_open(tandem, now):
    before = [week for _state, week, *_rest in way(tandem)]
    for pace in (Pace(rhythm_weeks=2, minutes=30), Pace()):
        set_pace(tandem=tandem, pace=pace, now=now)

    assert [(week, minutes) for _state, week, _at, _sequence, minutes in way(tandem)] == [(week, 60) for week in before]


@pytest.mark.django_db
def test_a_length_of_their_own_changes_open_meetings_alone(under_way, now):
    before = way(under_way)
    set_pace(tandem=under_way, pace=Pace(minutes=45), now=now)

    after = way(under_way)
    assert [row[:4] for row in after] == [row[:4] for row in before]
    assert {row[4] for row in after if row[0] == "open"} == {45}
    assert {row[4] for row in after if row[0] != "open"} == {60}
    assert under_way.meeting_minutes == 45


@pytest.mark.django_db
def test_an_open_week_that_moves_is_another_fact_for_reminders_and_old_pages(tandem, now):
    set_pace(tandem=tandem, pace=Pace(rhythm_weeks=3), now=now)

    moved = {week: sequence for _state, week, _at, sequence, _minutes in way(tandem)}
    assert moved[date(2026, 3, 9)] == 0  # the first one stays where it was
    assert moved[date(2026, 3, 30)] == 1


@pytest.mark.django_db
def test_numbers_of_the_plan_go_on_without_a_gap_behind_an_extra_meeting(tandem, mentee, now):
    from tandems.actions import add_meeting

    starts_at = now + timedelta(days=3)
    extra = add_meeting(tandem=tandem, person=mentee, starts_at=starts_at, minutes=60, place="", topic=None, now=now)
    set_pace(tandem=tandem, pace=Pace(rhythm_weeks=2), now=now)

    numbers = list(tandem.meetings.filter(is_extra=False).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    extra.refresh_from_db()
    assert (extra.number, extra.state) == (len(numbers) + 1, "dated")


@pytest.mark.django_db
@pytest.mark.parametrize(("rhythm", "most"), [(1, 30), (4, 8), (26, 2)])
def test_how_many_meetings_there_is_room_for(tandem, rhythm, most, now):
    assert most_meetings(tandem=tandem, rhythm_weeks=rhythm, now=now) == most


@pytest.mark.django_db
def test_near_the_end_nothing_is_planned_beyond_the_last_day(under_way):
    late = datetime(2026, 9, 29, 9, 0, tzinfo=UTC)
    set_pace(tandem=under_way, pace=Pace(rhythm_weeks=1), now=late)

    assert [state for state, *_rest in way(under_way)] == ["held", "dated", "cancelled"]
