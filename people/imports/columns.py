"""Which column of a file is which: German and English headings, whatever their case, spaces and punctuation."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from people.imports.readers import UnreadableFile


@dataclass(frozen=True)
class Column:
    """`is_required`: no row is sound without it. `max_length` is the database's, `aliases` the headings in use."""

    field: str
    label: Any
    aliases: str
    is_required: bool = False
    max_length: int = 200

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.aliases.split(", "))


COLUMNS = (
    Column(
        "employee_number",
        _("Employee number"),
        "Personalnummer, Personal-Nr., Pers.-Nr., PNR, Mitarbeiternummer, Mitarbeiter-ID, "
        "Employee ID, Employee number, Employee no., Personnel number, Staff ID",
        is_required=True,
        max_length=40,
    ),
    Column("first_name", _("First name"), "Vorname, First name, Given name", True, 150),
    Column("last_name", _("Last name"), "Nachname, Name, Familienname, Last name, Surname, Family name", True, 150),
    Column(
        "email",
        _("E-mail"),
        "E-Mail, Mail, E-Mail-Adresse, Dienstliche E-Mail, Mailadresse, "
        "Work email, Email address, Business email, Company email",
        is_required=True,
        max_length=254,
    ),
    Column(
        "organisation",
        _("Company"),
        "Unternehmen, Firma, Gesellschaft, Organisation, Company, Organization, Legal entity, Employer",
        is_required=True,
    ),
    Column("department", _("Department"), "Abteilung, Bereich, Organisationseinheit, Department"),
    Column(
        "department_family",
        _("Family of the department"),
        "Abteilungsfamilie, Abteilungsgruppe, Funktionsbereich, Ressort, "
        "Department family, Department group, Functional area",
    ),
    Column("site", _("Site"), "Standort, Arbeitsort, Location, Site, Work location", max_length=120),
    Column("job_title", _("Position"), "Position, Funktion, Stelle, Job title", max_length=150),
    Column("level", _("Level"), "Ebene, Hierarchieebene, Stufe, Level, Seniority", is_required=True),
    Column(
        "hired_on",
        _("Hired on"),
        "Eintrittsdatum, Eintritt, Einstellungsdatum, Hire date, Hired on, Start date, Entry date",
    ),
    Column(
        "left_on",
        _("Leaving date"),
        "Austrittsdatum, Austritt, Letzter Arbeitstag, Letzter Tag, Ausgeschieden am, Vertragsende, "
        "Leaving date, Leave date, Termination date, Last day, Last working day, Exit date, End date",
    ),
    Column(
        "manager",
        _("Line manager (employee number)"),
        "Vorgesetzte/r (Personalnummer), Vorgesetzte/r, Vorgesetzte, Vorgesetzter, Vorgesetzte:r (Personalnummer), "
        "Führungskraft, Führungskraft (Personalnummer), Personalnummer Vorgesetzte/r, Manager ID, Manager, "
        "Line manager, Line manager ID, Line manager (employee number), Supervisor, Supervisor ID, Reports to",
        max_length=40,
    ),
    Column(
        "spoken_languages",
        _("Languages"),
        "Sprachen, Sprache, Sprachkenntnisse, Languages, Language, Spoken languages",
    ),
)
BY_FIELD = {column.field: column for column in COLUMNS}


def _folded(heading: str) -> str:
    return "".join(character for character in heading.casefold() if character.isalnum())


_BY_NAME = {_folded(name): column.field for column in COLUMNS for name in (*column.names, column.field)}


@dataclass(frozen=True)
class Matched:
    """`fields[i]` is what column i holds, or None; `unknown` are headings nobody knows, `absent` optional fields."""

    fields: tuple[str | None, ...]
    unknown: tuple[str, ...]
    absent: tuple[str, ...]

    def has(self, field: str) -> bool:
        return field in self.fields


def match(headings: Iterable[str]) -> Matched:
    """Find the fields of a file. Raises UnreadableFile if required columns are missing or two mean the same."""
    headings = tuple(headings)
    fields = tuple(_BY_NAME.get(_folded(heading)) for heading in headings)
    _check_complete(fields)
    _check_once(fields, headings)
    unknown = tuple(heading for heading, field in zip(headings, fields, strict=True) if heading and field is None)
    absent = tuple(column.field for column in COLUMNS if column.field not in fields)
    return Matched(fields, unknown, absent)


def _check_complete(fields: tuple[str | None, ...]) -> None:
    missing = [column for column in COLUMNS if column.is_required and column.field not in fields]
    if missing:
        names = ", ".join(f"{column.label} ({column.names[0]})" for column in missing)
        raise UnreadableFile(format_lazy(_("These columns are missing: {names}."), names=names))


def _check_once(fields: tuple[str | None, ...], headings: tuple[str, ...]) -> None:
    for field in filter(None, fields):
        same = [heading for heading, other in zip(headings, fields, strict=True) if other == field]
        if len(same) > 1:
            names = ", ".join(same)
            raise UnreadableFile(format_lazy(_("These columns mean the same: {names}. Please keep one."), names=names))
