"""Every write to an event: HR's, a guest's, and that of a mentor who proposes a session."""

from programs.actions.events.answers import answer_invitation
from programs.actions.events.common import IN_THE_PAST
from programs.actions.events.course import (
    follow_guests,
    follow_program,
    forget_guests,
    no_longer_comes,
    set_dates,
)
from programs.actions.events.planning import (
    cancel_event,
    change_event,
    create_event,
    give_notes,
    note_attendance,
    remove_event,
    send_invitations,
)
from programs.actions.events.proposals import can_propose, decline_proposal, propose_session, take_back_proposal

__all__ = [
    "IN_THE_PAST",
    "answer_invitation",
    "can_propose",
    "cancel_event",
    "change_event",
    "create_event",
    "decline_proposal",
    "follow_guests",
    "follow_program",
    "forget_guests",
    "give_notes",
    "no_longer_comes",
    "note_attendance",
    "propose_session",
    "remove_event",
    "send_invitations",
    "set_dates",
    "take_back_proposal",
]
