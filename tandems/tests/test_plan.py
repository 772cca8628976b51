from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandems.plan import monday_of, weeks

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
