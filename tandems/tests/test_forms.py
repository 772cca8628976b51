from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from people.times.moments import THERE_IS_NO_SUCH_TIME, THIS_TIME_IS_TWICE, instant
from tandems.forms import DateForm, HeldForm
from tandems.tests.factories import TandemFactory

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (date(2026, 3, 28), time(10, 0), datetime(2026, 3, 28, 9, 0, tzinfo=UTC)),
        (date(2026, 3, 29), time(1, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (date(2026, 3, 29), time(3, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 59), datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (date(2026, 10, 25), time(3, 0), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_local_time_is_one_moment(day, clock, expected):
    assert instant(day, clock, BERLIN) == expected


def test_a_time_that_the_clock_skips_is_refused():
    with pytest.raises(ValidationError, match=str(THERE_IS_NO_SUCH_TIME)):
        instant(date(2026, 3, 29), time(2, 30), BERLIN)


def test_a_time_that_comes_twice_is_refused():
    with pytest.raises(ValidationError, match=str(THIS_TIME_IS_TWICE)):
        instant(date(2026, 10, 25), time(2, 30), BERLIN)


def bound(form, now, **data):
    tandem = TandemFactory()
    values = {"date": "2026-03-11", "time": "10:00", "minutes": "60", **data}
    return form(values, tandem=tandem, person=tandem.mentee.person, now=now)


@pytest.mark.django_db
def test_what_is_wrong_is_said_at_its_place(now):
    assert set(bound(DateForm, now, date="2026-02-30").errors) == {"date"}
    assert set(bound(DateForm, now, date="2026-03-01").errors) == {"date"}
    assert set(bound(DateForm, now, time="25:00").errors) == {"time"}
    assert set(bound(DateForm, now, date="2026-03-29", time="02:30").errors) == {"time"}
    assert set(bound(DateForm, now, minutes="1").errors) == {"minutes"}
    assert set(bound(HeldForm, now).errors) == {"date"}


@pytest.mark.django_db
def test_a_date_is_read_in_the_persons_time_zone(now):
    tandem = TandemFactory(mentee__person__time_zone="America/New_York")
    data = {"date": "2026-03-11", "time": "10:00", "minutes": "60"}
    form = DateForm(data, tandem=tandem, person=tandem.mentee.person, now=now)

    assert form.is_valid()
    assert form.cleaned_data["starts_at"] == datetime(2026, 3, 11, 14, 0, tzinfo=UTC)
    assert "America/New_York" in form.fields["time"].help_text
