"""What happens to events when their programme opens or ends, and when someone leaves it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from notices.actions import plan
from people.models import Person
from programs import event_drafts
from programs.actions.events.answers import fill_places
from programs.actions.events.common import locked_by_key
from programs.enums import (
    EventAnswer,
    EventState,
    ProgramState,
    Role,
)
from programs.event_people import invitees
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
        _is_out(event, person, now)


def _is_out(event: Event, person: Person, now: datetime) -> None:
    """The event is no longer for `person`: they do not come, and their calendar is told."""
    reply, _is_new = EventReply.objects.get_or_create(event=event, person=person)
    reply.answer, reply.answered_at, reply.changes = EventAnswer.NO, now, reply.changes + 1
    reply.is_named, reply.is_out = False, True
    reply.save()
    plan([event_drafts.answered(event, reply, now)])
    fill_places(event, now)


def follow_guests(now: datetime) -> None:
    """Whoever was invited and is no longer one of those an event is for is told so, and asked anew once they are again.

    A line manager for one: replaced, or without a mentor in the team. Found by comparing, however it came about.
    """
    ahead = Event.objects.ahead(now).exclude(program__state__in=[ProgramState.DRAFT, ProgramState.ARCHIVED])
    for event in ahead.select_related("program").order_by("starts_at", "pk"):
        if any(_moved(event)):
            _follow(event.pk, now)


def _moved(event: Event) -> tuple[set[int], set[int]]:
    """Keys of those who expect it and for whom it is not, and of those who were told that it is not and for whom it is.

    Four queries.
    """
    guests = set(invitees(event).values_list("pk", flat=True))
    gone = Person.objects.active().filter(pk__in=event_drafts.expecting(event) - guests)
    out = set(event.replies.filter(is_out=True).values_list("person", flat=True))
    return set(gone.values_list("pk", flat=True)), out & guests


@transaction.atomic
def _follow(key: UUID, now: datetime) -> None:
    event = locked_by_key(key)
    gone, back = _moved(event)  # as it is now: another process may have been here
    for person in Person.objects.filter(pk__in=gone).order_by("pk"):
        _is_out(event, person, now)
    for reply in event.replies.filter(person__in=back).select_related("person").order_by("pk"):
        reply.answer, reply.is_out, reply.answered_at, reply.changes = "", False, now, reply.changes + 1
        reply.save()
        plan([event_drafts.invited_again(event, reply, now)])
