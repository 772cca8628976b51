"""Goals against their targets. Each measure is taken from the figures of the catalogue, so the same guard holds."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.charts import shapes
from evaluation.figures.counts import Facts
from evaluation.figures.results import Result, empty, notes, percent
from evaluation.figures.standing import Standing, in_words, unit
from evaluation.figures.surveys import change_in, pulse_mean, topic_changes
from programs.enums import Measure, Role
from programs.models import Goal

NEAR = 0.9  # of the way from baseline to target
REACHED, CLOSE, UNDER_WAY, UNKNOWN = "reached", "near", "open", "unknown"


def standings(facts: Facts) -> list[Standing]:
    return [_standing(goal, value_of(goal, facts)) for goal in facts.goals]


def _standing(goal: Goal, value: float | None) -> Standing:
    if value is None:
        return Standing(goal, None, None, UNKNOWN)
    share = (value - float(goal.baseline)) / float(goal.target - goal.baseline)
    # a share of 0.99999 is a rounding of floats, not a goal missed
    state = REACHED if share > 1 - 1e-9 else CLOSE if share >= NEAR else UNDER_WAY
    return Standing(goal, value, share, state)


def value_of(goal: Goal, facts: Facts) -> float | None:
    """The goal's measure today, in the unit of its target."""
    match goal.measure:
        case Measure.TANDEMS:
            return float(facts.started)
        case Measure.MEETINGS_HELD:
            return None if facts.held_share is None else 100 * facts.held_share
        case Measure.GAIN:
            return _gain(goal, facts)
        case Measure.USEFULNESS:
            return pulse_mean(facts, "useful")
        case Measure.ANSWER_RATE:
            invited = sum(wave.invited for wave in facts.waves)  # type: ignore[attr-defined]
            answered = sum(wave.answered for wave in facts.waves)  # type: ignore[attr-defined]
            return 100 * answered / invited if invited else None
    return None if goal.reported is None else float(goal.reported)


def _gain(goal: Goal, facts: Facts) -> float | None:
    """The mentees' mean change in the goal's topic; without a topic the mean of the topics that may be shown."""
    if goal.topic:
        sums = facts.change("skill", goal.topic, Role.MENTEE)
        return change_in(sums).change if sums else None
    changes = [change.change for _name, change in topic_changes(facts) if change]
    return sum(changes) / len(changes) if changes else None


def goals(facts: Facts, role: str) -> Result:
    all_ = standings(facts)
    if not all_:
        return empty(_("No goals have been set"))
    columns = [
        _("Goal"),
        _("Measure"),
        _("Baseline"),
        _("Now"),
        _("Target"),
        _("Trend"),
        _("Standing"),
        _("Time passed"),
    ]
    chart = shapes.goals([_bar(one) for one in all_])
    rows = [_row(facts, one) for one in all_]
    note, short = notes(_("Stroke: target")), _("%(part)s of %(whole)s") % {"part": _good(all_), "whole": len(all_)}
    return Result(_finding(facts, all_), note, columns, rows, chart, short=short)


def _good(all_: list[Standing]) -> int:
    return sum(one.state in (REACHED, CLOSE) for one in all_)


def _finding(facts: Facts, all_: list[Standing]) -> str:
    if not facts.started and not (facts.program.has_started or facts.program.is_over):
        return _("The programme has not begun yet")
    finding = ngettext(
        "%(good)s of %(count)s goal is reached or near", "%(good)s of %(count)s goals are reached or near", len(all_)
    )
    return finding % {"good": _good(all_), "count": len(all_)}


def words(state: str) -> str:
    return {
        REACHED: _("reached"),
        CLOSE: _("near"),
        UNDER_WAY: _("under way"),
        UNKNOWN: _("not known yet"),
    }[state]


def _bar(one: Standing) -> tuple[str, float | None, float, str]:
    """A bar leaves room beyond the target for what was surpassed."""
    if one.value is None or one.share is None:
        return one.goal.title, None, 0.8, words(UNKNOWN)
    text = _("%(now)s, target %(target)s, %(state)s") % {
        "now": unit(one.goal, one.value),
        "target": unit(one.goal, float(one.goal.target)),
        "state": words(one.state),
    }
    return one.goal.title, 0.8 * one.share, 0.8, text


def time_passed(facts: Facts, goal: Goal) -> float | None:
    """The share of the time from the programme's start to the goal's date, or the programme's end; 0 to 1."""
    start, due = facts.program.starts_on, goal.due_on or facts.program.ends_on
    if not (start and due and due > start):
        return None
    return min(1.0, max(0.0, (facts.day - start).days / (due - start).days))


def _row(facts: Facts, one: Standing) -> list[str]:
    goal, passed = one.goal, time_passed(facts, one.goal)
    now = "–" if one.value is None else unit(goal, one.value)
    ends = [unit(goal, float(goal.baseline)), now, unit(goal, float(goal.target))]
    return [
        goal.title,
        str(goal.get_measure_display()),
        *ends,
        in_words(facts, one),
        words(one.state),
        "–" if passed is None else percent(passed),
    ]
