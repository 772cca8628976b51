"""What applying a file would do: who is new, who changes in which fields, who is missing, which rows are wrong."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from people.imports import checks, columns, parsing
from people.imports.readers import Table
from people.models import Department, Person
from people.times.clock import day_of

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
FAMILY = "department_family"
_FIELDS = tuple(column.field for column in columns.COLUMNS if column.field != FAMILY)
Changes = list[tuple[str, str, str]]


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


def prepare(table: Table, *, actor: Person | None, now: datetime) -> Prepared:
    """Check a table against what is stored now. Raises UnreadableFile if its columns do not do."""
    today = day_of(now)
    matched = columns.match(table.headings)
    rows = [parsing.parse(row, matched) for row in table.rows]
    known = checks.Known()
    people = checks.check(rows, known)
    families = _families(rows, people) if matched.has(FAMILY) else {}
    plan = Plan(
        rows=[_planned(row, people.get(row.number), known, families, actor, today) for row in rows],
        leaving=_leaving(rows, known, actor),
        new_organisations=_new_organisations(rows, known),
        unknown_columns=list(matched.unknown),
        absent_columns=list(matched.absent),
    )
    return Prepared(plan, rows, people, known)


def _families(rows: list[parsing.ParsedRow], people: dict[int, Person]) -> dict[int, tuple[str, str, str]]:
    """Families of departments that change. Each stands in the first row of someone stored who works there."""
    stored = {
        (company.casefold(), name.casefold()): family
        for company, name, family in Department.objects.values_list("organisation__name", "name", "family")
    }
    found, told = {}, set()
    for row in rows:
        family, key = row.values.get(FAMILY), row.department_key
        if not (family and key[1]) or not row.is_sound or row.number not in people or key in told:
            continue
        told.add(key)
        if family != stored.get(key, ""):
            found[row.number] = (FAMILY, stored.get(key, ""), family)
    return found


def _planned(
    row: parsing.ParsedRow,
    person: Person | None,
    known: checks.Known,
    families: dict[int, tuple[str, str, str]],
    actor: Person | None,
    today: date,
) -> PlannedRow:
    planned = PlannedRow(row.number, row.name, row.cells.get("employee_number", ""), WRONG)
    if row.issues:
        planned.issues = [issue.as_json() for issue in row.issues]
        planned.cells = row.cells
    elif person is None:
        planned.status = NEW
        planned.cells = {name: row.cells.get(name, "") for name in ("organisation", "department", "level")}
        if row.says_has_left(today):
            planned.cells["left_on"] = as_text(row.values["left_on"])
    else:
        planned.person_id = person.pk
        planned.changes = [*changes(row, person, known), *account_changes(row, person, actor, today)]
        if row.number in families:
            planned.changes.append(families[row.number])
        planned.status = CHANGED if planned.changes else SAME
    return planned


def changes(row: parsing.ParsedRow, person: Person, known: checks.Known) -> Changes:
    """Field by field what a row would change in a stored person. Columns that the file lacks change nothing."""
    found = []
    for name in _FIELDS:
        if name in row.values:
            before, after = _before(name, person, known), as_text(row.values[name])
            if not _is_same(name, before, after):
                found.append((name, before, after))
    return found


def account_changes(row: parsing.ParsedRow, person: Person, actor: Person | None, today: date) -> Changes:
    """An account closes after the last day that the file names, and opens for whoever stands in it without one.

    Whoever comes back has no last day any more, also where the file has no column for it. Accounts of system
    administrators and of whoever imports are left open.
    """
    if row.says_has_left(today):
        closes = person.is_active and not person.is_superuser and person != actor
        return [("is_active", "1", "0")] if closes else []
    found: Changes = [] if person.is_active else [("is_active", "0", "1")]
    if "left_on" not in row.cells and comes_back(row, person, today):
        found.append(("left_on", as_text(person.left_on), ""))
    return found


def comes_back(row: parsing.ParsedRow, person: Person, today: date) -> bool:
    """Whether someone stored as gone stands in the file as still there."""
    hired_on = row.values.get("hired_on") or person.hired_on
    is_hired_again = bool(person.left_on and hired_on and person.left_on < hired_on)
    return is_hired_again or (not person.is_active and person.has_left(today))


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
