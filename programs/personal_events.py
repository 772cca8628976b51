"""Events and community: what someone answered, whether they came, what they offered and proposed."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import AuditEvent, Person
from people.privacy import PersonalData
from programs.enums import EventState
from programs.models import Event, EventReply, TopicContact


def export(person: Person) -> dict[str, Any]:
    replies = EventReply.objects.filter(person=person).select_related("event__program")
    contacts = TopicContact.objects.filter(person=person).select_related("program").prefetch_related("topics")
    proposed = Event.objects.filter(proposed_by=person).select_related("program")
    return {
        "events": [_reply(reply) for reply in replies],
        "asked_about": [
            {
                "program": row.program.name,
                "topics": [topic.name for topic in row.topics.all()],
                "about": row.about,
                "since": row.since.isoformat(),
            }
            for row in contacts
        ],
        "sessions_proposed": [
            {
                "program": event.program.name,
                "title": event.title,
                "text": event.text,
                "state": event.get_state_display(),
            }
            for event in proposed
        ],
    }


def _reply(reply: EventReply) -> dict[str, Any]:
    return {
        "event": reply.event.title,
        "program": reply.event.program.name,
        "begins": reply.event.starts_at.isoformat() if reply.event.starts_at else None,
        "answer": str(reply.get_answer_display()),
        "answered_at": reply.answered_at.isoformat(),
        "name_shown_to_others": reply.is_named,
        "was_there": reply.attended,
    }


def _stored(person: Person) -> list[QuerySet[Any]]:
    return [
        EventReply.objects.filter(person=person),
        TopicContact.objects.filter(person=person),
        Event.objects.filter(proposed_by=person),
    ]


def erase(person: Person) -> None:
    """Nothing is kept but the sessions that others were invited to, without saying who proposed them."""
    EventReply.objects.filter(person=person).delete()
    TopicContact.objects.filter(person=person).delete()
    mine = Event.objects.filter(proposed_by=person)
    AuditEvent.objects.forget_subjects(mine)
    mine.filter(state__in=[EventState.PROPOSED, EventState.DECLINED]).delete()
    mine.update(proposed_by=None)


EVENTS = PersonalData(
    key="events",
    name=_("Events and community"),
    description=_(
        "What you answered to invitations, whether you came, what you offer to be asked about, and sessions "
        "you proposed."
    ),
    export=export,
    rows=_stored,
    erase=erase,
    floor=3,
)
