"""How goals have moved: a value of each once a week, as the dashboard showed it that day, and those HR has entered.

Values from surveys come from published sums alone, so a line over time tells no more than visits over time do. Where
today's value may not be shown (HR has raised the smallest group), neither is what it was before.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.charts import shapes
from evaluation.figures.counts import Facts
from evaluation.figures.facts import facts_of
from evaluation.figures.goals import UNKNOWN, standings, value_of
from evaluation.figures.results import Result, empty, notes, short_day
from evaluation.figures.standing import Point, Standing, course, decimals_of, trend, unit
from evaluation.models import GoalValue
from people.times.clock import day_of
from programs.enums import STARTED_STATES, ProgramState
from programs.models import Goal, Program

WEEK = timedelta(days=7)
LATELY = timedelta(days=28)


def keep_values(now: datetime) -> int:
    """Keep today's value of each goal whose last one is a week old, of programmes that run or have closed.

    Returns how many. May run at any time, any number of times.
    """
    day = day_of(now)
    lately = GoalValue.objects.filter(measured_on__gt=day - WEEK).values("goal")
    programs = Program.objects.filter(state__in=[*STARTED_STATES, ProgramState.CLOSED])
    due = set(Goal.objects.filter(program__in=programs).exclude(pk__in=lately).values_list("pk", flat=True))
    found = facts_of(list(programs.filter(goals__in=due).distinct()), now) if due else []
    rows = [_value(goal, value_of(goal, facts), day) for facts in found for goal in facts.goals if goal.pk in due]
    return len(GoalValue.objects.bulk_create([row for row in rows if row], ignore_conflicts=True))


def _value(goal: Goal, value: float | None, day: date) -> GoalValue | None:
    if value is None:
        return None
    return GoalValue(goal=goal, measured_on=day, value=Decimal(str(value)).quantize(Decimal("0.01")))


def latest(goal: Goal) -> Decimal | None:
    return GoalValue.objects.filter(goal=goal).order_by("-measured_on").values_list("value", flat=True).first()


def follow(goal: Goal, *, before: Decimal | None) -> None:
    """A goal that HR reports stands where its latest value is; `before`: the one before a value was entered.

    Not where HR has typed another one into the goal itself since.
    """
    Goal.objects.filter(Q(reported=None) | Q(reported=before), pk=goal.pk).update(reported=latest(goal))


def goals_over_time(facts: Facts, role: str) -> Result:
    name = _("Goals over time")
    known = [(one, course(facts, one)) for one in standings(facts) if one.state != UNKNOWN]
    drawn = [(one, points) for one, points in known if len(points) > 1]
    if not drawn:
        return empty(name, _("Appears once the programme has begun; a value of each goal is kept every week."))
    rows = [
        [one.goal.title, short_day(point.day), unit(one.goal, point.value)]
        for one, points in drawn
        for point in _by_month(points)
    ]
    chart = shapes.trend([_line(one, points) for one, points in drawn])
    note = notes(_("once a week, from the baseline on"), _("dashed: target"), _("table: the last of each month"))
    return Result(
        _finding(facts, (one for one, _points in drawn)), note, [_("Goal"), _("Day"), _("Value")], rows, chart
    )


def _by_month(points: list[Point]) -> list[Point]:
    """The last of each month: a table of every week would be long."""
    months = {(point.day.year, point.day.month): point for point in points}
    return list(months.values())


def _finding(facts: Facts, all_: Iterable[Standing]) -> str:
    moves = [(one, trend(facts, one)) for one in all_]
    closer = sum(found is not None and _is_closer(one, found[1]) for one, found in moves)
    finding = ngettext(
        "%(closer)s of %(count)s goal has come closer in the last four weeks",
        "%(closer)s of %(count)s goals have come closer in the last four weeks",
        len(moves),
    )
    return finding % {"closer": closer, "count": len(moves)}


def _is_closer(one: Standing, change: float) -> bool:
    """By as much as can be read in the table."""
    return round(change, decimals_of(one.goal)) * float(one.goal.target - one.goal.baseline) > 0


def _line(one: Standing, points: list[Point]) -> tuple[str, str, list[tuple[float, float]]]:
    """Title, words, and the points as shares of the time and of the way from baseline to target."""
    baseline, way = float(one.goal.baseline), float(one.goal.target - one.goal.baseline)
    first, last = points[0], points[-1]
    days = max(1, (last.day - first.day).days)
    words = _("from %(first)s to %(now)s, target %(target)s") % {
        "first": unit(one.goal, first.value),
        "now": unit(one.goal, last.value),
        "target": unit(one.goal, float(one.goal.target)),
    }
    shares = [((point.day - first.day).days / days, (point.value - baseline) / way) for point in points]
    return one.goal.title, words, shares
