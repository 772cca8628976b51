"""Times that one of the two proposes and the other picks from. As soon as they are answered nothing is left of them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.actions import plan
from people.errors import ActionError, NotAllowed, StaleState
from people.models import Person
from programs.models import Topic
from tandems import drafts, rules
from tandems.actions.meetings import check_details, check_fresh, check_future, check_pause, lock, set_date
from tandems.actions.moves import LONGEST, keep_reason_of
from tandems.enums import MeetingState
from tandems.models import Delegation, Meeting, ProposedSlot, SlotProposal

MOST = 3


@transaction.atomic
def propose_slots(
    *,
    meeting: Meeting,
    person: Person,
    starts: Collection[datetime],
    minutes: int,
    place: str,
    topic: Topic | None,
    now: datetime,
    reason: str = "",
    tells_reason: bool = False,
) -> SlotProposal:
    """Propose one to three times, for a first date or to move a meeting; the other is told at once and picks one.

    `reason` says why a meeting is to be moved, at most 500 characters; the other reads it with `tells_reason`.
    What was proposed before, by either of them, is answered by it. The same times twice are harmless. Raises
    NotAllowed, StaleState if the meeting has changed since `meeting` was read, ActionError for times that cannot be.
    """
    fresh = lock(meeting, person)
    check_fresh(fresh, meeting)
    wanted = sorted(set(starts))
    if not 1 <= len(wanted) <= MOST:
        raise ActionError(_("Please propose one to three times."))
    check_details(fresh.tandem, minutes, topic)
    why = reason.strip() if fresh.state == MeetingState.DATED else ""
    if len(why) > LONGEST:
        raise ActionError
    for start in wanted:
        check_future(start, now)
        check_pause(fresh.tandem, start)
    if not rules.can_set_date(fresh, person):
        raise StaleState
    said = {"minutes": minutes, "place": place, "topic": topic}
    stored = SlotProposal.objects.filter(meeting=fresh).select_related("topic").first()
    if stored is not None:
        if _is_already(stored, person, wanted, said):
            stored.reason, stored.tells_reason = why, bool(why) and tells_reason
            stored.save(update_fields=["reason", "tells_reason"])
            return stored
        stored.delete()
    proposal = SlotProposal.objects.create(
        meeting=fresh,
        proposed_by=person,
        created_at=now,
        reason=why,
        tells_reason=bool(why) and tells_reason,
        **said,
    )
    ProposedSlot.objects.bulk_create(ProposedSlot(proposal=proposal, starts_at=start) for start in wanted)
    plan(drafts.slots(proposal, now))
    return proposal


def _is_already(stored: SlotProposal, person: Person, wanted: list[datetime], said: dict[str, object]) -> bool:
    return (
        stored.proposed_by_id == person.pk
        and all(getattr(stored, name) == value for name, value in said.items())
        and [slot.starts_at for slot in stored.slots.all()] == wanted
    )


@transaction.atomic
def pick_slot(*, slot: ProposedSlot, person: Person, now: datetime, delegation: Delegation | None = None) -> Meeting:
    """The other chooses one of the times: it is the meeting's date, and whoever proposed it is told at once.

    With a `delegation` its delegate chooses for `person`, and both are told who it was.
    Raises NotAllowed, StaleState if the times were taken back or the meeting has changed, ActionError for a time that
    has passed.
    """
    meeting = Meeting.objects.with_people().get(pk=slot.proposal.meeting_id)
    fresh = lock(meeting, person)
    stored = (
        ProposedSlot.objects.filter(pk=slot.pk, proposal=slot.proposal_id).select_related("proposal__topic").first()
    )
    if stored is None:
        raise StaleState
    proposal = stored.proposal
    if proposal.proposed_by_id == person.pk:
        raise NotAllowed
    moved = set_date(
        meeting=fresh,
        person=person,
        starts_at=stored.starts_at,
        minutes=proposal.minutes,
        place=proposal.place,
        topic=proposal.topic,
        now=now,
        delegation=delegation,
    )
    keep_reason_of(proposal, now)
    return moved


@transaction.atomic
def withdraw_slots(*, meeting: Meeting, person: Person) -> None:
    """Take one's own proposal back. Harmless where there is none. Raises NotAllowed for the other's."""
    lock(meeting, person)
    stored = SlotProposal.objects.filter(meeting=meeting).first()
    if stored is None:
        return
    if stored.proposed_by_id != person.pk:
        raise NotAllowed
    stored.delete()
