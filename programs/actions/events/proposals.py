"""Sessions that mentors propose, and HR takes up or not."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.actions import plan
from people.errors import ActionError, NotAllowed
from people.models import Person
from programs import event_drafts
from programs.actions.events.common import IN_THE_PAST, locked, move, must_manage, note
from programs.enums import (
    STARTED_STATES,
    EventKind,
    EventState,
    ProgramState,
    Role,
)
from programs.models import Event, Participation, Program

OPEN_PROPOSALS = 3  # of one mentor in one programme


def can_propose(program: Program, person: Person) -> bool:
    """A mentor of the programme while it runs."""
    if program.state not in (ProgramState.MATCHING, *STARTED_STATES):
        return False
    return Participation.objects.signed_up().filter(program=program, person=person, role=Role.MENTOR).exists()


@transaction.atomic
def propose_session(*, event: Event, person: Person, now: datetime) -> Event:
    """Store the unsaved `event` as `person`'s proposal of a session for mentors; the managers decide.

    Raises NotAllowed for anyone but a mentor of a programme that runs, ActionError in the past or with too many open.
    """
    if not can_propose(event.program, person):
        raise NotAllowed
    if event.starts_at is None or event.starts_at <= now:
        raise ActionError(IN_THE_PAST)
    mine = Event.objects.filter(program=event.program, proposed_by=person, state=EventState.PROPOSED)
    if mine.count() >= OPEN_PROPOSALS:
        raise ActionError(_("Some of your proposals are still open. Please wait for an answer first."))
    event.kind, event.state, event.proposed_by, event.changed_at = EventKind.PEER, EventState.PROPOSED, person, now
    event.for_mentees, event.for_mentors, event.for_managers = False, True, False
    event.save()
    note(event, person, "event.proposed")
    plan(event_drafts.proposed(event, now))
    return event


@transaction.atomic
def take_back_proposal(*, event: Event, person: Person) -> None:
    """Nothing of it is kept. Raises NotAllowed for anyone else's, ActionError once it is decided."""
    event = locked(event)
    if event.proposed_by_id != person.pk:
        raise NotAllowed
    if event.state != EventState.PROPOSED:
        raise ActionError(_("This is decided already."))
    event.delete()


@transaction.atomic
def decline_proposal(*, event: Event, actor: Person, now: datetime) -> Event:
    """The session is not taken up; its proposer is told. Raises NotAllowed, WrongState."""
    event = locked(event)
    must_manage(event, actor)
    move(event, EventState.DECLINED, actor, "event.declined")
    plan(event_drafts.declined(event, now))
    return event
