"""One row of a file into values, with everything that can be said against it without looking at other rows."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from people.enums import Level
from people.imports.columns import BY_FIELD, Matched
from people.imports.issues import Issue
from people.imports.readers import Row

Key = tuple[str, str]  # company and employee number, folded: how a file names a person

_LEVELS = frozenset(str(level) for level in Level.values)
_DATE_FORMATS = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")
_LANGUAGES = {
    "deutsch": "de", "german": "de", "englisch": "en", "english": "en", "polnisch": "pl", "polish": "pl",
    "französisch": "fr", "french": "fr", "spanisch": "es", "spanish": "es", "italienisch": "it", "italian": "it",
    "türkisch": "tr", "turkish": "tr", "russisch": "ru", "russian": "ru", "ukrainisch": "uk", "ukrainian": "uk",
    "tschechisch": "cs", "czech": "cs", "niederländisch": "nl", "dutch": "nl", "portugiesisch": "pt",
    "portuguese": "pt", "arabisch": "ar", "arabic": "ar",
}  # fmt: skip


@dataclass
class ParsedRow:
    """`cells` as they stand in the file, `values` those that could be understood, `issues` all that is wrong."""

    number: int
    cells: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.cells.get('first_name', '')} {self.cells.get('last_name', '')}".strip()

    @property
    def key(self) -> Key | None:
        """None if the row does not say who it is about."""
        number, company = self.cells.get("employee_number", ""), self.cells.get("organisation", "")
        return person_key(company, number) if number and company else None

    @property
    def manager_key(self) -> Key | None:
        number = self.cells.get("manager", "")
        return person_key(self.cells.get("organisation", ""), number) if number else None

    @property
    def department_key(self) -> Key:
        """Company and department, folded."""
        return self.cells.get("organisation", "").casefold(), self.cells.get("department", "").casefold()

    def says_has_left(self, day: date) -> bool:
        """Whether the row names a last day that lies before `day`."""
        left_on = self.values.get("left_on")
        return left_on is not None and left_on < day

    @property
    def is_sound(self) -> bool:
        return not self.issues

    def add(self, code: str, field_name: str = "", **params: Any) -> None:
        issue = Issue(code, field_name, params)
        if issue not in self.issues:
            self.issues.append(issue)


def person_key(company: str, number: str) -> Key:
    return company.casefold(), number.casefold()


def parse(row: Row, columns: Matched) -> ParsedRow:
    named = zip(columns.fields, row.cells, strict=False)
    parsed = ParsedRow(row.number, {name: cell for name, cell in named if name})
    _check_length(parsed, row, columns)
    for name, cell in parsed.cells.items():
        _parse_cell(parsed, name, cell)
    return parsed


def _check_length(parsed: ParsedRow, row: Row, columns: Matched) -> None:
    missing = [name for name in columns.fields[len(row.cells) :] if name]
    surplus = [cell for cell in row.cells[len(columns.fields) :] if cell]
    if missing:
        parsed.add("short", fields=missing)
    if surplus:
        parsed.add("long", cells=", ".join(cell[:60] for cell in surplus))


def _parse_cell(parsed: ParsedRow, name: str, cell: str) -> None:
    column = BY_FIELD[name]
    if not cell and column.is_required:
        parsed.add("empty", name)
    elif len(cell) > column.max_length:
        parsed.add("too_long", name, limit=column.max_length)
    else:
        try:
            parsed.values[name] = _PARSERS.get(name, str)(cell)
        except ValueError:
            parsed.add(_CODES[name], name, value=cell[:80])


def _email(cell: str) -> str:
    try:
        validate_email(cell)
    except ValidationError as error:
        raise ValueError from error
    return cell.lower()


def _level(cell: str) -> int:
    if cell not in _LEVELS:
        raise ValueError
    return int(cell)


def _date(cell: str) -> date | None:
    if not cell:
        return None
    for date_format in _DATE_FORMATS:
        try:
            found = datetime.strptime(cell, date_format).date()
        except ValueError:
            continue
        if 1900 <= found.year < 2100:
            return found
    raise ValueError


def _languages(cell: str) -> list[str]:
    codes = []
    for word in filter(None, re.split(r"[\s,;/|+]+", cell.casefold())):
        code = _LANGUAGES.get(word, word)
        if not re.fullmatch(r"[a-z]{2}", code):
            raise ValueError
        if code not in codes:
            codes.append(code)
    return codes


_PARSERS: dict[str, Callable[[str], Any]] = {
    "email": _email,
    "level": _level,
    "hired_on": _date,
    "left_on": _date,
    "spoken_languages": _languages,
}
_CODES = {"email": "email", "level": "level", "hired_on": "date", "left_on": "date", "spoken_languages": "language"}
