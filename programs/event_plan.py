"""The day of an event that is still counted from the programme's own dates."""

from datetime import date, datetime, timedelta

from people.times.moments import instant
from people.times.public_holidays import DEFAULT_REGION, holiday
from programs.enums import EventAnchor
from programs.models import Event, Program

A_DAY = timedelta(days=1)


def anchor_day(program: Program, anchor: str) -> date | None:
    """First day, the middle, or last day of the programme; None while it has no dates."""
    if not (program.starts_on and program.ends_on):
        return None
    days: dict[str, date] = {
        EventAnchor.START: program.starts_on,
        EventAnchor.HALF: program.starts_on + (program.ends_on - program.starts_on) // 2,
        EventAnchor.END: program.ends_on,
    }
    return days[anchor]


def day_of_event(event: Event, program: Program) -> date | None:
    """The nearest working day: after a weekend or holiday, for what is counted from the end before it."""
    day = anchor_day(program, event.anchor)
    if day is None:
        return None
    day += timedelta(days=event.offset_days)
    step = -A_DAY if event.anchor == EventAnchor.END else A_DAY
    while day.weekday() > 4 or holiday(day, DEFAULT_REGION):
        day += step
    return day


def planned_start(event: Event, program: Program) -> datetime | None:
    day = day_of_event(event, program)
    return instant(day, event.clock, event.zone) if day else None


def nearest_anchor(event: Event, program: Program) -> tuple[str, int]:
    """Anchor and days from it of an event as it is now: a date of its own counts from the anchor that is nearest."""
    if event.starts_at is None:
        return event.anchor, event.offset_days
    day = event.starts_at.astimezone(event.zone).date()
    kept = day_of_event(event, program)
    if kept == day:
        return event.anchor, event.offset_days
    anchors = {anchor: anchor_day(program, anchor) for anchor in EventAnchor.values}
    distances = {anchor: (day - found).days for anchor, found in anchors.items() if found}
    if not distances:
        return event.anchor, event.offset_days
    anchor = min(distances, key=lambda one: abs(distances[one]))
    return anchor, distances[anchor]
