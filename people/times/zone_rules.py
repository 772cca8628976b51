"""The rules of a time zone as a calendar file carries them: in the form that every calendar understands.

Outlook and Exchange read one yearly rule for each change of the clock and ignore lists of dates (MS-OXCICAL,
2.1.3.1.1.19), so the rules are worked out from the zone's own changes. A zone whose changes follow no yearly rule has
none: times in it are written in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)
YEARS_AHEAD = 5  # for which a rule must hold
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Change:
    """The clock is set from one distance to UTC to another. `at` is the time it showed in that moment."""

    at: datetime
    before: timedelta
    after: timedelta
    is_summer: bool
    name: str


@lru_cache(maxsize=256)
def definition(key: str, year: int) -> Timezone | None:
    """The zone `key` for dates from `year` on, None where no yearly rule describes it."""
    changes = list(_changes(ZoneInfo(key), year - 1))
    if not changes:
        return _fixed(key, year)
    rules = [_rule(key, change) for change in changes]
    if len(changes) != 2 or None in rules:
        return None
    zone = Timezone()
    zone.add("tzid", key)
    for change, rule in zip(changes, rules, strict=True):
        part = TimezoneDaylight() if change.is_summer else TimezoneStandard()
        part.add("dtstart", change.at)
        part.add("rrule", rule)
        part.add("tzoffsetfrom", change.before)
        part.add("tzoffsetto", change.after)
        part.add("tzname", change.name)
        zone.add_component(part)
    return zone


def _fixed(key: str, year: int) -> Timezone | None:
    """A zone whose clock is never set, as far as one can see."""
    if any(next(_changes(ZoneInfo(key), later), None) for later in range(year, year + YEARS_AHEAD)):
        return None
    moment = datetime(year - 1, 1, 1, tzinfo=ZoneInfo(key))
    zone, part = Timezone(), TimezoneStandard()
    zone.add("tzid", key)
    part.add("dtstart", moment.replace(tzinfo=None))
    part.add("tzoffsetfrom", moment.utcoffset())
    part.add("tzoffsetto", moment.utcoffset())
    part.add("tzname", moment.tzname())
    zone.add_component(part)
    return zone


def _changes(zone: ZoneInfo, year: int) -> Iterator[Change]:
    start = datetime(year, 1, 1, tzinfo=UTC)
    for number in range(366):
        low, high = start + number * DAY, start + (number + 1) * DAY
        if _offset(low, zone) == _offset(high, zone) or low.year != year:
            continue
        while high - low > timedelta(minutes=1):
            middle = low + (high - low) / 2
            is_before = _offset(middle, zone) == _offset(low, zone)
            low, high = (middle, high) if is_before else (low, middle)
        moment = high.replace(second=0, microsecond=0)
        before, after = _offset(low, zone), _offset(high, zone)
        at = (moment + before).replace(tzinfo=None)
        yield Change(at, before, after, after > before, high.astimezone(zone).tzname() or "")


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _rule(key: str, change: Change) -> dict[str, object] | None:
    """The rule by which the clock is set every year: the same weekday of a month, counted from one of its ends."""
    for position in ((change.at.day - 1) // 7 + 1, -1):
        if all(_follows(key, change, position, change.at.year + ahead) for ahead in range(YEARS_AHEAD + 1)):
            weekday = WEEKDAYS[change.at.weekday()]
            return {"freq": "yearly", "bymonth": change.at.month, "byday": f"{position}{weekday}"}
    return None


def _follows(key: str, change: Change, position: int, year: int) -> bool:
    expected = datetime.combine(_day(year, change.at.month, change.at.weekday(), position), change.at.time())
    return any(
        (other.at, other.before, other.after) == (expected, change.before, change.after)
        for other in _changes_of(key, year)
    )


@lru_cache(maxsize=256)
def _changes_of(key: str, year: int) -> list[Change]:
    return list(_changes(ZoneInfo(key), year))


def _day(year: int, month: int, weekday: int, position: int) -> date:
    """The `position`-th such weekday of the month, the last one for -1."""
    if position > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (position - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - DAY
    return last - timedelta(days=(last.weekday() - weekday) % 7)
