"""Programmes side by side: one row each, the same few figures of the catalogue in a number, those that run first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluation.figures import catalogue
from evaluation.figures.counts import Facts
from evaluation.figures.headline import headline
from evaluation.figures.results import Result
from programs.enums import OVER_STATES, STARTED_STATES

# figures and what their column is called
COLUMNS = {
    "decisions": _("To decide, by the figures"),
    "goals": _("Goals reached or near"),
    "learning": _("Most learned"),
    "meetings": _("Plan kept"),
    "rhythm": _("In their rhythm"),
    "usefulness": _("Useful, of 5"),
    "answer_rates": _("Answered"),
}


@dataclass(frozen=True)
class Cell:
    """A figure in a number; its finding is the long form."""

    name: Any
    result: Result


@dataclass(frozen=True)
class Row:
    facts: Facts
    headline: str
    cells: list[Cell]


@dataclass(frozen=True)
class Group:
    name: Any
    rows: list[Row]


def side_by_side(all_: Sequence[Facts]) -> list[Group]:
    """Programmes that run, that are to come, that are over; the latest first. Groups without any are left out."""
    running = [facts for facts in all_ if facts.program.state in STARTED_STATES]
    over = [facts for facts in all_ if facts.program.state in OVER_STATES]
    coming = [facts for facts in all_ if facts.program.state not in (*STARTED_STATES, *OVER_STATES)]
    groups = [(_("Running"), running), (_("To come"), coming), (_("Over"), over)]
    return [Group(name, [_row(facts) for facts in _latest_first(found)]) for name, found in groups if found]


def stand_of(all_: Sequence[Facts]) -> str:
    """As of when the oldest of them are, in words; empty for none."""
    made = [(facts.as_of, facts.stand) for facts in all_ if facts.as_of]
    return min(made)[1] if made else ""


def _latest_first(all_: list[Facts]) -> list[Facts]:
    return sorted(all_, key=lambda facts: (facts.program.starts_on or facts.day, facts.program.name), reverse=True)


def _row(facts: Facts) -> Row:
    cells = [Cell(name, catalogue.result(code, facts)) for code, name in COLUMNS.items()]
    return Row(facts, headline(facts), cells)
