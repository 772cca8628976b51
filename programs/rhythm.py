"""In which weeks people mean to meet. Pure: dates in, dates out, no database and no clock.

What a programme promises and what a tandem's plan holds are counted here, so that both say the same.
"""

from datetime import date, timedelta


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks(*, first: date, last: date, rhythm_weeks: int) -> list[date]:
    """Mondays of the weeks in which to meet between `first` and `last`, every `rhythm_weeks` weeks.

    The first is the first Monday from `first` on. A period too short for any Monday still has one meeting: in the week
    of `first`. Raises ValueError for a rhythm below one week.
    """
    if rhythm_weeks < 1:
        raise ValueError("A rhythm has at least one week.")
    monday = monday_of(first + timedelta(days=6))
    if monday > last:
        return [monday_of(first)]
    count = (last - monday).days // (7 * rhythm_weeks) + 1
    return [monday + timedelta(weeks=rhythm_weeks * step) for step in range(count)]
