"""What importing a file of sign-ups would do, row by row, and what is wrong at which cell. Writes nothing.

Nothing is kept between looking and applying but the cells: what a row means is worked out anew each time, in the
reader's language and against what is true at that moment (`programs.imports.examining`).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from people.imports.readers import SURPLUS as SURPLUS_KEY
from people.imports.readers import UnreadableFile, read_table
from people.models import Person
from programs.enums import Mode, ParticipationState, Role
from programs.imports import columns as c
from programs.models import Participation

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"


@dataclass
class SignUpRow:
    """One row: its cells as text, what they mean, what is wrong with them."""

    number: int
    cells: dict[str, str]
    person: Person | None = None
    existing: Participation | None = None
    partner: Person | None = None
    role: str = ""
    topics: dict[str, int] = field(default_factory=dict)
    exchange: list[str] = field(default_factory=list)
    mode: str = Mode.BOTH
    slots: list[str] = field(default_factory=list)
    max_tandems: int = 1
    problems: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    changes: list[str] = field(default_factory=list)

    @property
    def motivation(self) -> str:
        return self.cells.get(c.MOTIVATION, "")

    @property
    def outcome(self) -> str:
        if self.problems:
            return WRONG
        if self.existing is None or self.existing.state != ParticipationState.SIGNED_UP:
            return NEW
        return CHANGED if self.changes else SAME

    @property
    def outcome_label(self) -> str:
        return {NEW: _("new"), CHANGED: _("changed"), SAME: _("unchanged"), WRONG: _("wrong")}[self.outcome]

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label) if self.role else ""

    @property
    def changed_labels(self) -> list[str]:
        return [str(c.LABELS[column]) for column in self.changes]

    def wrong(self, column: str, message: str) -> None:
        if message not in self.problems[column]:
            self.problems[column].append(message)

    def cells_in_order(self) -> list[dict[str, Any]]:
        """For the preview: each cell with its messages."""
        shown = [*c.COLUMNS, c.SURPLUS] if self.cells.get(c.SURPLUS) else list(c.COLUMNS)
        return [
            {
                "label": c.LABELS[column],
                "text": self.cells.get(column, ""),
                "problems": self.problems.get(column, []),
            }
            for column in shown
        ]


@dataclass
class Sheet:
    rows: list[SignUpRow]
    unknown_topics: dict[str, list[str]]  # kind -> names that the programme does not have

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        return {outcome: self.count(outcome) for outcome in (NEW, CHANGED, SAME, WRONG)}

    @property
    def unknown_count(self) -> int:
        return sum(len(names) for names in self.unknown_topics.values())

    @property
    def joint_count(self) -> int:
        """Pairs that sign up together, as the sound rows say."""
        return sum(row.role == Role.MENTEE and row.partner is not None and not row.problems for row in self.rows)


def read_rows(file_name: str, content: bytes) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of a file for keeping, and what is to be said about its headings. Raises UnreadableFile."""
    table = read_table(file_name, content)
    headings = list(dict.fromkeys(heading for row in table for heading in row if heading != SURPLUS_KEY))
    known = {heading: column for heading in headings if (column := c.column_of(heading))}
    _check_headings(list(known.values()))
    rows = [
        {
            "number": number,
            "cells": {
                **{column: row.get(heading, "") for heading, column in known.items()},
                **({c.SURPLUS: row[SURPLUS_KEY]} if row.get(SURPLUS_KEY) else {}),
            },
        }
        for number, row in enumerate(table, start=1)
    ]
    ignored = [heading for heading in headings if heading not in known]
    return rows, {"language": c.language_of(headings), "ignored": ignored}


def _check_headings(found: list[str]) -> None:
    lacking = [str(c.LABELS[column]) for column in c.REQUIRED if column not in found]
    if lacking:
        raise UnreadableFile(_("These columns are missing: %(names)s.") % {"names": ", ".join(lacking)})
    twice = [str(c.LABELS[column]) for column, count in Counter(found).items() if count > 1]
    if twice:
        raise UnreadableFile(_("These columns are there twice: %(names)s.") % {"names": ", ".join(twice)})
