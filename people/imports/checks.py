"""What is wrong with a file as a whole: who stands there twice, whose address it is, who reports to whom.

Every row keeps all that is wrong with it. After `check` the sound rows can be imported without the others: a row that
depends on one which cannot be imported is not sound.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from people.imports.parsing import Key, ParsedRow, person_key
from people.lines import circles
from people.models import Organisation, Person


class Known:
    """Everyone stored, looked up the ways a file names people. Four queries, whatever their number."""

    def __init__(self) -> None:
        self.organisations = {found.name.casefold(): found for found in Organisation.objects.all()}
        names = {found.pk: key for key, found in self.organisations.items()}
        self.people = {person.pk: person for person in Person.objects.select_related("department")}
        self.keys = {person.pk: _key_of(person, names) for person in self.people.values()}
        self.by_key = {key: self.people[pk] for pk, key in self.keys.items()}
        self.by_email = {person.email.lower(): person for person in self.people.values()}
        self._names = names

    def match(self, row: ParsedRow) -> Person | None:
        """Who a row is about: the employee number decides; someone stored without one is known by the address."""
        key = row.key
        if key is None or key in self.by_key:
            return self.by_key.get(key) if key else None
        same = self.by_email.get(row.values.get("email", ""))
        if same and not same.employee_number and self._company(same) in ("", key[0]):
            return same
        return None

    def _company(self, person: Person) -> str:
        return self._names.get(person.organisation_id or 0, "")


def _key_of(person: Person, names: Mapping[int, str]) -> Key:
    if person.employee_number and person.organisation_id:
        return person_key(names[person.organisation_id], person.employee_number)
    return "", f"#{person.pk}"


def check(rows: list[ParsedRow], known: Known) -> dict[int, Person]:
    """Add to each row what is wrong between rows and with what is stored. Returns row number -> the person it is."""
    _check_twice(rows)
    people = {row.number: person for row in rows if (person := known.match(row))}
    _check_addresses(rows, people, known)
    _check_days(rows, people)
    _check_families(rows)
    _check_managers(rows, known)
    lines = _Lines(rows, people, known)
    lines.check_all()
    return people


def _check_twice(rows: list[ParsedRow]) -> None:
    for code, name, identity in (
        ("same_email", "email", lambda row: row.cells.get("email", "").casefold()),
        ("same_number", "employee_number", lambda row: row.key),
    ):
        for same in _groups(rows, identity):
            for row in same:
                row.add(code, name, rows=_names(other for other in same if other is not row))


def _groups(rows: Iterable[ParsedRow], identity: Any) -> list[list[ParsedRow]]:
    groups = defaultdict(list)
    for row in rows:
        if found := identity(row):
            groups[found].append(row)
    return [group for group in groups.values() if len(group) > 1]


def _names(rows: Iterable[ParsedRow]) -> list[list[Any]]:
    """At most ten, or a column filled with one value would fill the screen."""
    return [[row.number, row.name] for row in list(rows)[:10]]


def _check_addresses(rows: list[ParsedRow], people: Mapping[int, Person], known: Known) -> None:
    for row in rows:
        person, owner = people.get(row.number), known.by_email.get(row.values.get("email", ""))
        if owner and owner != person:
            row.add("address_taken", "email", person=_described(owner))
        elif person and person.is_staff and owner is None and "email" in row.values:
            # SECURITY: whoever owns the address can sign in; a file must not hand over an administrator's account
            row.add("address_protected", "email", person=person.full_name)


def _described(person: Person) -> str:
    return f"{person.full_name} ({person.employee_number})" if person.employee_number else person.full_name


def _check_days(rows: list[ParsedRow], people: Mapping[int, Person]) -> None:
    """Nobody leaves before they come; where a file has no first day the stored one counts."""
    for row in rows:
        hired_on = row.values.get("hired_on", getattr(people.get(row.number), "hired_on", None))
        left_on = row.values.get("left_on")
        if hired_on and left_on and left_on < hired_on:
            row.add("left_before", "left_on", value=row.cells["left_on"])


def _check_families(rows: list[ParsedRow]) -> None:
    """A department belongs to one family, whichever row says so; an empty cell says nothing."""
    departments: dict[Key, dict[str, list[ParsedRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if family := row.values.get("department_family"):
            departments[row.department_key][family.casefold()].append(row)
    for families in departments.values():
        for family, same in families.items():
            others = [row for other, found in families.items() if other != family for row in found[:10]]
            for row in same if others else ():
                row.add("family_differs", "department_family", rows=_names(others))


def _check_managers(rows: list[ParsedRow], known: Known) -> None:
    in_file = {row.key for row in rows}
    for row in rows:
        manager = row.manager_key
        if manager is None:
            continue
        if manager == row.key:
            row.add("manager_self", "manager", value=row.cells["manager"])
        elif manager not in in_file and manager not in known.by_key:
            row.add("manager_unknown", "manager", value=row.cells["manager"])


class _Lines:
    """The reporting lines as they would be, with some of the rows applied to what is stored."""

    def __init__(self, rows: list[ParsedRow], people: Mapping[int, Person], known: Known) -> None:
        self.rows, self.known = rows, known
        self.by_key = defaultdict(list)
        for row in rows:
            self.by_key[row.key].append(row)
        # someone stored without an employee number is called by the one that the file gives
        self.called = known.keys | {
            person.pk: row.key for row in rows if (person := people.get(row.number)) and row.key
        }
        self.stored = {
            self.called[person.pk]: self.called.get(person.manager_id or 0) for person in known.people.values()
        }
        self.labels = {self.called[person.pk]: _described(person) for person in known.people.values()}
        self.labels |= {row.key: f"{row.name} ({row.cells['employee_number']})".strip() for row in rows if row.key}

    def check_all(self) -> None:
        """Circles among all rows first; then among the sound ones, until no further row has to be held back."""
        self._check_circles([row for row in self.rows if len(self.by_key[row.key]) == 1])
        while self._hold_back() or self._check_circles([row for row in self.rows if row.is_sound]):
            pass

    def _check_circles(self, rows: list[ParsedRow]) -> bool:
        """Refuse the rows that make a circle; True if there were any."""
        applied = {row.key: row for row in rows if row.key and "manager" in row.cells}
        managers = self.stored | {
            key: row.manager_key for key, row in applied.items() if not _names_no_manager(row)
        }  # fmt: skip
        found = False
        for circle in circles(managers):
            for row in [applied[key] for key in circle if key in applied]:
                found = True
                row.add("circle", "manager", circle=self._walk(circle))
        return found

    def _walk(self, circle: list[Any]) -> str:
        names = [self.labels.get(key, key[1]) for key in circle]
        shown = names if len(names) <= 12 else [*names[:11], "…"]
        return " → ".join([*shown, names[0]])

    def _hold_back(self) -> bool:
        """Refuse rows whose line manager would come only from a row that cannot be imported; True if there were any."""
        sound = {row.key for row in self.rows if row.is_sound}
        held = [
            row
            for row in self.rows
            if row.is_sound and row.manager_key and row.manager_key not in sound and row.manager_key not in self.stored
        ]
        for row in held:
            row.add("manager_refused", "manager", value=row.cells["manager"], rows=_names(self.by_key[row.manager_key]))
        return bool(held)


def _names_no_manager(row: ParsedRow) -> bool:
    """Someone who is their own line manager has been told so; that is not a circle as well."""
    return row.manager_key is not None and row.manager_key == row.key
