"""HR's steps of an event: from preparing it to what is noted afterwards."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.actions import plan
from people import audit
from people.errors import ActionError
from people.models import Person
from people.times.clock import day_of
from programs import event_drafts
from programs.actions.events.answers import fill_places
from programs.actions.events.common import IN_THE_PAST, locked, move, must_manage, note
from programs.enums import (
    EventAnswer,
    EventState,
    ProgramState,
)
from programs.event_people import can_reply
from programs.models import Event, EventReply

SEEN_IN_CALENDARS = frozenset({"title_de", "title_en", "starts_at", "minutes", "place", "link"})
SETTINGS = frozenset({"kind", "minutes", "capacity", "for_mentees", "for_mentors", "for_managers", "time_zone"})
NO_EVENTS_IN = (ProgramState.DRAFT, ProgramState.ARCHIVED)


@transaction.atomic
def create_event(*, event: Event, actor: Person, now: datetime) -> Event:
    """Store the unsaved `event` in preparation; nobody is told. Raises NotAllowed unless `actor` manages it."""
    must_manage(event, actor)
    event.state, event.changed_at = EventState.DRAFT, now
    event.save()
    note(event, actor, "event.created", kind=event.kind)
    return event


@transaction.atomic
def change_event(*, event: Event, values: Mapping[str, Any], actor: Person, now: datetime) -> Event:
    """Set the fields of `values`. What stands in calendars is told at once to everyone who is invited.

    More places move the waiting list up. Raises NotAllowed, ActionError where a told event is moved into the past.
    """
    event = locked(event)
    must_manage(event, actor)
    changed = {name for name, value in values.items() if getattr(event, name) != value}
    is_out = event.state == EventState.INVITED
    if is_out and "starts_at" in changed and not (values["starts_at"] and values["starts_at"] > now):
        raise ActionError(IN_THE_PAST)
    noted = {name: _old_and_new(event, name, values[name]) for name in sorted(changed)}
    for name in changed:
        setattr(event, name, values[name])
    is_seen = is_out and bool(changed & SEEN_IN_CALENDARS)
    if is_seen:
        event.sequence, event.changed_at = event.sequence + 1, now
    if changed:
        event.save()
        note(event, actor, "event.changed", changes=noted)
    if is_seen and event_drafts.begins(event) > now:
        plan(event_drafts.changes(event, now))
    if is_out:
        fill_places(event, now)
    return event


def _old_and_new(event: Event, name: str, new: Any) -> list[str | None] | None:
    """Of settings both values, of texts and places only that they changed."""
    old = getattr(event, name)
    if name == "starts_at":
        return [f"{moment.astimezone(event.zone):%Y-%m-%d %H:%M}" if moment else None for moment in (old, new)]
    return [None if value is None else str(value) for value in (old, new)] if name in SETTINGS else None


@transaction.atomic
def send_invitations(*, event: Event, actor: Person, now: datetime, reason: str = "") -> Event:
    """Everyone it is for is invited. A mentor's own proposal counts as their yes. `reason` goes into the log.

    Raises NotAllowed, WrongState, ActionError without a date to come or before the programme has opened.
    """
    event = locked(event)
    must_manage(event, actor)
    if event.program.state in NO_EVENTS_IN:
        raise ActionError(_("Invitations can go out once the programme is open for sign-up."))
    if event.starts_at is None or event.starts_at <= now:
        raise ActionError(_("Give the event a date to come first."))
    move(event, EventState.INVITED, actor, "event.invited", changed_at=now, details=audit.with_reason({}, reason))
    if event.proposed_by and can_reply(event, event.proposed_by, now):
        EventReply.objects.create(event=event, person=event.proposed_by, answer=EventAnswer.YES, answered_at=now)
    plan(event_drafts.invitations(event, now))
    return event


@transaction.atomic
def cancel_event(*, event: Event, actor: Person, now: datetime) -> Event:
    """Everyone invited is told at once, but for those who had said no. Raises NotAllowed, WrongState."""
    event = locked(event)
    must_manage(event, actor)
    move(event, EventState.CANCELLED, actor, "event.cancelled", sequence=event.sequence + 1, changed_at=now)
    plan(event_drafts.cancellations(event, now))
    return event


@transaction.atomic
def remove_event(*, event: Event, actor: Person) -> None:
    """Delete what nobody has been told of. Raises NotAllowed, ActionError for anything else."""
    event = locked(event)
    must_manage(event, actor)
    if event.is_told:
        raise ActionError(_("People have been invited: cancel the event instead, so that they are told."))
    note(event, actor, "event.removed")
    event.delete()


@transaction.atomic
def note_attendance(*, event: Event, came: Collection[int], actor: Person, now: datetime) -> Event:
    """Who was there: `came` holds keys of invited people. On the day itself at the earliest; may be put right later.

    Raises NotAllowed, WrongState, ActionError before the day.
    """
    event = locked(event)
    must_manage(event, actor)
    if event.starts_at is None or day_of(event.starts_at) > day_of(now):
        raise ActionError(_("Who came can be noted from the day of the event on."))
    if event.state != EventState.HELD:
        move(event, EventState.HELD, actor, "event.held")
    event.replies.filter(person__in=came).update(attended=True)
    event.replies.exclude(person__in=came).update(attended=False)
    known = set(event.replies.values_list("person", flat=True))
    EventReply.objects.bulk_create(
        EventReply(event=event, person_id=pk, answer="", answered_at=now, attended=True)
        for pk in sorted(set(came) - known)
    )
    note(event, actor, "event.attendance_noted", count=len(set(came)))
    return event


@transaction.atomic
def give_notes(*, event: Event, texts: Mapping[str, str], actor: Person, now: datetime) -> Event:
    """`texts` by language, for everyone it was for; they are told the first time. Both empty: the notes are taken back.

    Raises NotAllowed, ActionError before the event.
    """
    event = locked(event)
    must_manage(event, actor)
    if event.state not in (EventState.INVITED, EventState.HELD) or event_drafts.begins(event) > now:
        raise ActionError(_("Notes are given once the event has begun."))
    event.notes_de, event.notes_en = texts.get("de", ""), texts.get("en", "")
    event.notes_at = (event.notes_at or now) if event.notes_de or event.notes_en else None
    event.save(update_fields=["notes_de", "notes_en", "notes_at"])
    note(event, actor, "event.notes_given")
    if event.notes_at == now:
        plan(event_drafts.notes(event, now))
    return event
