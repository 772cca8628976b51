"""Why a meeting was moved: said to oneself, or to the other. Neither audited nor logged, in no mail or calendar."""

from datetime import datetime

from people.errors import ActionError, NotAllowed
from people.models import Person
from tandems import rules
from tandems.models import Meeting, MoveReason, SlotProposal

LONGEST = 500  # characters


def note_reason(*, meeting: Meeting, person: Person, text: str, is_shared: bool, now: datetime) -> MoveReason | None:
    """Keep why `person` moved the meeting; None where nothing was said. Raises NotAllowed or ActionError."""
    if not rules.takes_part(meeting.tandem, person):
        raise NotAllowed
    if not text.strip():
        return None
    if len(text) > LONGEST:
        raise ActionError
    return MoveReason.objects.create(
        meeting=meeting, author=person, text=text.strip(), is_shared=is_shared, created_at=now
    )


def keep_reason_of(proposal: SlotProposal, now: datetime) -> None:
    """The meeting was moved to one of the proposed times: why stays with whoever proposed them, as they said it."""
    if proposal.reason:
        MoveReason.objects.create(
            meeting_id=proposal.meeting_id,
            author_id=proposal.proposed_by_id,
            text=proposal.reason,
            is_shared=proposal.tells_reason,
            created_at=now,
        )


def forget_reason(*, reason: MoveReason, person: Person) -> None:
    """Delete what one said. Raises NotAllowed for the other's."""
    if reason.author_id != person.pk:
        raise NotAllowed
    reason.delete()
