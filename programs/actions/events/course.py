"""What happens to events when their programme opens or ends, and when someone leaves it."""

from datetime import datetime

from django.db.models import Q

from notices.actions import plan
from programs import event_drafts
from programs.actions.events.answers import fill_places
from programs.enums import (
    EventAnswer,
    EventState,
    ProgramState,
    Role,
)
from programs.event_plan import planned_start
from programs.models import Event, EventReply, Participation, Program, TopicContact


def follow_program(program: Program, old_state: str, now: datetime) -> None:
    """Opened: events get their dates. Archived: nobody knows any more who came, only how many."""
    if program.state == ProgramState.OPEN:
        set_dates(program)
    if program.state == ProgramState.ARCHIVED:
        forget_guests(program)


def set_dates(program: Program) -> None:
    """Events that have no date yet get the day that follows from the programme's. Nobody is told."""
    for event in program.events.filter(state=EventState.DRAFT, starts_at=None):
        event.starts_at = planned_start(event, program)
        event.save(update_fields=["starts_at"])


def forget_guests(program: Program) -> None:
    for event in program.events.filter(state=EventState.HELD, came=None):
        event.came = event.replies.filter(attended=True).count()
        event.save(update_fields=["came"])
    EventReply.objects.filter(event__program=program).delete()
    TopicContact.objects.filter(program=program).delete()
    program.events.exclude(state__in=[EventState.INVITED, EventState.CANCELLED, EventState.HELD]).delete()


def no_longer_comes(participation: Participation, now: datetime) -> None:
    """Who leaves a programme comes to none of its events, and is no longer asked about topics."""
    person = participation.person
    TopicContact.objects.filter(program=participation.program_id, person=person).delete()
    Event.objects.filter(program=participation.program_id, proposed_by=person, state=EventState.PROPOSED).delete()
    for_role = Q(for_mentees=True) if participation.role == Role.MENTEE else Q(for_mentors=True)
    ahead = Event.objects.ahead(now).filter(for_role, program=participation.program_id).select_related("program")
    for event in ahead.exclude(replies__in=EventReply.objects.filter(person=person, answer=EventAnswer.NO)):
        reply, _is_new = EventReply.objects.get_or_create(event=event, person=person)
        reply.answer, reply.answered_at, reply.changes = EventAnswer.NO, now, reply.changes + 1
        reply.is_named = False
        reply.save()
        plan([event_drafts.answered(event, reply, now)])
        fill_places(event, now)
