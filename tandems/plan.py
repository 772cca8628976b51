"""The plan of a tandem where something stands already. Pure: dates in, dates out, no database and no clock."""

from collections.abc import Iterable
from datetime import date, timedelta

from programs.rhythm import monday_of


def gaps(*, fixed: Iterable[date], first: date, last: date, rhythm_weeks: int) -> list[date]:
    """Mondays between `first` and `last` that keep `rhythm_weeks` weeks from each other and from the weeks of `fixed`.

    `fixed` are days on which something stands that must not move; those before `first` count as well. Empty where there
    is no room. Raises ValueError for a rhythm below one week.
    """
    if rhythm_weeks < 1:
        raise ValueError("A rhythm has at least one week.")
    step = timedelta(weeks=rhythm_weeks)
    taken = sorted({monday_of(day) for day in fixed})
    found = []
    monday = monday_of(first + timedelta(days=6))
    while monday <= last:
        near = [week for week in taken if abs(week - monday) < step]
        if near:
            monday = near[-1] + step
            continue
        found.append(monday)
        monday += step
    return found


def spread(*, count: int, first: date, last: date, rhythm_weeks: int) -> list[date]:
    """Mondays of the weeks for `count` meetings from `first` on: in the rhythm, or closer where time is short.

    None is left out: with less than a week for each, some share a week.
    """
    start = monday_of(first + timedelta(days=6))
    if start > last:
        return [monday_of(first)] * count
    room = (last - start).days // 7
    step = min(rhythm_weeks, room / (count - 1)) if count > 1 else 0
    return [start + timedelta(weeks=int(number * step)) for number in range(count)]
