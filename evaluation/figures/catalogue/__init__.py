"""The closed catalogue: every figure there is, with its definition in words. Pages, prints and exports show no other.

docs/figures.md is written from it (`manage.py list_figures`), as an annex for a works agreement.
"""

from dataclasses import replace

from django.utils.translation import gettext as _

from evaluation.figures import retention
from evaluation.figures.catalogue import answers, learning, meetings, overview, process, words
from evaluation.figures.counts import Facts
from evaluation.figures.narrowing import of_group, of_period
from evaluation.figures.results import GROUP, PERIOD, ROLE, Figure, Result, empty, notes
from evaluation.figures.selection import EVERYTHING, Selection
from programs.enums import Role

# in the order of the page
FIGURES = (
    *overview.FIGURES,
    *learning.FIGURES,
    *meetings.FIGURES,
    *answers.FIGURES,
    *process.FIGURES,
    retention.FIGURE,
    *words.FIGURES,
)
BY_CODE = {figure.code: figure for figure in FIGURES}


def result(code: str, facts: Facts, selection: Selection = EVERYTHING) -> Result:
    """One figure of a programme, of all of it or of what is selected."""
    return _result(BY_CODE[code], _Cuts(facts, selection))


def results(facts: Facts, selection: Selection = EVERYTHING) -> list[Result]:
    """All figures, in the order of the page."""
    cuts = _Cuts(facts, selection)
    return [_result(figure, cuts) for figure in FIGURES]


class _Cuts:
    """The facts, narrowed to as much of the selection as a figure heeds; each way is cut once."""

    def __init__(self, facts: Facts, selection: Selection) -> None:
        self.facts, self.selection = facts, selection
        self._cut: dict[tuple[bool, bool], Facts] = {}

    def for_figure(self, figure: Figure) -> Facts:
        way = (figure.heeds(GROUP), figure.heeds(PERIOD))
        if way not in self._cut:
            self._cut[way] = self._narrowed(*way)
        return self._cut[way]

    def _narrowed(self, by_group: bool, by_period: bool) -> Facts:
        facts = self.facts
        if by_group and self.selection.group and not facts.is_locked:
            facts = of_group(facts, self.selection.group)
        return of_period(facts, self.selection.period) if by_period and self.selection.period else facts


def _result(figure: Figure, cuts: _Cuts) -> Result:
    """SECURITY: to whom only a group may be told, nothing is told that cannot be told of a group."""
    if cuts.facts.is_locked and GROUP not in figure.filters:
        return replace(empty(figure.name, _("For all companies together, which you do not see.")), figure=figure)
    facts = cuts.for_figure(figure)
    facts.one_role.clear()
    found = figure.compute(facts, cuts.selection.role if figure.heeds(ROLE) else "")
    if found.state == "shown":
        found = replace(found, note=notes(found.note, _one_role(facts), *_not_heeded(figure, cuts.selection)))
    return replace(found, figure=figure)


def _one_role(facts: Facts) -> str:
    """Of a group in which one role is too small to be told."""
    if not facts.one_role:
        return ""
    if facts.one_role == {Role.MENTEE}:
        return _("only mentees of this group: too few mentors")
    if facts.one_role == {Role.MENTOR}:
        return _("only mentors of this group: too few mentees")
    return _("in some surveys only one role of this group")


def _not_heeded(figure: Figure, selection: Selection) -> list[str]:
    """What of the selection the figure does not follow, in words."""
    chosen = {
        ROLE: (selection.role, _("mentees and mentors together")),
        GROUP: (selection.group, _("for the whole programme")),
        PERIOD: (selection.period, _("for the whole time so far")),
    }
    return [words for name, (value, words) in chosen.items() if value and not figure.heeds(name)]
