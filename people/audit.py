"""The audit log: append-only, written by explicit calls inside the transaction of the fact, never with content."""

from collections.abc import Callable
from typing import Any

from django.db import models

from people.models import AuditEvent, Person

Programs = Callable[[Person], set[int]]
_listing: list[Programs] = []
_labels: dict[str, Any] = {}
_kept_back: set[str] = set()


def record(
    event: str,
    *,
    actor: Person | None,
    subject: models.Model,
    program_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Note that `actor` (None: the system) did `event` ("tandem.offered") to `subject`.

    `details` holds settings and counts only. SECURITY: never pass anything that a person wrote in confidence.
    """
    return AuditEvent.objects.create(
        actor=actor,
        event=event,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_label=str(subject)[:200],
        program_id=program_id,
        details=details or {},
    )


def when_listing(callback: Programs) -> None:
    """`callback(person)` gives the ids of the programmes whose events this person may see in the log."""
    if callback not in _listing:
        _listing.append(callback)


def visible_to(person: Person) -> models.QuerySet[AuditEvent]:
    """What HR may see: events of no programme and of the programmes they manage. There is no exception for anyone."""
    if not (person.is_active and person.is_staff):
        return AuditEvent.objects.none()
    programs = set().union(*(callback(person) for callback in _listing))
    return AuditEvent.objects.filter(models.Q(program_id=None) | models.Q(program_id__in=programs)).exclude(
        event__in=_kept_back
    )


def keep_back(*events: str) -> None:
    """`events` are nobody's business but the person's: HR does not find them in the log."""
    _kept_back.update(events)


def name_events(labels: dict[str, Any]) -> None:
    """What events are called on screen: {"tandem.offered": lazy translation}."""
    _labels.update(labels)


def label(event: str) -> str:
    """The event in the active language; its code where nobody has named it."""
    return str(_labels.get(event, event))
