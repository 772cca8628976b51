"""What applying a file would do: who is new, who changes in which fields, who is missing, which rows are wrong."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from people.imports import checks, columns, parsing
from people.imports.readers import Table
from people.models import Person

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
_FIELDS = tuple(column.field for column in columns.COLUMNS)


@dataclass
class PlannedRow:
    """`changes` are (field, before, after) as text; `cells` what stands in the file, for showing what is wrong."""

    number: int
    name: str
    employee_number: str
    status: str
    person_id: int | None = None
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)


@dataclass
class Leaving:
    person_id: int
    name: str
    employee_number: str
    organisation: str
    department: str


@dataclass
class Plan:
    """Everything a preview shows. Plain data: it is stored as JSON and compared with a later one by fingerprint."""

    rows: list[PlannedRow]
    leaving: list[Leaving]
    new_organisations: list[str]
    unknown_columns: list[str]
    absent_columns: list[str]

    def as_json(self) -> dict[str, Any]:
        plain = self._plain()
        return plain | {"fingerprint": _hash(plain)}

    @property
    def fingerprint(self) -> str:
        return _hash(self._plain())

    def _plain(self) -> dict[str, Any]:
        """The fields as they are: `asdict` would copy every cell of 20,000 rows."""
        return vars(self) | {"rows": [vars(row) for row in self.rows], "leaving": [vars(one) for one in self.leaving]}

    @property
    def counts(self) -> dict[str, int]:
        by_status = Counter(row.status for row in self.rows)
        return {"rows": len(self.rows), "leaving": len(self.leaving)} | {
            status: by_status[status] for status in (NEW, CHANGED, SAME, WRONG)
        }


def _hash(plain: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass
class Prepared:
    """A plan and the objects behind it, for whoever carries it out."""

    plan: Plan
    rows: list[parsing.ParsedRow]
    people: dict[int, Person]  # row number -> the stored person
    known: checks.Known


def prepare(table: Table, *, actor: Person | None) -> Prepared:
    """Check a table against what is stored now. Raises UnreadableFile if its columns do not do."""
    matched = columns.match(table.headings)
    rows = [parsing.parse(row, matched) for row in table.rows]
    known = checks.Known()
    people = checks.check(rows, known)
    plan = Plan(
        rows=[_planned(row, people.get(row.number), known) for row in rows],
        leaving=_leaving(rows, known, actor),
        new_organisations=_new_organisations(rows, known),
        unknown_columns=list(matched.unknown),
        absent_columns=list(matched.absent),
    )
    return Prepared(plan, rows, people, known)


def _planned(row: parsing.ParsedRow, person: Person | None, known: checks.Known) -> PlannedRow:
    planned = PlannedRow(row.number, row.name, row.cells.get("employee_number", ""), WRONG)
    if row.issues:
        planned.issues = [issue.as_json() for issue in row.issues]
        planned.cells = row.cells
    elif person is None:
        planned.status = NEW
        planned.cells = {name: row.cells.get(name, "") for name in ("organisation", "department", "level")}
    else:
        planned.person_id = person.pk
        planned.changes = changes(row, person, known)
        planned.status = CHANGED if planned.changes else SAME
    return planned


def changes(row: parsing.ParsedRow, person: Person, known: checks.Known) -> list[tuple[str, str, str]]:
    """Field by field what a row would change in a stored person. Columns that the file lacks change nothing."""
    found = []
    for name in _FIELDS:
        if name in row.values:
            before, after = _before(name, person, known), as_text(row.values[name])
            if not _is_same(name, before, after):
                found.append((name, before, after))
    if not person.is_active:
        found.append(("is_active", "0", "1"))
    return found


def _before(name: str, person: Person, known: checks.Known) -> str:
    if name == "organisation":
        return next((found.name for found in known.organisations.values() if found.pk == person.organisation_id), "")
    if name == "department":
        return person.department.name if person.department else ""
    if name == "manager":
        manager = known.people.get(person.manager_id or 0)
        return (manager.employee_number or manager.full_name) if manager else ""
    return as_text(getattr(person, name))


def _is_same(name: str, before: str, after: str) -> bool:
    if name in ("organisation", "department", "manager", "employee_number"):
        return before.casefold() == after.casefold()
    return before == after


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _leaving(rows: list[parsing.ParsedRow], known: checks.Known, actor: Person | None) -> list[Leaving]:
    """Active people of the companies in the file whom no row names, be it a wrong one. HR decides about each."""
    companies = {row.key[0] for row in rows if row.key}
    named = {row.key for row in rows}
    addresses = {row.cells.get("email", "").lower() for row in rows}
    names = {found.pk: found.name for found in known.organisations.values()}
    return [
        Leaving(person.pk, person.full_name, person.employee_number, names[person.organisation_id], _department(person))
        for person in known.people.values()
        if person.is_active
        and not person.is_superuser
        and person != actor
        and known.keys[person.pk][0] in companies - {""}
        and known.keys[person.pk] not in named
        and person.email.lower() not in addresses
    ]


def _department(person: Person) -> str:
    return person.department.name if person.department else ""


def _new_organisations(rows: list[parsing.ParsedRow], known: checks.Known) -> list[str]:
    names: dict[str, str] = {}
    for row in rows:
        if row.is_sound and row.values["organisation"].casefold() not in known.organisations:
            names.setdefault(row.values["organisation"].casefold(), row.values["organisation"])
    return list(names.values())
