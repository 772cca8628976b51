"""What every step of an event has in common."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from people import audit
from people.errors import NotAllowed
from people.models import Person
from people.states import change_state
from programs import rules
from programs.enums import EVENT_TRANSITIONS
from programs.models import Event

IN_THE_PAST = _("This time has passed. Choose a later one.")


def must_manage(event: Event, actor: Person) -> None:
    if not rules.manages(event.program, actor):
        raise NotAllowed


def locked(event: Event) -> Event:
    """The event as it is now, until the end of the transaction nobody else's to change."""
    return locked_by_key(event.pk)


def locked_by_key(key: UUID) -> Event:
    return Event.objects.select_for_update(of=("self",)).select_related("program").get(pk=key)


def move(event: Event, state: str, actor: Person | None, name: str, **also: Any) -> None:
    change_state(
        event,
        state,
        transitions=EVENT_TRANSITIONS,
        actor=actor,
        event=name,
        program_id=event.program_id,
        **also,
    )


def note(event: Event, actor: Person, name: str, **details: Any) -> None:
    audit.record(name, actor=actor, subject=event, program_id=event.program_id, details=details)
