"""From what people type, a day and a time, to the moment it means in a time zone, and from a moment to words."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

THERE_IS_NO_SUCH_TIME = _("This time does not exist: the clocks go forward on that day. Please choose another.")
THIS_TIME_IS_TWICE = _("This time comes twice on that day, because the clocks go back. Please choose another.")


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment of a local date and time. Raises ValidationError where a change of the clock makes it none or two."""
    early, late = (datetime.combine(day, clock, zone).replace(fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early
    # in a gap, going to UTC and back does not lead to the same local time
    exists = early.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) == early.replace(tzinfo=None)
    raise ValidationError(THIS_TIME_IS_TWICE if exists else THERE_IS_NO_SUCH_TIME)


def words(day_or_time: date | time, form: str) -> str:
    """A day or a time of day in one of Django's forms: `DATE_FORMAT`, `TIME_FORMAT`, `l`."""
    return _words(get_language(), day_or_time, form)


@lru_cache(maxsize=2048)
def _words(_language: str | None, day_or_time: date | time, form: str) -> str:
    """In the active language. Many reminders name the same few days and times."""
    return date_format(day_or_time, form) if isinstance(day_or_time, date) else time_format(day_or_time, form)


def when_between(start: datetime, minutes: int) -> str:
    """ "Wednesday, 4 March 2026, 10:00 to 11:00" in the active language and time zone."""
    first = timezone.localtime(start)
    # in UTC: adding to local time would be an hour off over a change of the clock
    last = timezone.localtime(start.astimezone(UTC) + timedelta(minutes=minutes))
    return gettext("%(weekday)s, %(date)s, %(start)s to %(end)s") % {
        "weekday": words(first.date(), "l"),
        "date": words(first.date(), "DATE_FORMAT"),
        "start": words(first.time(), "TIME_FORMAT"),
        "end": words(last.time(), "TIME_FORMAT"),
    }
