"""When a notice may go to a person who keeps quiet hours, works on some days, and wants so many mails a week at most.

Pure: habits, counts and moments in, a moment or a digest out. Nothing is held beyond the time it makes sense: what
would be too late by the next digest goes by itself, and what would be too late by the end of quiet hours goes at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from notices.enums import Rhythm
from notices.kinds import Kind

DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True)
class Habits:
    """What a person has set.

    `working_days` counts from Monday, 0; `quiet_from` may lie after `quiet_until` (overnight), and where the two are
    the same no hour is quiet. `digest_at` is on the day `digest_day` of a week, or on each working day.
    `most_per_week` None: no ceiling.
    """

    zone: ZoneInfo
    quiet_from: time = time(0)
    quiet_until: time = time(0)
    working_days: frozenset[int] = EVERY_DAY
    rhythm: str = Rhythm.AT_ONCE
    digest_day: int = 0
    digest_at: time = time(8)
    most_per_week: int | None = None


@dataclass(frozen=True)
class Digest:
    """Goes together with others at `at`."""

    at: datetime


class Due(Protocol):
    """What is asked of a notice."""

    @property
    def expires_at(self) -> datetime: ...


def send_at(notice: Due, kind: Kind, habits: Habits, sent_this_week: int, now: datetime) -> datetime | Digest:
    """When a notice that is due `now` goes: now, later by itself, or in a digest. Always before it expires.

    `sent_this_week`: how many mails that could have waited the person has had since `week_start`.
    """
    if kind.never_held_back:
        return now
    alone, end = next_allowed(habits, now), week_end(habits, now)
    is_over = habits.most_per_week is not None and sent_this_week >= habits.most_per_week and alone < end
    if is_over or habits.rhythm != Rhythm.AT_ONCE:
        digest = next_digest(habits, end - timedelta(microseconds=1) if is_over else now)
        if digest < notice.expires_at:
            return Digest(digest)
    return alone if alone < notice.expires_at else now


def next_allowed(habits: Habits, now: datetime) -> datetime:
    """The first moment from `now` on that is in no quiet hour and on a working day."""
    for begin, end in _windows(habits, now):
        if now < end:
            return max(begin, now)
    return now  # no hour of any working day is left: whoever rules out everything is not kept waiting for ever


def next_digest(habits: Habits, now: datetime) -> datetime:
    """When the next digest after `now` goes."""
    days = {habits.digest_day} if habits.rhythm != Rhythm.DAILY else habits.working_days or EVERY_DAY
    today = now.astimezone(habits.zone).date()
    for number in range(15):
        day = today + number * DAY
        slot = _moment(habits, day, habits.digest_at)
        if day.weekday() in days and slot > now:
            return next_allowed(habits, slot)
    raise AssertionError("a week has every day")


def week_start(habits: Habits, now: datetime) -> datetime:
    """Monday's beginning, where the person is."""
    today = now.astimezone(habits.zone).date()
    return _moment(habits, today - today.weekday() * DAY, time(0))


def week_end(habits: Habits, now: datetime) -> datetime:
    today = now.astimezone(habits.zone).date()
    return _moment(habits, today + (7 - today.weekday()) * DAY, time(0))


def _windows(habits: Habits, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From `now` on, in order: the spans in which mail may come, a good week of them."""
    yesterday = now.astimezone(habits.zone).date() - DAY
    for number in range(10):
        day = yesterday + number * DAY
        if day.weekday() in habits.working_days:
            for begin, end in _hours(habits):
                last = _moment(habits, day, end) if end else _moment(habits, day + DAY, time(0))
                yield _moment(habits, day, begin), last


def _hours(habits: Habits) -> list[tuple[time, time | None]]:
    """The hours of a day that are not quiet; None is midnight at its end."""
    quiet_from, quiet_until = habits.quiet_from, habits.quiet_until
    if quiet_from == quiet_until:
        return [(time(0), None)]
    if quiet_from > quiet_until:
        return [(quiet_until, quiet_from)]
    spans: list[tuple[time, time | None]] = [(time(0), quiet_from), (quiet_until, None)]
    return [(begin, end) for begin, end in spans if begin != end]


def _moment(habits: Habits, day: object, at: time) -> datetime:
    """A time of the clock on the wall as a moment. In the night without two o'clock it is three."""
    return datetime.combine(day, at, habits.zone).astimezone(UTC)  # type: ignore[arg-type]
