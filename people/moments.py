"""From what people type, a day and a time, to the moment it means in a time zone."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
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
