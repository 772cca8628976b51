"""An import as people read it: the stored plan in the language of whoever looks, for page, shell and file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from people.enums import Level
from people.exports import csv_bytes
from people.imports.columns import BY_FIELD, COLUMNS
from people.imports.issues import Issue
from people.imports.plan import CHANGED, NEW, WRONG
from people.models import PeopleImport


@dataclass(frozen=True)
class Cell:
    """One cell of a wrong row with what is wrong in it."""

    label: str
    value: str
    issues: list[str]


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


class ShownRow:
    """A planned row, wrapped for templates."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.number: int = data["number"]
        self.name: str = data["name"]
        self.employee_number: str = data["employee_number"]
        self._issues = [Issue(**issue) for issue in data["issues"]]

    @property
    def who(self) -> tuple[int, str, str]:
        return self.number, self.employee_number, self.name

    @property
    def issues(self) -> list[str]:
        return [issue.text for issue in self._issues]

    @property
    def row_issues(self) -> list[str]:
        """What is wrong with the row as a whole."""
        return [issue.text for issue in self._issues if not issue.field]

    @property
    def wrong_cells(self) -> list[Cell]:
        fields = [column.field for column in COLUMNS if any(issue.field == column.field for issue in self._issues)]
        return [self._cell(field) for field in fields]

    def _cell(self, field: str) -> Cell:
        texts = [issue.text for issue in self._issues if issue.field == field]
        return Cell(str(BY_FIELD[field].label), self.data["cells"].get(field, ""), texts)

    @property
    def changes(self) -> list[Change]:
        return [_change(*change) for change in self.data["changes"]]

    @property
    def place(self) -> str:
        """Where someone new will work."""
        cells = self.data["cells"]
        left_on = _shown("left_on", cells.get("left_on", ""))
        gone = gettext("there until %(day)s, without an account") % {"day": left_on} if left_on else ""
        return ", ".join(filter(None, (cells.get("organisation"), cells.get("department"), gone)))

    @property
    def level(self) -> str:
        return _shown("level", self.data["cells"].get("level", ""))


def _line(row: ShownRow, text: str) -> str:
    name = row.name or row.employee_number
    return gettext("Row %(number)s, %(name)s: %(text)s") % {"number": row.number, "name": name, "text": text}


def _change(field: str, before: str, after: str) -> Change:
    if field == "is_active" and after == "0":
        return Change(gettext("Account"), pgettext("an account", "open"), pgettext("an account", "closed"))
    if field == "is_active":
        return Change(gettext("Account"), pgettext("an account", "closed"), gettext("open again"))
    return Change(str(BY_FIELD[field].label), _shown(field, before), _shown(field, after))


def _shown(field: str, text: str) -> str:
    if field == "level" and text.isdigit():
        return f"{text} {Level(int(text)).label}"
    if field in ("hired_on", "left_on") and (day := parse_date(text) if text else None):
        return date_format(day, "SHORT_DATE_FORMAT")
    return text


class Preview:
    """What an import would do (or has done: then only its figures are left)."""

    def __init__(self, people_import: PeopleImport) -> None:
        self.people_import = people_import
        self.plan = people_import.plan
        self.counts: dict[str, int] = people_import.summary

    def rows(self, status: str) -> list[ShownRow]:
        return [ShownRow(row) for row in self.plan.get("rows", []) if row["status"] == status]

    @property
    def wrong(self) -> list[ShownRow]:
        return self.rows(WRONG)

    @property
    def changed(self) -> list[ShownRow]:
        return self.rows(CHANGED)

    @property
    def new(self) -> list[ShownRow]:
        return self.rows(NEW)

    @property
    def leaving(self) -> list[dict[str, Any]]:
        return self.plan.get("leaving", [])

    @property
    def new_organisations(self) -> list[str]:
        return self.plan.get("new_organisations", [])

    @property
    def unknown_columns(self) -> list[str]:
        return self.plan.get("unknown_columns", [])

    @property
    def absent_columns(self) -> list[str]:
        return [str(BY_FIELD[field].label) for field in self.plan.get("absent_columns", [])]

    @property
    def readdressed(self) -> int:
        """People whose address changes: each of them has to confirm the new one."""
        return sum(one[0] == "email" for row in self.plan.get("rows", []) for one in row["changes"])

    @property
    def sound(self) -> int:
        """Rows that would change something."""
        return self.counts.get("new", 0) + self.counts.get("changed", 0)

    def as_lines(self) -> Iterator[str]:
        """The preview for a shell."""
        yield gettext(
            "%(file)s: %(rows)s rows. New: %(new)s. Changed: %(changed)s. Unchanged: %(same)s. "
            "Missing from the file: %(leaving)s. Wrong: %(wrong)s."
        ) % ({"file": self.people_import.file_name} | self.counts)
        if self.new_organisations:
            yield gettext("New companies: %(names)s.") % {"names": ", ".join(self.new_organisations)}
        if self.unknown_columns:
            yield gettext("Columns that are not used: %(names)s.") % {"names": ", ".join(self.unknown_columns)}
        if self.absent_columns:
            yield gettext("Columns that the file lacks: %(names)s.") % {"names": ", ".join(self.absent_columns)}
        for row in self.changed:
            shown = "; ".join(f"{change.label}: {change.before} → {change.after}" for change in row.changes)
            yield gettext("Row %(number)s, %(name)s: %(text)s") % {
                "number": row.number,
                "name": row.name,
                "text": shown,
            }
        if self.wrong:
            yield gettext("Wrong rows, counted from the first row below the headings:")
        for row in self.wrong:
            yield _line(row, " ".join(row.issues))

    def result_lines(self) -> list[str]:
        """What has been done, in plain sentences without noughts."""
        counts = self.counts
        done = (
            (counts["new"], ngettext("%(n)s new person", "%(n)s new people", counts["new"])),
            (counts["changed"], ngettext("%(n)s person changed", "%(n)s people changed", counts["changed"])),
            (counts["reactivated"], ngettext("%(n)s has come back", "%(n)s have come back", counts["reactivated"])),
            (counts["deactivated"], ngettext("%(n)s deactivated", "%(n)s deactivated", counts["deactivated"])),
            (counts["same"], ngettext("%(n)s unchanged", "%(n)s unchanged", counts["same"])),
            (counts["wrong"], ngettext("%(n)s row not imported", "%(n)s rows not imported", counts["wrong"])),
        )
        return [text % {"n": number} for number, text in done if number] or [gettext("Nothing had to be changed.")]

    def as_csv(self) -> bytes:
        """Every wrong row with what is wrong in it, then the changes, for whoever mends the file."""
        headings = [gettext("Row"), gettext("Employee number"), gettext("Name"), gettext("What"), gettext("Details")]
        rows: list[tuple[Any, ...]] = []
        for row in self.wrong:
            rows += [(*row.who, gettext("wrong"), text) for text in row.issues]
        for row in self.changed:
            rows += [(*row.who, gettext("changed"), f"{one.label}: {one.before} → {one.after}") for one in row.changes]
        rows += [(*row.who, gettext("new"), row.place) for row in self.new]
        for one in self.leaving:
            what = gettext("missing from the file")
            rows.append(("", one["employee_number"], one["name"], what, one["organisation"]))
        return csv_bytes(headings, rows)
