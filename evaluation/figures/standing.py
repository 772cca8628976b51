"""Where a goal stands, and how it got there."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from evaluation.figures.counts import Facts
from evaluation.figures.results import number, short_day, signed
from programs.enums import Measure
from programs.models import Goal

LATELY = timedelta(days=28)


@dataclass(frozen=True)
class Standing:
    """A goal, its value now (None: not known, or hidden) and the share of the way from baseline to target."""

    goal: Goal
    value: float | None
    share: float | None
    state: str


def decimals_of(goal: Goal) -> int:
    return 1 if goal.measure in (Measure.GAIN, Measure.USEFULNESS, Measure.REPORTED) else 0


def unit(goal: Goal, value: float) -> str:
    text = number(value, decimals_of(goal)).replace("-", "−")
    return (
        _("%(number)s%%") % {"number": text} if goal.measure in (Measure.MEETINGS_HELD, Measure.ANSWER_RATE) else text
    )


@dataclass(frozen=True)
class Point:
    day: date
    value: float


def course(facts: Facts, one: Standing) -> list[Point]:
    """From the baseline on the first day to today; nothing where today's value is not known."""
    if one.value is None:
        return []
    kept = [Point(row.measured_on, float(row.value)) for row in facts.goal_values.get(one.goal.pk, [])]
    known = [point for point in kept if point.day < facts.day]
    start = facts.program.starts_on
    first = [Point(start, float(one.goal.baseline))] if start and all(start < point.day for point in known) else []
    return [*(first if start and start < facts.day else []), *known, Point(facts.day, one.value)]


def trend(facts: Facts, one: Standing) -> tuple[Point, float] | None:
    """The point four weeks back, or the first, and the change since; None without any before today."""
    points = course(facts, one)
    if len(points) < 2 or one.value is None:
        return None
    earlier = [point for point in points[:-1] if point.day <= facts.day - LATELY]
    since = earlier[-1] if earlier else points[0]
    return since, one.value - since.value


def in_words(facts: Facts, one: Standing) -> str:
    """The change since four weeks ago. Its sign does not come first: a spreadsheet would take that for a formula."""
    found = trend(facts, one)
    if found is None:
        return "–"
    since, change = found
    day = short_day(since.day)
    return _("since %(day)s: %(change)s") % {"change": signed(change, decimals_of(one.goal)), "day": day}
