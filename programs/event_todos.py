"""What is due about events: to say whether one comes, and what one goes to soon."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from notices.todos import Todo
from people.models import Person
from people.prepared import prepared
from people.times.moments import when_between
from programs.enums import EventAnswer, EventState
from programs.models import Event
from programs.models.event import LONGEST

SOON = timedelta(days=7)


@prepared
def _invitations(*, person: Person, since: datetime) -> QuerySet[Event]:
    invited = Event.objects.addressed_to(person).filter(state=EventState.INVITED, starts_at__gt=since)
    return invited.with_answer_of(person).order_by("starts_at", "pk")


def event_todos(person: Person, now: datetime) -> list[Todo]:
    """One query, however many events."""
    events = _invitations(person=person, since=now - timedelta(minutes=LONGEST))
    ahead = [event for event in events if event.ends_at and event.ends_at > now]
    return [todo for event in ahead if (todo := _todo(event, now))]


def _todo(event: Event, now: datetime) -> Todo | None:
    answer = event.my_answer or ""  # type: ignore[attr-defined]
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
        title=_("Invitation: %(event)s") % {"event": event.title},
        path=path,
        action_label=_("Say whether you are coming"),
        note=when,
        due_at=event.starts_at,
    )
