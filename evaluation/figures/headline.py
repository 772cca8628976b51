"""The sentence at the top of a dashboard and the lines below it: computed, so true, and in plain words.

With a quarter selected they are of that quarter, as far as there is anything to say of a quarter alone; what else there
is to say comes after it, and says that it is of the whole time.
"""

from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.figures.counts import STARTED, Facts
from evaluation.figures.goals import REACHED, UNKNOWN, standings
from evaluation.figures.narrowing import of_period
from evaluation.figures.process import leaves_some_out
from evaluation.figures.results import number, percent, signed
from evaluation.figures.selection import quarter_in_words
from evaluation.figures.statistics import Change
from evaluation.figures.surveys import pulse_mean, topic_changes

MOST = 0.8  # of the tandems: a rhythm is kept


@dataclass(frozen=True)
class Top:
    """`whole`: what is said of the whole time although a quarter is selected."""

    headline: str
    lines: list[str]
    whole: list[str] = field(default_factory=list)


def top_of(facts: Facts, period: str = "") -> Top:
    """`facts` of everyone or of the group that is selected."""
    if not period:
        return Top(headline(facts), lines(facts))
    quarter, name = of_period(facts, period), capfirst(quarter_in_words(period))
    return Top(_of_quarter(quarter, name), _lines_of_quarter(quarter), [headline(facts), *lines(facts)])


def _of_quarter(quarter: Facts, name: str) -> str:
    if quarter.held_share is not None:
        share = percent(quarter.held_share)
        return _("%(quarter)s: the tandems kept %(share)s of their plan.") % {"quarter": name, "share": share}
    if quarter.held:
        held = ngettext("%(quarter)s: %(count)s meeting.", "%(quarter)s: %(count)s meetings.", quarter.held)
        return held % {"quarter": name, "count": number(quarter.held, 0)}
    return _("%(quarter)s: no meetings to tell of.") % {"quarter": name}


def _lines_of_quarter(quarter: Facts) -> list[str]:
    """Meetings against the plan, how useful they were, answers."""
    found = []
    if quarter.held_share is not None:
        held = _("Meetings held: %(held)s of %(planned)s planned.")
        found.append(held % {"held": number(quarter.held, 0), "planned": number(quarter.planned, 0)})
    useful = pulse_mean(quarter, "useful")
    if useful is not None:
        found.append(_("Usefulness of the meetings: %(mean)s of 5.") % {"mean": number(useful)})
    if asked := sum(wave.invited for wave in quarter.waves):  # type: ignore[attr-defined]
        answered = sum(wave.answered for wave in quarter.waves)  # type: ignore[attr-defined]
        found.append(_("Invitations to surveys that were answered: %(share)s.") % {"share": percent(answered / asked)})
    return found


def best_change(facts: Facts) -> tuple[str, Change] | None:
    """The topic in which mentees have gained most, where the gain is beyond chance."""
    changes = [(name, change) for name, change in topic_changes(facts) if change]
    sure = [(name, change) for name, change in changes if change.is_clear and change.change > 0]
    return max(sure, key=lambda pair: pair[1].change, default=None)


def headline(facts: Facts) -> str:
    if STARTED in facts.withheld:
        has_begun = facts.program.has_started or facts.program.is_over
        return _("Too few tandems to say more.") if has_begun else _("The programme has not begun yet.")
    if not facts.started:
        return _before_the_start(facts)
    known = [one for one in standings(facts) if one.state != UNKNOWN]
    if known and len(known) == len(facts.goals) and all(one.state == REACHED for one in known):
        return _("The programme has reached its goals.")
    keeps = not facts.rhythm_of or facts.in_rhythm / facts.rhythm_of >= MOST
    learns = best_change(facts) is not None
    if learns:
        return (
            _("Mentees are learning.") if keeps else _("Mentees are learning, but some tandems have lost their rhythm.")
        )
    if facts.program.is_over:
        return _("The programme has ended.")
    if not facts.rhythm_of:
        return _("The first tandems have begun.")
    return _("The tandems keep their rhythm.") if keeps else _("Some tandems have lost their rhythm.")


def _before_the_start(facts: Facts) -> str:
    if facts.tandems.total():
        return _("The first tandems are about to begin.")
    if facts.signed_up.total():
        return _("People are signing up.")
    return _("The programme is getting ready.")


def lines(facts: Facts) -> list[str]:
    """What stands behind the headline: rhythm, plan, learning, what is to come."""
    found = [_rhythm(facts), _plan(facts), _learning(facts), _ahead(facts)]
    return [line for line in found if line]


def _rhythm(facts: Facts) -> str:
    if not facts.rhythm_of:
        return ""
    line = ngettext(
        "%(kept)s of %(count)s tandem meets in its rhythm.",
        "%(kept)s of %(count)s tandems meet in their rhythm.",
        facts.rhythm_of,
    )
    line %= {"kept": facts.in_rhythm, "count": facts.rhythm_of}
    rest = _("Those that ended early or pause, and new ones, are not counted.") if leaves_some_out(facts) else ""
    return f"{line} {rest}".strip()


def _plan(facts: Facts) -> str:
    if facts.held_share is None:
        return ""
    return _("%(share)s of the meetings planned to date took place.") % {"share": percent(facts.held_share)}


def _learning(facts: Facts) -> str:
    if not (best := best_change(facts)):
        return ""
    line = _("Mentees have gained most in “%(topic)s”: %(points)s points.")
    return line % {"topic": best[0], "points": signed(best[1].change)}


def _ahead(facts: Facts) -> str:
    if not facts.ahead or not facts.program.has_started:
        return ""
    line = ngettext("%(count)s meeting is still to come.", "%(count)s meetings are still to come.", facts.ahead)
    return line % {"count": number(facts.ahead, 0)}
