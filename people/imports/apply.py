"""Carry out an import: all of it or, on purpose, the sound rows. In one transaction, so never in part by accident."""

import logging
from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from people import audit
from people.enums import IMPORT_TRANSITIONS, ImportState
from people.imports.plan import Plan, prepare
from people.imports.readers import read
from people.imports.writing import Application, DataChanged, Progress, table_of
from people.models import PeopleImport, Person
from people.states import change_state

log = logging.getLogger(__name__)


def check_file(*, file_name: str, content: bytes, actor: Person | None, now: datetime | None = None) -> PeopleImport:
    """Read and check a file of employees and keep it for a preview. Nothing is changed for anybody.

    Raises UnreadableFile with a sentence that says what helps.
    """
    table = read(file_name, content)
    people_import = PeopleImport(file_name=file_name[-255:], created_by=actor)
    people_import.headings = list(table.headings)
    people_import.rows = [[row.number, *row.cells] for row in table.rows]
    _store_plan(people_import, prepare(table, actor=actor, now=now or timezone.now()).plan)
    with transaction.atomic():
        people_import.save()
        audit.record("people.import_checked", actor=actor, subject=people_import, details=people_import.summary)
    return people_import


def recheck(*, people_import: PeopleImport, now: datetime | None = None) -> PeopleImport:
    """Compare the kept rows with what is stored now. An import that is through meanwhile stays as it is."""
    prepared = prepare(table_of(people_import), actor=people_import.created_by, now=now or timezone.now())
    _store_plan(people_import, prepared.plan)
    PeopleImport.objects.filter(pk=people_import.pk, state__in=IMPORT_TRANSITIONS).update(
        plan=people_import.plan, summary=people_import.summary
    )
    return people_import


def apply_import(
    *,
    people_import: PeopleImport,
    actor: Person | None,
    now: datetime,
    only_sound: bool = False,
    deactivate: bool | Collection[int] = False,
    reason: str = "",
    progress: Progress = lambda done, total: None,
) -> PeopleImport:
    """Carry out what the preview showed. `deactivate`: all who are missing from the file, or the ids ticked by HR.

    `reason` goes into the log.

    Raises WrongRows (unless `only_sound`), DataChanged if the preview no longer holds (it is renewed), StaleState if
    the import has been applied or discarded meanwhile. In each case nothing has been imported.
    """
    try:
        with transaction.atomic():
            return Application(people_import, actor, now, progress, reason).run(only_sound, deactivate)
    except DataChanged:
        recheck(people_import=people_import, now=now)
        raise
    except IntegrityError as error:  # someone else wrote the same person between our check and our write
        log.warning("Import %s met a conflicting write and was rolled back.", people_import.pk)
        recheck(people_import=people_import, now=now)
        raise DataChanged from error


@transaction.atomic
def discard(*, people_import: PeopleImport, actor: Person | None) -> None:
    """Throw a checked file away together with its rows. Raises StaleState if it is no longer merely checked."""
    change_state(
        people_import,
        ImportState.DISCARDED,
        transitions=IMPORT_TRANSITIONS,
        actor=actor,
        event="people.import_discarded",
        rows=[],
        plan={},
    )


@transaction.atomic
def queue(
    *,
    people_import: PeopleImport,
    actor: Person | None,
    now: datetime,
    only_sound: bool,
    deactivate: Collection[int],
    reason: str = "",
) -> None:
    """Hand a large import to a worker; `tasks.apply_import` carries it out with these options. Raises StaleState."""
    options = {"only_sound": only_sound, "deactivate": list(deactivate), "reason": reason}
    change_state(
        people_import,
        ImportState.QUEUED,
        transitions=IMPORT_TRANSITIONS,
        actor=actor,
        event="people.import_started",
        queued_at=now,
        problem="",
        options={**options, "actor": actor.pk if actor else None},
    )


@transaction.atomic
def give_back(*, people_import: PeopleImport, problem: str) -> None:
    """A worker could not do it: nothing has been imported, HR can look again. Raises StaleState."""
    change_state(
        people_import,
        ImportState.CHECKED,
        transitions=IMPORT_TRANSITIONS,
        actor=None,
        event="people.import_given_back",
        queued_at=None,
        problem=problem,
        options={},
    )


def _store_plan(people_import: PeopleImport, plan: Plan) -> None:
    people_import.plan = plan.as_json()
    people_import.summary = plan.counts
