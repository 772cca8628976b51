"""Why someone was left over, in words: by the rule that took away the last one who might have fitted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programs.enums import Role
from tandems.models import Leftover

Counts = Sequence[Sequence[Any]]

STEPS = {
    "all": gettext_lazy("with room for a tandem"),
    "seniority": gettext_lazy("on a level that fits"),
    "line": gettext_lazy("outside the reporting line"),
    "organisation": gettext_lazy("in the same company"),
    "barred": gettext_lazy("not ruled out"),
    "history": gettext_lazy("not asked or paired before"),
    "language": gettext_lazy("with a common language"),
    "department": gettext_lazy("in a department that fits"),
    "place": gettext_lazy("whom one can meet, on site or online"),
    "times": gettext_lazy("with a common time"),
    "topics": gettext_lazy("ahead in a topic that is named"),
    "exchange": gettext_lazy("with something in return"),
    "experience": gettext_lazy("as many years apart as wanted"),
    "floor": gettext_lazy("who fit well enough"),
}


@dataclass(frozen=True)
class Step:
    """One line of the count-down."""

    label: Any
    count: int


def why(leftover: Leftover) -> str:
    """One sentence. Leftovers are loaded with their participation."""
    return sentence(leftover.participation.role, leftover.facts["counts"])


def sentence(role: str, counts: Counts) -> str:
    """`counts` as `explain.count_down` makes them."""
    before = 0
    for rule, left in counts:
        if left == 0:
            return _everyone_missing(role) if rule == "all" else _at_rule(role, rule, before)
        before = left
    return _all_taken(role, before)


def count_down(leftover: Leftover) -> list[Step]:
    """The steps that took someone away, beginning with all."""
    steps, before = [], None
    for rule, left in leftover.facts["counts"]:
        if left != before:
            steps.append(Step(STEPS[rule], left))
        before = left
    return steps


def _everyone_missing(role: str) -> str:
    if role == Role.MENTEE:
        return _("No mentor has room for a tandem.")
    return _("There is no mentee without a tandem.")


def _all_taken(role: str, count: int) -> str:
    """SECURITY: the same words whether they were needed elsewhere or one had silently ruled the other out."""
    if role == Role.MENTEE:
        text = ngettext(
            "One mentor meets the rules. On the whole other pairs came out better.",
            "%(count)s mentors meet the rules. On the whole other pairs came out better.",
            count,
        )
    else:
        text = ngettext(
            "One mentee meets the rules. On the whole other pairs came out better.",
            "%(count)s mentees meet the rules. On the whole other pairs came out better.",
            count,
        )
    return text % {"count": count}


def _at_rule(role: str, rule: str, before: int) -> str:
    text = _seniority(role, before) if rule == "seniority" else AT_RULE[rule](before)
    return text % {"count": before}


def _seniority(role: str, n: int) -> str:
    if role == Role.MENTEE:
        return ngettext(
            "The only mentor with room is not more junior.",
            "None of the %(count)s mentors with room is more junior.",
            n,
        )
    return ngettext(
        "The only mentee without a tandem is not more senior.",
        "None of the %(count)s mentees without a tandem is more senior.",
        n,
    )


AT_RULE: dict[str, Callable[[int], str]] = {
    "line": lambda n: ngettext(
        "The one person on a fitting level stands in the same reporting line.",
        "All %(count)s people on a fitting level stand in the same reporting line.",
        n,
    ),
    "organisation": lambda n: ngettext(
        "The one person who remains works in another company.",
        "All %(count)s people who remain work in another company.",
        n,
    ),
    "barred": lambda n: ngettext(
        "The one person who remains has been ruled out.", "All %(count)s people who remain have been ruled out.", n
    ),
    "history": lambda n: ngettext(
        "The one person who remains has been asked or paired before.",
        "All %(count)s people who remain have been asked or paired before.",
        n,
    ),
    "language": lambda n: ngettext(
        "The one person who remains speaks no common language.",
        "None of the %(count)s people who remain speaks a common language.",
        n,
    ),
    "department": lambda n: ngettext(
        "The one person who remains is not in a department that fits.",
        "None of the %(count)s people who remain is in a department that fits.",
        n,
    ),
    "place": lambda n: ngettext(
        "The one person who remains cannot be met, neither on site nor online.",
        "None of the %(count)s people who remain can be met, neither on site nor online.",
        n,
    ),
    "times": lambda n: ngettext(
        "The one person who remains has no time in common.",
        "None of the %(count)s people who remain has a time in common.",
        n,
    ),
    "topics": lambda n: ngettext(
        "With the one person who remains there is no topic in which the mentor is ahead.",
        "With none of the %(count)s people who remain is there a topic in which the mentor is ahead.",
        n,
    ),
    "exchange": lambda n: ngettext(
        "With the one person who remains there is nothing in return that the mentor hopes for.",
        "With none of the %(count)s people who remain is there anything in return that the mentor hopes for.",
        n,
    ),
    "experience": lambda n: ngettext(
        "The one person who remains is not as many years apart as wanted.",
        "None of the %(count)s people who remain is as many years apart as wanted.",
        n,
    ),
    "floor": lambda n: ngettext(
        "The one person who remains does not fit well enough.",
        "None of the %(count)s people who remain fits well enough.",
        n,
    ),
}
