"""Events as entries of people's calendars. An invitation names no other guest."""

from datetime import datetime

from django.db.models import Prefetch
from django.urls import reverse

from people.models import Person
from people.times.calendars import Attendee, Entry
from programs.enums import TOLD_EVENT_STATES, EventAnswer, EventState
from programs.models import Event, EventReply


def entry(event: Event, person: Person, reply: EventReply | None) -> Entry:
    """The event in `person`'s calendar; off where it is cancelled, or they said that they do not come."""
    if event.starts_at is None or event.ends_at is None:
        raise ValueError("An event without a date has no place in a calendar.")
    answer = reply.answer if reply else ""
    return Entry(
        key=event.pk,
        sequence=event.sequence + (reply.changes if reply else 0),
        changed_at=max(event.changed_at, reply.answered_at) if reply else event.changed_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        title=event.title,
        path=reverse("event", args=[event.pk]),
        place=event.place or event.link,
        details=event.link if event.place else "",
        is_open=answer != EventAnswer.YES,
        is_off=event.state == EventState.CANCELLED or answer == EventAnswer.NO,
        attendees=[Attendee(person, has_agreed=answer == EventAnswer.YES)],
    )


def file_name(event: Event) -> str:
    return f"tandem-{event.kind.replace('_', '-')}.ics"


def entries_of(person: Person, *, since: datetime, now: datetime) -> list[Entry]:
    """What stands in `person`'s own calendar: what they are invited to and did not decline, and where they were.

    Two queries.
    """
    events = (
        Event.objects.addressed_to(person)
        .filter(state__in=TOLD_EVENT_STATES, starts_at__gte=since)
        .prefetch_related(Prefetch("replies", EventReply.objects.filter(person=person), to_attr="own"))
        .order_by("starts_at", "pk")
    )
    found = []
    for event in events:
        reply = event.own[0] if event.own else None  # type: ignore[attr-defined]
        answer = reply.answer if reply else ""
        if answer == EventAnswer.YES or (answer != EventAnswer.NO and event.starts_at and event.starts_at > now):
            found.append(entry(event, person, reply))
    return found
