"""Large imports are carried out by a worker. This is the part that starts it, and shows how far it has come."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.enums import ImportState
from people.errors import ActionError
from people.imports import apply
from people.models import PeopleImport, Person

log = logging.getLogger(__name__)

DIRECTLY = 1000  # so many people are written while HR waits; more go to a worker
KEEP_ROWS = timedelta(days=7)
LOST_AFTER = timedelta(minutes=30)


class NoWorker(ActionError):
    message = _(
        "The file is too large to be imported at once, and the background service cannot be reached. Nothing has been "
        "imported. Please try again later."
    )


def start(
    *,
    people_import: PeopleImport,
    actor: Person,
    now: datetime,
    only_sound: bool,
    deactivate: Collection[int],
    reason: str = "",
) -> PeopleImport:
    """Apply a small import at once, queue a large one; `reason` goes into the log.

    Raises ActionError; then nothing has been imported.
    """
    counts = people_import.summary
    if counts["new"] + counts["changed"] + len(deactivate) <= DIRECTLY:
        return apply.apply_import(
            people_import=people_import,
            actor=actor,
            now=now,
            only_sound=only_sound,
            deactivate=deactivate,
            reason=reason,
        )
    with transaction.atomic():
        apply.queue(
            people_import=people_import,
            actor=actor,
            now=now,
            only_sound=only_sound,
            deactivate=deactivate,
            reason=reason,
        )
    _dispatch(people_import)
    return people_import


def _dispatch(people_import: PeopleImport) -> None:
    from people.tasks import apply_import

    try:
        apply_import.delay(str(people_import.pk))
    except Exception as error:  # kombu raises what the transport raises; whatever it is, there is no worker
        log.warning("The broker cannot be reached: %s", type(error).__name__)
        apply.give_back(people_import=people_import, problem="")
        raise NoWorker from error


def carry_out(people_import: PeopleImport, now: datetime) -> None:
    """What the worker does. May run twice: only a queued import is touched, and what fails is given back."""
    if people_import.state != ImportState.QUEUED:
        return
    options = people_import.options
    actor = Person.objects.filter(pk=options["actor"]).first()
    with translation.override(actor.language if actor else None):
        try:
            apply.apply_import(
                people_import=people_import,
                actor=actor,
                now=now,
                only_sound=options["only_sound"],
                deactivate=options["deactivate"],
                reason=options.get("reason", ""),
                progress=lambda done, total: _note(people_import, done, total),
            )
        except ActionError as error:
            apply.give_back(people_import=people_import, problem=str(error.message))
        except Exception:
            apply.give_back(people_import=people_import, problem=gettext("Something went wrong. Nothing was imported."))
            raise


def _note(people_import: PeopleImport, done: int, total: int) -> None:
    cache.set(_key(people_import), (done, total), timeout=3600)


def progress(people_import: PeopleImport) -> tuple[int, int]:
    """How many of how many people have been written. It is a hint: without a cache it stays at nought."""
    try:
        return cache.get(_key(people_import)) or (0, 0)
    except Exception:  # a page about an import must not fail because its progress is unknown
        return 0, 0


def _key(people_import: PeopleImport) -> str:
    return f"people-import:{people_import.pk}"


def sweep(now: datetime) -> None:
    """Give back what a lost worker left behind, and delete the rows of files that nobody has applied for a week."""
    for people_import in PeopleImport.objects.filter(state=ImportState.QUEUED, queued_at__lt=now - LOST_AFTER):
        apply.give_back(
            people_import=people_import, problem=gettext("The background service has stopped. Nothing was imported.")
        )
    for people_import in PeopleImport.objects.filter(state=ImportState.CHECKED, created_at__lt=now - KEEP_ROWS):
        apply.discard(people_import=people_import, actor=None)
