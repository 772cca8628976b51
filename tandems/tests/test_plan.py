from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.models import Program
from programs.rhythm import monday_of, weeks
from tandems.actions.meetings import plan_meetings, planned_weeks
from tandems.models import Tandem
from tandems.tests.factories import TandemFactory

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 1, 1))


def test_a_plan_starts_with_the_first_full_week():
    assert weeks(first=date(2026, 3, 4), last=date(2026, 4, 30), rhythm_weeks=4) == [date(2026, 3, 9), date(2026, 4, 6)]


def test_a_period_that_starts_on_a_monday_begins_that_week():
    assert weeks(first=date(2026, 3, 2), last=date(2026, 3, 15), rhythm_weeks=1) == [date(2026, 3, 2), date(2026, 3, 9)]


def test_a_period_of_days_still_has_one_meeting():
    assert weeks(first=date(2026, 3, 4), last=date(2026, 3, 6), rhythm_weeks=4) == [date(2026, 3, 2)]


def test_a_rhythm_of_nothing_is_refused():
    with pytest.raises(ValueError):
        weeks(first=date(2026, 3, 4), last=date(2026, 4, 6), rhythm_weeks=0)


@given(first=DAYS, length=st.integers(0, 800), rhythm=st.integers(1, 26))
def test_every_plan_keeps_the_rhythm_within_its_period(first, length, rhythm):
    last = first + timedelta(days=length)
    plan = weeks(first=first, last=last, rhythm_weeks=rhythm)

    assert len(plan) >= 1
    assert all(day == monday_of(day) for day in plan)
    assert {later - earlier for earlier, later in pairwise(plan)} <= {timedelta(weeks=rhythm)}
    assert plan[0] >= monday_of(first)
    assert plan[-1] <= last
    # no meeting that would still fit is left out
    assert plan[-1] + timedelta(weeks=rhythm) > last or len(plan) == 1


@given(first=DAYS, length=st.integers(0, 800), rhythm=st.integers(1, 26), early=st.integers(0, 60))
def test_a_programme_promises_as_many_meetings_as_the_plan_of_a_tandem_holds(first, length, rhythm, early):
    program = Program(starts_on=first, ends_on=first + timedelta(days=length), rhythm_weeks=rhythm)

    assert program.planned_meetings == len(planned_weeks(Tandem(program=program), first - timedelta(days=early)))


@given(first=DAYS, length=st.integers(0, 800), rhythm=st.integers(1, 26), late=st.integers(-60, 800))
def test_who_joins_later_is_promised_the_meetings_of_their_own_plan(first, length, rhythm, late):
    program = Program(starts_on=first, ends_on=first + timedelta(days=length), rhythm_weeks=rhythm)
    day = first + timedelta(days=late)

    assert program.meetings_from(day) == len(planned_weeks(Tandem(program=program), day))


@pytest.mark.django_db
def test_a_period_that_begins_in_the_middle_of_a_week_promises_the_meetings_that_are_planned():
    # Thursday to Wednesday: 26 weeks and a day begin, 26 Mondays lie within
    period = {"starts_on": date(2026, 3, 5), "ends_on": date(2026, 9, 2), "rhythm_weeks": 1}
    tandem = TandemFactory(**{f"program__{name}": value for name, value in period.items()})

    meetings = plan_meetings(tandem=tandem, now=datetime(2026, 3, 1, 9, tzinfo=UTC))

    assert tandem.program.planned_meetings == len(meetings) == 26


def test_without_a_period_nothing_is_promised():
    assert Program(starts_on=date(2026, 3, 5)).planned_meetings == 0
