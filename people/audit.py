"""The audit log: append-only, written by explicit calls inside the transaction of the fact, never with content."""

from typing import Any

from django.db import models

from people.models import AuditEvent, Person


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
