"""Who may do what with a tandem or a meeting. Each answer is yes or no; tests hold the truth tables."""

from people.models import Person
from tandems.enums import TOGETHER_STATES, MeetingState, TandemState
from tandems.models import Delegation, Meeting, SlotProposal, Tandem

DATEABLE = (MeetingState.OPEN, MeetingState.DATED, MeetingState.CANCELLED)
CANCELLABLE = (MeetingState.OPEN, MeetingState.DATED)


def takes_part(tandem: Tandem, person: Person) -> bool:
    """One of the two, and knows of it."""
    role = tandem.role_of(person)
    return role is not None and role != tandem.not_asked_yet


def can_answer(tandem: Tandem, person: Person) -> bool:
    """Say yes or no to an offer."""
    return takes_part(tandem, person) and tandem.state == TandemState.OFFERED


def can_part(tandem: Tandem, person: Person) -> bool:
    return takes_part(tandem, person) and tandem.state in TOGETHER_STATES


def can_pause(tandem: Tandem, person: Person) -> bool:
    """Begin a pause, or end it on another day."""
    return takes_part(tandem, person) and tandem.state in TOGETHER_STATES


def can_resume(tandem: Tandem, person: Person) -> bool:
    return takes_part(tandem, person) and tandem.state == TandemState.PAUSED


def can_plan(tandem: Tandem, person: Person) -> bool:
    """Add, date, move and cancel meetings."""
    return takes_part(tandem, person) and tandem.state in TOGETHER_STATES


def can_agree(tandem: Tandem, person: Person) -> bool:
    """Write the agreement, confirm it, set a change aside."""
    return takes_part(tandem, person) and tandem.state in TOGETHER_STATES


def can_set_date(meeting: Meeting, person: Person) -> bool:
    """Set a first date, move, or plan a cancelled meeting anew."""
    return can_plan(meeting.tandem, person) and meeting.state in DATEABLE


def can_cancel(meeting: Meeting, person: Person) -> bool:
    return can_plan(meeting.tandem, person) and meeting.state in CANCELLABLE


def can_prepare(meeting: Meeting, person: Person) -> bool:
    """Choose a guide and look at the agenda of a meeting to come."""
    return can_cancel(meeting, person)


def can_hold(meeting: Meeting, person: Person) -> bool:
    """Log that it took place. A meeting that had a date may still be logged when the tandem is completed."""
    if not takes_part(meeting.tandem, person):
        return False
    if meeting.tandem.state in TOGETHER_STATES:
        return meeting.state in CANCELLABLE
    return meeting.tandem.state == TandemState.COMPLETED and meeting.state == MeetingState.DATED


def can_note_effort(meeting: Meeting, person: Person) -> bool:
    """Say how long one prepared it and followed it up: as soon as it is logged, and also after the tandem's end."""
    return takes_part(meeting.tandem, person) and meeting.state == MeetingState.HELD


def can_pick(proposal: SlotProposal, person: Person) -> bool:
    """Choose one of the times that the other has proposed."""
    return can_set_date(proposal.meeting, person) and proposal.proposed_by_id != person.pk


def acts_for(delegation: Delegation, delegate: Person, person: Person) -> bool:
    """Arrange `person`'s meetings for them: as long as they have named `delegate` and both accounts are open."""
    return (
        delegation.delegate_id == delegate.pk
        and delegation.person_id == person.pk
        and delegation.withdrawn_at is None
        and delegate.is_active
        and person.is_active
    )


def can_arrange(delegation: Delegation, delegate: Person, meeting: Meeting) -> bool:
    """Set, move or cancel this meeting for the one who named the delegate. It opens nothing else."""
    person = delegation.person
    return acts_for(delegation, delegate, person) and can_cancel(meeting, person)


def can_pick_for(delegation: Delegation, delegate: Person, proposal: SlotProposal) -> bool:
    """Choose one of the times that the other has proposed to the one who named the delegate."""
    person = delegation.person
    return can_arrange(delegation, delegate, proposal.meeting) and proposal.proposed_by_id != person.pk


def has_started(tandem: Tandem) -> bool:
    """There was a time when both had said yes: from then on there is a room, and a journal."""
    return tandem.started_at is not None
