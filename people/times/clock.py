"""Days and midnights of the installation, whatever time zone the reader of a page is in."""

from datetime import date, datetime, time

from django.utils import timezone


def day_of(now: datetime) -> date:
    """The day it is at `now` where the installation is."""
    return timezone.localdate(now, timezone.get_default_timezone())


def midnight(day: date) -> datetime:
    """The moment at which `day` begins."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
