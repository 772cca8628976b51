"""Every write to an event: HR's, a guest's, and that of a mentor who proposes a session."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notices.actions import plan
from people import audit
from people.errors import ActionError, NotAllowed
from people.models import Person
from people.states import change_state
from people.times.clock import day_of
from programs import event_drafts, rules
from programs.enums import (
    EVENT_TRANSITIONS,
    STARTED_STATES,
    EventAnswer,
    EventKind,
    EventState,
    ProgramState,
    Role,
)
from programs.event_people import can_reply
from programs.event_plan import planned_start
from programs.models import Event, EventReply, Participation, Program, TopicContact

SEEN_IN_CALENDARS = frozenset({"title_de", "title_en", "starts_at", "minutes", "place", "link"})
SETTINGS = frozenset({"kind", "minutes", "capacity", "for_mentees", "for_mentors", "for_managers", "time_zone"})
NO_EVENTS_IN = (ProgramState.DRAFT, ProgramState.ARCHIVED)
OPEN_PROPOSALS = 3  # of one mentor in one programme
IN_THE_PAST = _("This time has passed. Choose a later one.")


def _must_manage(event: Event, actor: Person) -> None:
    if not rules.manages(event.program, actor):
        raise NotAllowed


def _locked(event: Event) -> Event:
    """The event as it is now, until the end of the transaction nobody else's to change."""
    return Event.objects.select_for_update(of=("self",)).select_related("program").get(pk=event.pk)


def _move(event: Event, state: str, actor: Person | None, name: str, **also: Any) -> None:
    change_state(
        event,
        state,
        transitions=EVENT_TRANSITIONS,
        actor=actor,
        event=name,
        program_id=event.program_id,
        **also,
    )


def _note(event: Event, actor: Person, name: str, **details: Any) -> None:
    audit.record(name, actor=actor, subject=event, program_id=event.program_id, details=details)


# ------------------------------------------------------------------ HR
@transaction.atomic
def create_event(*, event: Event, actor: Person, now: datetime) -> Event:
    """Store the unsaved `event` in preparation; nobody is told. Raises NotAllowed unless `actor` manages it."""
    _must_manage(event, actor)
    event.state, event.changed_at = EventState.DRAFT, now
    event.save()
    _note(event, actor, "event.created", kind=event.kind)
    return event


@transaction.atomic
def change_event(*, event: Event, values: Mapping[str, Any], actor: Person, now: datetime) -> Event:
    """Set the fields of `values`. What stands in calendars is told at once to everyone who is invited.

    More places move the waiting list up. Raises NotAllowed, ActionError where a told event is moved into the past.
    """
    event = _locked(event)
    _must_manage(event, actor)
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
        _note(event, actor, "event.changed", changes=noted)
    if is_seen and event_drafts.begins(event) > now:
        plan(event_drafts.changes(event, now))
    if is_out:
        _fill_places(event, now)
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
    event = _locked(event)
    _must_manage(event, actor)
    if event.program.state in NO_EVENTS_IN:
        raise ActionError(_("Invitations can go out once the programme is open for sign-up."))
    if event.starts_at is None or event.starts_at <= now:
        raise ActionError(_("Give the event a date to come first."))
    _move(event, EventState.INVITED, actor, "event.invited", changed_at=now, details=audit.with_reason({}, reason))
    if event.proposed_by and can_reply(event, event.proposed_by, now):
        EventReply.objects.create(event=event, person=event.proposed_by, answer=EventAnswer.YES, answered_at=now)
    plan(event_drafts.invitations(event, now))
    return event


@transaction.atomic
def cancel_event(*, event: Event, actor: Person, now: datetime) -> Event:
    """Everyone invited is told at once, but for those who had said no. Raises NotAllowed, WrongState."""
    event = _locked(event)
    _must_manage(event, actor)
    _move(event, EventState.CANCELLED, actor, "event.cancelled", sequence=event.sequence + 1, changed_at=now)
    plan(event_drafts.cancellations(event, now))
    return event


@transaction.atomic
def remove_event(*, event: Event, actor: Person) -> None:
    """Delete what nobody has been told of. Raises NotAllowed, ActionError for anything else."""
    event = _locked(event)
    _must_manage(event, actor)
    if event.is_told:
        raise ActionError(_("People have been invited: cancel the event instead, so that they are told."))
    _note(event, actor, "event.removed")
    event.delete()


@transaction.atomic
def note_attendance(*, event: Event, came: Collection[int], actor: Person, now: datetime) -> Event:
    """Who was there: `came` holds keys of invited people. On the day itself at the earliest; may be put right later.

    Raises NotAllowed, WrongState, ActionError before the day.
    """
    event = _locked(event)
    _must_manage(event, actor)
    if event.starts_at is None or day_of(event.starts_at) > day_of(now):
        raise ActionError(_("Who came can be noted from the day of the event on."))
    if event.state != EventState.HELD:
        _move(event, EventState.HELD, actor, "event.held")
    event.replies.filter(person__in=came).update(attended=True)
    event.replies.exclude(person__in=came).update(attended=False)
    known = set(event.replies.values_list("person", flat=True))
    EventReply.objects.bulk_create(
        EventReply(event=event, person_id=pk, answer="", answered_at=now, attended=True)
        for pk in sorted(set(came) - known)
    )
    _note(event, actor, "event.attendance_noted", count=len(set(came)))
    return event


@transaction.atomic
def give_notes(*, event: Event, texts: Mapping[str, str], actor: Person, now: datetime) -> Event:
    """`texts` by language, for everyone it was for; they are told the first time. Both empty: the notes are taken back.

    Raises NotAllowed, ActionError before the event.
    """
    event = _locked(event)
    _must_manage(event, actor)
    if event.state not in (EventState.INVITED, EventState.HELD) or event_drafts.begins(event) > now:
        raise ActionError(_("Notes are given once the event has begun."))
    event.notes_de, event.notes_en = texts.get("de", ""), texts.get("en", "")
    event.notes_at = (event.notes_at or now) if event.notes_de or event.notes_en else None
    event.save(update_fields=["notes_de", "notes_en", "notes_at"])
    _note(event, actor, "event.notes_given")
    if event.notes_at == now:
        plan(event_drafts.notes(event, now))
    return event


# ------------------------------------------------------------------ guests
@transaction.atomic
def answer_invitation(
    *, event: Event, person: Person, comes: bool, now: datetime, is_named: bool = False
) -> EventReply:
    """`person` comes, or does not. Without a free place they wait. Who no longer comes makes room for the next.

    Raises NotAllowed for whom it is not for, ActionError once it has begun or was cancelled.
    """
    event = _locked(event)
    if not can_reply(event, person, now):
        if not Event.objects.addressed_to(person).filter(pk=event.pk).exists():
            raise NotAllowed
        raise ActionError(_("It is too late to answer this invitation."))
    reply, _is_new = EventReply.objects.get_or_create(event=event, person=person, defaults={"answered_at": now})
    wanted = _answer(event, reply, comes)
    reply.is_named = comes and is_named
    if reply.answer != wanted:
        reply.answer, reply.answered_at, reply.changes = wanted, now, reply.changes + 1
        if wanted != EventAnswer.WAITING:
            plan([event_drafts.answered(event, reply, now)])
    reply.save()
    _fill_places(event, now)
    return reply


def _answer(event: Event, reply: EventReply, comes: bool) -> str:
    if not comes:
        return EventAnswer.NO
    if reply.answer in (EventAnswer.YES, EventAnswer.WAITING):
        return reply.answer
    return EventAnswer.YES if _places_left(event) else EventAnswer.WAITING


def _places_left(event: Event) -> int:
    """Without a limit as many as wait, at least one."""
    waiting = event.replies.filter(answer=EventAnswer.WAITING).count()
    if event.capacity is None:
        return waiting or 1
    return max(0, event.capacity - event.replies.filter(answer=EventAnswer.YES, person__is_active=True).count())


def _fill_places(event: Event, now: datetime) -> None:
    """Whoever has waited longest comes, as far as there are places."""
    waiting = event.replies.filter(answer=EventAnswer.WAITING, person__is_active=True).select_related("person")
    for reply in waiting.order_by("answered_at", "pk")[: _places_left(event)]:
        reply.answer, reply.changes = EventAnswer.YES, reply.changes + 1
        reply.save(update_fields=["answer", "changes"])
        plan([event_drafts.place_free(event, reply, now)])


# ------------------------------------------------------------------ mentors
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
    _note(event, person, "event.proposed")
    plan(event_drafts.proposed(event, now))
    return event


@transaction.atomic
def take_back_proposal(*, event: Event, person: Person) -> None:
    """Nothing of it is kept. Raises NotAllowed for anyone else's, ActionError once it is decided."""
    event = _locked(event)
    if event.proposed_by_id != person.pk:
        raise NotAllowed
    if event.state != EventState.PROPOSED:
        raise ActionError(_("This is decided already."))
    event.delete()


@transaction.atomic
def decline_proposal(*, event: Event, actor: Person, now: datetime) -> Event:
    """The session is not taken up; its proposer is told. Raises NotAllowed, WrongState."""
    event = _locked(event)
    _must_manage(event, actor)
    _move(event, EventState.DECLINED, actor, "event.declined")
    plan(event_drafts.declined(event, now))
    return event


# ------------------------------------------------------------------ what follows from the programme
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
        _fill_places(event, now)
