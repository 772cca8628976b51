"""What needs a decision: facts that the figures of the catalogue show, each with what could be decided.

The bounds are those of the catalogue's definition. Whether and what is decided is for people.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.figures.counts import STARTED, Facts
from evaluation.figures.goals import CLOSE, REACHED, UNKNOWN, standings, time_passed
from evaluation.figures.process import hours_by_role
from evaluation.figures.results import Result, empty, hidden, number, percent, quoted
from evaluation.figures.standing import unit
from evaluation.figures.suppression import countable
from evaluation.figures.surveys import latest_pulse
from programs.enums import Role
from tandems.enums import TandemState

FEW_ANSWERS = 0.5
OFF_RHYTHM = 0.3  # of the tandems
BEHIND_PLAN = 0.7  # of the meetings
ENDED = 0.2  # of the tandems
BEHIND = 0.25  # of the way to a goal, against the time that has passed
NOT_USEFUL = 3.0


@dataclass(frozen=True)
class Decision:
    """`fact` and `suggestion` are sentences; `figure` is the code of the figure that shows more."""

    fact: str
    suggestion: str
    figure: str


def decisions(facts: Facts) -> list[Decision]:
    found = [find(facts) for find in (_plan, _rhythm, _endings, _answers, _usefulness, _budget)]
    return [one for one in [*_goals(facts), *found] if one]


def decide(facts: Facts, role: str) -> Result:
    """The same for all roles."""
    name = _("What needs a decision")
    if STARTED in facts.withheld:
        return hidden(name)
    if not facts.started:
        return empty(name, _("Facts appear once the first tandem has started."))
    found = decisions(facts)
    if not found:
        return Result(_("No figure calls for a decision now"), columns=[], rows=[], short=_("nothing"))
    finding = ngettext("%(count)s thing needs a decision", "%(count)s things need a decision", len(found))
    columns = [_("Fact"), _("What could be decided")]
    rows = [[one.fact, one.suggestion] for one in found]
    return Result(finding % {"count": len(found)}, "", columns, rows, short=number(len(found), 0))


def _goals(facts: Facts) -> list[Decision]:
    """Goals whose way lies far behind the time that has passed."""
    found = []
    for one in standings(facts):
        passed = time_passed(facts, one.goal)
        if one.state in (REACHED, CLOSE, UNKNOWN) or one.value is None or one.share is None or passed is None:
            continue
        if one.share < passed - BEHIND:
            fact = _("“%(goal)s” is at %(now)s of %(target)s, and %(share)s of the time has passed.") % {
                "goal": quoted(one.goal.title),
                "now": unit(one.goal, one.value),
                "target": unit(one.goal, float(one.goal.target)),
                "share": percent(passed),
            }
            suggestion = _("Decide what is to be done until then, or set a target that can be reached.")
            found.append(Decision(fact, suggestion, "goals"))
    return found


def _plan(facts: Facts) -> Decision | None:
    if facts.held_share is None or facts.held_share >= BEHIND_PLAN:
        return None
    fact = _("Only %(share)s of the meetings planned to date took place.") % {"share": percent(facts.held_share)}
    return Decision(fact, _("Lengthen the rhythm, or ask line managers for the time the meetings need."), "meetings")


def _rhythm(facts: Facts) -> Decision | None:
    lost = facts.rhythm_of - facts.in_rhythm
    if facts.program.is_over or not facts.rhythm_of or lost / facts.rhythm_of < OFF_RHYTHM:
        return None
    fact = ngettext(
        "%(lost)s of %(count)s tandem has lost its rhythm.",
        "%(lost)s of %(count)s tandems have lost their rhythm.",
        facts.rhythm_of,
    ) % {"lost": lost, "count": facts.rhythm_of}
    return Decision(fact, _("Offer them a conversation with the neutral contact, or a longer rhythm."), "rhythm")


def _endings(facts: Facts) -> Decision | None:
    ended, k = facts.tandems[TandemState.PARTED], facts.program.smallest_group
    if not countable(facts.started, k=k) or ended / facts.started < ENDED:
        return None
    fact = _("%(share)s of the tandems that started have ended early.") % {"share": percent(ended / facts.started)}
    return Decision(
        fact,
        _("Look at the rules for pairs before the next matching, and at what mentors are told before."),
        "early_endings",
    )


def _answers(facts: Facts) -> Decision | None:
    """The latest survey that is over and went to enough people."""
    k = facts.program.smallest_group
    over = [wave for wave in facts.waves if wave.closes_on < facts.day and countable(wave.invited, k=k)]  # type: ignore[attr-defined]
    if not over:
        return None
    last = max(over, key=lambda wave: wave.closes_on)
    share = last.answered / last.invited  # type: ignore[attr-defined]
    if share >= FEW_ANSWERS:
        return None
    fact = _("The latest survey (%(occasion)s) was answered by %(share)s of those invited.") % {
        "occasion": last.get_occasion_display(),
        "share": percent(share),
    }
    return Decision(
        fact, _("Tell people what has changed because of earlier answers, and ask less often."), "answer_rates"
    )


def _usefulness(facts: Facts) -> Decision | None:
    mean = latest_pulse(facts, "useful")
    if mean is None or mean.value >= NOT_USEFUL:
        return None
    fact = _("In the latest survey, meetings were rated %(mean)s of 5 for usefulness.") % {"mean": number(mean.value)}
    return Decision(fact, _("Offer session guides and topics to begin with, and ask what is missing."), "usefulness")


def _budget(facts: Facts) -> Decision | None:
    """Hours of all mentors on average against what line managers agreed to; never of one mentor or of a group."""
    mentors, budget = facts.in_tandems[Role.MENTOR], facts.program.hours_budget
    if facts.group or not budget or not countable(mentors, k=facts.program.smallest_group):
        return None
    average = hours_by_role(facts)[Role.MENTOR] / mentors
    if average <= budget:
        return None
    fact = _("Mentors have spent %(hours)s hours on average; %(budget)s were agreed with line managers.") % {
        "hours": number(average),
        "budget": budget,
    }
    return Decision(fact, _("Agree on more hours with the line managers, or on fewer meetings."), "hours")
