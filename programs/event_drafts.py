"""What is to be said about events, and to whom. Safe to run twice or late: the outbox knows each fact once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from notices import choices
from notices.actions import Draft, plan
from notices.enums import NoticeState
from notices.models import Notice
from people.models import Person
from programs.enums import EventAnswer, TeamRole
from programs.event_people import invitees
from programs.models import Event, EventReply

MAY_HAVE_ARRIVED = (NoticeState.SENDING, NoticeState.SENT, NoticeState.UNKNOWN)
A_WEEK = timedelta(days=7)
A_DAY = timedelta(days=1)
APART = timedelta(hours=12)  # who has just been invited or told of a change is not reminded right afterwards


def draft(event: Event, kind: str, person: Person, fact: str, now: datetime, until: datetime, **more: int) -> Draft:
    """`fact` tells one notice of this kind from the next."""
    return Draft(
        kind=kind,
        recipient=person,
        dedupe_key=f"event:{event.pk}:{fact}:{person.pk}",
        due_at=now,
        expires_at=until,
        context={"event": str(event.pk), **more},
        program_id=event.program_id,
    )


def begins(event: Event) -> datetime:
    if event.starts_at is None:
        raise ValueError("This event has no date.")
    return event.starts_at


def invitations(event: Event, now: datetime) -> Iterable[Draft]:
    """To everyone it is for; who has been invited already is in the outbox."""
    return [draft(event, "event_invited", person, "invited", now, begins(event)) for person in invitees(event)]


def invited_again(event: Event, reply: EventReply, now: datetime) -> Draft:
    return draft(event, "event_invited", reply.person, f"invited:{reply.changes}", now, begins(event))


def expecting(event: Event) -> set[int]:
    """Keys of those in whose calendar it stands: who was told of it, or answered, and has not said no."""
    key = f"event:{event.pk}:invited"
    told = Notice.objects.filter(program_id=event.program_id, dedupe_key__startswith=key, state__in=MAY_HAVE_ARRIVED)
    answers = dict(event.replies.values_list("person", "answer"))
    people = {*told.values_list("recipient", flat=True), *answers}
    return {person for person in people if answers.get(person) != EventAnswer.NO}


def changes(event: Event, now: datetime) -> Iterable[Draft]:
    fact = f"changed:{event.sequence}"
    return [
        draft(event, "event_changed", person, fact, now, begins(event), sequence=event.sequence)
        for person in invitees(event)
    ]


def cancellations(event: Event, now: datetime) -> Iterable[Draft]:
    until = max(begins(event), now + A_DAY)
    declined = event.replies.filter(answer=EventAnswer.NO).values("person")
    people = invitees(event).exclude(pk__in=declined)
    return [draft(event, "event_cancelled", person, "cancelled", now, until) for person in people]


def answered(event: Event, reply: EventReply, now: datetime) -> Draft:
    fact = f"answered:{reply.changes}"
    return draft(event, "event_answered", reply.person, fact, now, begins(event), changes=reply.changes)


def place_free(event: Event, reply: EventReply, now: datetime) -> Draft:
    return draft(event, "event_place", reply.person, f"place:{reply.changes}", now, begins(event))


def notes(event: Event, now: datetime) -> Iterable[Draft]:
    return [draft(event, "event_notes", person, "notes", now, now + A_WEEK) for person in invitees(event)]


def proposed(event: Event, now: datetime) -> Iterable[Draft]:
    managers = event.program.team.filter(role=TeamRole.MANAGER, person__is_active=True).select_related("person")
    return [draft(event, "event_proposed", one.person, "proposed", now, now + A_WEEK) for one in managers]


def declined(event: Event, now: datetime) -> Iterable[Draft]:
    person = event.proposed_by
    return [draft(event, "event_declined", person, "declined", now, now + A_WEEK)] if person else []


def plan_due(now: datetime) -> int:
    """Invitations to those who have joined since, and reminders; returns how many were new."""
    made = choices.load()
    new = 0
    for event in Event.objects.ahead(now).select_related("program").order_by("starts_at", "pk"):
        new += plan(invitations(event, now))
        [days] = made.days("event_reminder", event.program_id)
        if begins(event) <= now + timedelta(days=days) and event.changed_at <= now - APART:
            new += plan(_reminders(event, now))
    return new


def _reminders(event: Event, now: datetime) -> Iterable[Draft]:
    others = event.replies.exclude(answer__in=["", EventAnswer.YES]).values("person")
    fact = f"reminder:{event.sequence}"
    return [
        draft(event, "event_reminder", person, fact, now, begins(event), sequence=event.sequence)
        for person in invitees(event).exclude(pk__in=others)
    ]
