"""What is due about events: to say whether one comes, and what one goes to soon."""

from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from notices.todos import Todo
from people.models import Person
from people.moments import when_between
from programs.enums import EventAnswer, EventState
from programs.models import Event, EventReply

SOON = timedelta(days=7)


def event_todos(person: Person, now: datetime) -> list[Todo]:
    """Two queries, however many events."""
    events = (
        Event.objects.addressed_to(person)
        .filter(state=EventState.INVITED, starts_at__gt=now - timedelta(hours=12))
        .prefetch_related(Prefetch("replies", EventReply.objects.filter(person=person), to_attr="own"))
        .order_by("starts_at", "pk")
    )
    ahead = [event for event in events if event.ends_at and event.ends_at > now]
    return [todo for event in ahead if (todo := _todo(event, now))]


def _todo(event: Event, now: datetime) -> Todo | None:
    own = event.own  # type: ignore[attr-defined]
    answer = own[0].answer if own else ""
    if event.starts_at is None or answer in (EventAnswer.NO, EventAnswer.WAITING):
        return None
    path, when = reverse("event", args=[event.pk]), when_between(event.starts_at, event.minutes)
    if answer == EventAnswer.YES:
        if event.starts_at > now + SOON:
            return None
        return Todo(
            title=event.title,
            path=path,
            action_label=_("View"),
            note=" · ".join(filter(None, [when, event.place])),
            due_at=event.starts_at,
            is_appointment=True,
        )
    if event.starts_at <= now:
        return None
    return Todo(
        title=_("Do you come? %(event)s") % {"event": event.title},
        path=path,
        action_label=_("Say whether you come"),
        note=when,
        due_at=event.starts_at,
    )
