"""Every write to the outbox goes through here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from notices.models import Notice
from people.models import Person


@dataclass(frozen=True)
class Draft:
    """A notice to be written. `dedupe_key` names the fact and the recipient: `meeting:7:2:day-before:31`."""

    kind: str
    recipient: Person
    dedupe_key: str
    due_at: datetime
    context: dict[str, Any] = field(default_factory=dict)
    program_id: int | None = None
    expires_at: datetime | None = None  # default: two days after it is due


def plan(drafts: Iterable[Draft]) -> int:
    """Write the drafts that are not in the outbox yet, in the caller's transaction; returns how many were new.

    Safe to call again and at once from several processes: the unique key decides.
    """
    rows = [
        Notice(
            kind=draft.kind,
            recipient=draft.recipient,
            dedupe_key=draft.dedupe_key,
            context=draft.context,
            program_id=draft.program_id,
            due_at=draft.due_at,
            next_attempt_at=draft.due_at,
            expires_at=draft.expires_at or draft.due_at + timedelta(days=2),
        )
        for draft in drafts
    ]
    known = Notice.objects.count()
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return Notice.objects.count() - known
