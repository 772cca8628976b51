"""Writing what an import would do: people, departments, line managers, accounts. Within the caller's transaction."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from people import actions, audit
from people.accounts import addresses
from people.batches import batches
from people.enums import IMPORT_TRANSITIONS, ImportState, Language
from people.errors import ActionError, StaleState
from people.imports.parsing import ParsedRow
from people.imports.plan import CHANGED, FAMILY, NEW, WRONG, Prepared, account_changes, prepare
from people.imports.readers import Row, Table
from people.models import Department, Organisation, PeopleImport, Person
from people.states import change_state
from people.times.clock import day_of

Progress = Callable[[int, int], None]
BATCH = 500
STORED = (  # what a file may change
    "employee_number",
    "first_name",
    "last_name",
    "email",
    "organisation",
    "department",
    "site",
    "job_title",
    "level",
    "hired_on",
    "left_on",
    "manager",
    "spoken_languages",
)


class WrongRows(ActionError):
    message = _("Some rows are wrong. Please mend the file, or import the sound rows on purpose.")


class DataChanged(StaleState):
    message = _("The data has changed since this file was checked. Here is what it would do now: please check again.")


def table_of(people_import: PeopleImport) -> Table:
    rows = (Row(number, tuple(cells)) for number, *cells in people_import.rows)
    return Table(tuple(people_import.headings), tuple(rows))


@dataclass
class _Places:
    """Organisations and departments by name in whatever case, made when a row names a new one."""

    organisations: dict[str, Organisation]
    departments: dict[tuple[int, str], Department] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for department in Department.objects.all():
            self.departments[department.organisation_id, department.name.casefold()] = department

    def organisation(self, name: str) -> Organisation:
        if name.casefold() not in self.organisations:
            self.organisations[name.casefold()] = Organisation.objects.create(name=name)
        return self.organisations[name.casefold()]

    def department(self, organisation: Organisation, name: str) -> Department | None:
        key = (organisation.pk, name.casefold())
        if name and key not in self.departments:
            self.departments[key] = Department.objects.create(organisation=organisation, name=name)
        return self.departments.get(key)

    def set_family(self, department: Department, family: str) -> None:
        # people bring their own copies of a department: the one kept here is the one that knows
        kept = self.departments[department.organisation_id, department.name.casefold()]
        if kept.family != family:
            kept.family = family
            kept.save(update_fields=["family"])


class Application:
    def __init__(
        self, people_import: PeopleImport, actor: Person | None, now: datetime, progress: Progress, reason: str
    ) -> None:
        self.people_import, self.actor, self.now, self.progress = people_import, actor, now, progress
        self.reason = reason
        self.done = self.total = 0
        self.moved: list[Person] = []  # to another address
        self.closing: list[Person] = []
        self.opening: list[Person] = []
        self.today = day_of(now)

    def run(self, only_sound: bool, deactivate: bool | Collection[int]) -> PeopleImport:
        self._lock()
        prepared = prepare(table_of(self.people_import), actor=self.people_import.created_by, now=self.now)
        if prepared.plan.fingerprint != self.people_import.plan["fingerprint"]:
            raise DataChanged
        if prepared.plan.counts[WRONG] and not only_sound:
            raise WrongRows
        leaving = [person for person in _ticked(prepared, deactivate) if person != self.actor]
        self.total = prepared.plan.counts[NEW] + prepared.plan.counts[CHANGED] + len(leaving)
        summary = self._write(prepared, leaving)
        self._finish(summary)
        return self.people_import

    def _lock(self) -> None:
        """Let nobody else apply this import, nor another one of the same companies, until we are through."""
        stored = PeopleImport.objects.select_for_update().get(pk=self.people_import.pk)
        if stored.state != self.people_import.state or stored.state not in IMPORT_TRANSITIONS:
            raise StaleState
        list(Organisation.objects.select_for_update().order_by("pk"))

    def _write(self, prepared: Prepared, leaving: list[Person]) -> dict[str, int]:
        status = {row.number: row.status for row in prepared.plan.rows}
        self.places = _Places(prepared.known.organisations)
        rows = {state: [row for row in prepared.rows if status[row.number] == state] for state in (NEW, CHANGED)}
        created = self._create(rows[NEW])
        self.by_key = prepared.known.by_key | {row.key: person for row, person in created if row.key}
        self.by_key |= {row.key: prepared.people[row.number] for row in rows[CHANGED] if row.key}
        self._set_managers_of_new(created)
        self._change([(row, prepared.people[row.number]) for row in rows[CHANGED]])
        self._note_addresses()
        self._note_leavings(prepared)
        self._close(self.closing)
        for person in self.opening:
            actions.reactivate_person(person=person, actor=self.actor, now=self.now)
        self._close(leaving, counts=True)
        counts = prepared.plan.counts
        return counts | {
            "deactivated": len(leaving) + len(self.closing),
            "reactivated": len(self.opening),
            "leaving": counts["leaving"],
        }

    def _note_addresses(self) -> None:
        addresses.note_changes(people=self.moved, actor=self.actor, now=self.now)
        audit.record_each("person.address_changed", actor=self.actor, subjects=self.moved)

    def _close(self, people: list[Person], *, counts: bool = False) -> None:
        for batch in batches(people, BATCH):
            actions.deactivate_people(people=batch, actor=self.actor, now=self.now, reason=self.reason)
            self._step(len(batch) if counts else 0)

    def _note_leavings(self, prepared: Prepared) -> None:
        """Up to today the last days of these companies are known."""
        rows = [row for row in prepared.rows if row.is_sound and "left_on" in row.cells]
        companies = {self.places.organisation(row.values["organisation"]).pk for row in rows}
        Organisation.objects.filter(pk__in=companies).update(leavings_known_on=self.today)

    def _create(self, rows: list[ParsedRow]) -> list[tuple[ParsedRow, Person]]:
        people = [self._new_person(row) for row in rows]
        for batch in batches(people, BATCH):
            Person.objects.bulk_create(batch)
            self._step(len(batch))
        return list(zip(rows, people, strict=True))

    def _new_person(self, row: ParsedRow) -> Person:
        """Someone new signs in with a code by mail: there is no password to hand out."""
        person = Person(created_at=self.now, is_active=not row.says_has_left(self.today))
        self._fill(person, row)
        if person.spoken_languages and Language.GERMAN not in person.spoken_languages:
            person.language = Language.ENGLISH
        person.set_unusable_password()
        return person

    def _fill(self, person: Person, row: ParsedRow) -> None:
        values = row.values
        person.organisation = self.places.organisation(values["organisation"])
        for name in ("employee_number", "first_name", "last_name", "email", "level"):
            setattr(person, name, values[name])
        for name in ("site", "job_title", "hired_on", "left_on", "spoken_languages"):
            if name in values:
                setattr(person, name, values[name])
        if "department" in values:
            person.department = self.places.department(person.organisation, values["department"])
        if person.department and (family := values.get(FAMILY)):
            self.places.set_family(person.department, family)

    def _set_managers_of_new(self, created: list[tuple[ParsedRow, Person]]) -> None:
        reporting = []
        for row, person in created:
            if row.manager_key:
                person.manager = self.by_key[row.manager_key]
                reporting.append(person)
        for batch in batches(reporting, BATCH):
            _store(batch, ["manager"])

    def _change(self, rows: list[tuple[ParsedRow, Person]]) -> None:
        """Write what changes, and note whose address and whose account does."""
        for row, person in rows:
            self._renew(row, person)
        for batch in batches([person for _row, person in rows], BATCH):
            _store(batch, STORED)
            self._step(len(batch))

    def _renew(self, row: ParsedRow, person: Person) -> None:
        old_email = person.email
        account = {name: after for name, _before, after in account_changes(row, person, self.actor, self.today)}
        if "left_on" in account:
            person.left_on = None
        self._fill(person, row)
        if "manager" in row.values:
            person.manager = self.by_key[row.manager_key] if row.manager_key else None
        if person.email != old_email:
            self.moved.append(person)
        if account.get("is_active") == "0":
            self.closing.append(person)
        if account.get("is_active") == "1":
            self.opening.append(person)

    def _finish(self, summary: dict[str, int]) -> None:
        self.people_import.summary = summary
        change_state(
            self.people_import,
            ImportState.APPLIED,
            transitions=IMPORT_TRANSITIONS,
            actor=self.actor,
            event="people.imported",
            details=audit.with_reason(summary, self.reason),
            summary=summary,
            applied_at=self.now,
            rows=[],
            plan={},
            options={},
            problem="",
        )

    def _step(self, people: int) -> None:
        self.done += people
        self.progress(self.done, self.total)


def _store(people: list[Person], fields: Sequence[str]) -> None:
    """Write `fields` of people who are stored already, by one query: an UPDATE of many with CASE takes minutes."""
    Person.objects.bulk_create(people, update_conflicts=True, unique_fields=["pk"], update_fields=fields)


def _ticked(prepared: Prepared, deactivate: bool | Collection[int]) -> list[Person]:
    """The people to deactivate. Ids that the preview did not propose are ignored."""
    wanted = [row.person_id for row in prepared.plan.leaving]
    if not isinstance(deactivate, bool):
        wanted = [pk for pk in wanted if pk in set(deactivate)]
    elif not deactivate:
        wanted = []
    return [prepared.known.people[pk] for pk in wanted]
