"""The sentence at the top of a dashboard and the lines below it: computed, so true, and in plain words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.figures.counts import STARTED, Facts
from evaluation.figures.goals import REACHED, UNKNOWN, standings
from evaluation.figures.results import number, percent, signed
from evaluation.figures.statistics import Change
from evaluation.figures.surveys import topic_changes

MOST = 0.8  # of the tandems: a rhythm is kept


def best_change(facts: Facts) -> tuple[str, Change] | None:
    """The topic in which mentees have gained most, where the gain is beyond chance."""
    changes = [(name, change) for name, change in topic_changes(facts) if change]
    sure = [(name, change) for name, change in changes if change.is_clear and change.change > 0]
    return max(sure, key=lambda pair: pair[1].change, default=None)


def headline(facts: Facts) -> str:
    if STARTED in facts.withheld:
        return _("Too few tandems to say more.")
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
    return line % {"kept": facts.in_rhythm, "count": facts.rhythm_of}


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
