"""Something real to preview a kind of notice with, without writing anything."""

from datetime import UTC, datetime
from typing import Any

from notices.kinds import Sample
from notices.models import Notice
from people.models import Person


def sample(key: object, label: object, *, recipient: Person, program_id: int, **context: Any) -> Sample:
    """As `recipient` would be told of what `context` names."""
    now = datetime.now(UTC)
    notice = Notice(
        recipient=recipient, context=context, program_id=program_id, due_at=now, expires_at=now, next_attempt_at=now
    )
    return Sample(key=str(key), label=str(label), notice=notice)
