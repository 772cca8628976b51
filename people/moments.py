"""From what people type, a day and a time, to the moment it means in a time zone, and from a moment to words."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext
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


def when_between(start: datetime, minutes: int) -> str:
    """ "Wednesday, 4 March 2026, 10:00 to 11:00" in the active language and time zone."""
    first = timezone.localtime(start)
    # in UTC: adding to local time would be an hour off over a change of the clock
    last = timezone.localtime(start.astimezone(UTC) + timedelta(minutes=minutes))
    return gettext("%(weekday)s, %(date)s, %(start)s to %(end)s") % {
        "weekday": date_format(first, "l"),
        "date": date_format(first, "DATE_FORMAT"),
        "start": time_format(first, "TIME_FORMAT"),
        "end": time_format(last, "TIME_FORMAT"),
    }
