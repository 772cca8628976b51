"""Events: invited, moved, cancelled, near, notes; and what becomes of a session that a mentor proposes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notices.kinds import Distance, Finder, Kind, Placeholder, Sample
from notices.models import Notice
from people.calendars import Method, attached
from people.formatting import to_plain
from people.moments import when_between
from programs.enums import EventAnswer, EventState
from programs.event_calendar import entry, file_name
from programs.event_people import invitees
from programs.models import Event, EventReply
from programs.notices.sign_ups import PROGRAM

SAMPLES = 30
INVITED_REASON = gettext_lazy("You get this because an event of your programme is for you.")
AT_ONCE = gettext_lazy("At once")
WITH_CALENDAR = gettext_lazy("At once, as a calendar invitation")
UNTIL_IT_BEGINS = gettext_lazy("The beginning of the event")
WHERE = gettext_lazy("Where: {place}")
CALL = gettext_lazy("Video call: {link}")
TIME_ZONE = gettext_lazy("Time zone: {zone}.")

TITLE = Placeholder("event", gettext_lazy("title of the event"), gettext_lazy("Kick-off"))
WHEN = Placeholder(
    "when", gettext_lazy("day and time of the event"), gettext_lazy("Wednesday, 4 March 2026, 10:00 to 11:00")
)
PLACE = Placeholder("place", gettext_lazy("where the event is, if that is known"), gettext_lazy("Room 3"))
LINK = Placeholder(
    "link", gettext_lazy("address of the video call, if there is one"), "https://meet.example.org/tandem"
)
ZONE = Placeholder("zone", gettext_lazy("time zone, if it is not that of the place"), "Europe/Berlin")
ABOUT = Placeholder(
    "about", gettext_lazy("what HR wrote about the event"), gettext_lazy("We meet, hear the goals, and have a coffee.")
)
PLACES = Placeholder(
    "places", gettext_lazy("how many places there are, if they are limited"), gettext_lazy("There are 20 places.")
)
ANSWER = Placeholder(
    "answer", gettext_lazy("what the person has answered"), gettext_lazy("You have said that you come.")
)
EVENT = (TITLE, PROGRAM, WHEN, PLACE, LINK, ZONE)


@dataclass(frozen=True)
class Told:
    """An event, what the recipient answered, and whether it is for them now."""

    event: Event
    reply: EventReply | None
    is_invited: bool


def _told(notices: Sequence[Notice]) -> dict[UUID, Told]:
    """Two queries, and one more for each event."""
    keys = {notice.pk: notice.context.get("event") for notice in notices}
    events = Event.objects.select_related("program").in_bulk(set(filter(None, keys.values())))
    found = {str(pk): event for pk, event in events.items()}
    people = {notice.recipient_id for notice in notices}
    replies = {
        (str(reply.event_id), reply.person_id): reply
        for reply in EventReply.objects.filter(event__in=events, person__in=people)
    }
    invited = {
        key: set(invitees(event).filter(pk__in=people).values_list("pk", flat=True)) for key, event in found.items()
    }
    return {
        notice.pk: Told(found[key], replies.get((key, notice.recipient_id)), notice.recipient_id in invited[key])
        for notice in notices
        if (key := str(keys[notice.pk])) in found
    }


event_of = Finder(_told)


# ------------------------------------------------------------------ wanted
def is_ahead(notice: Notice, told: Told, now: datetime) -> bool:
    """Invitations are out, it has not begun, and it is for the recipient."""
    event = told.event
    return (
        told.is_invited and event.state == EventState.INVITED and event.starts_at is not None and event.starts_at > now
    )


def _is_as_said(notice: Notice, told: Told) -> bool:
    return told.event.sequence == notice.context.get("sequence", told.event.sequence)


def _is_not_declined(notice: Notice, told: Told, now: datetime) -> bool:
    return is_ahead(notice, told, now) and (told.reply is None or told.reply.answer != EventAnswer.NO)


def _has_changed(notice: Notice, told: Told, now: datetime) -> bool:
    return is_ahead(notice, told, now) and _is_as_said(notice, told)


def _is_reminder_wanted(notice: Notice, told: Told, now: datetime) -> bool:
    declined = told.reply is not None and told.reply.answer not in (EventAnswer.YES, "")
    return is_ahead(notice, told, now) and _is_as_said(notice, told) and not declined


def _is_cancelled(notice: Notice, told: Told, now: datetime) -> bool:
    return told.event.state == EventState.CANCELLED


def _is_that_answer(notice: Notice, told: Told, now: datetime) -> bool:
    """Not changed again. Who has left gets it too: their calendar still has the entry."""
    is_last = told.reply is not None and told.reply.changes == notice.context.get("changes", told.reply.changes)
    return is_last and told.event.state == EventState.INVITED


def _has_a_place(notice: Notice, told: Told, now: datetime) -> bool:
    return is_ahead(notice, told, now) and told.reply is not None and told.reply.answer == EventAnswer.YES


def _has_notes(notice: Notice, told: Told, now: datetime) -> bool:
    return told.is_invited and told.event.notes_at is not None


# ------------------------------------------------------------------ values
def of_event(notice: Notice, told: Told) -> dict[str, str]:
    """A value for each of EVENT, ABOUT, PLACES and ANSWER."""
    event = told.event
    zone = timezone.get_current_timezone_name()
    return {
        "event": event.title,
        "program": event.program.name,
        "when": when_between(event.starts_at, event.minutes) if event.starts_at else "",
        "place": event.place,
        "link": event.link,
        "zone": zone if zone != event.time_zone else "",
        "about": to_plain(event.text),
        "places": ngettext("There is %(n)s place.", "There are %(n)s places.", event.capacity) % {"n": event.capacity}
        if event.capacity
        else "",
        "answer": _answer(told.reply),
    }


def _answer(reply: EventReply | None) -> str:
    said = {
        EventAnswer.YES: _("You have said that you come."),
        EventAnswer.NO: _("You have said that you do not come. You can change that."),
        EventAnswer.WAITING: _("You are on the waiting list."),
    }
    return said[EventAnswer(reply.answer)] if reply and reply.answer else _("You have not said yet whether you come.")


def _only(*names: str) -> Callable[[Notice, Told], dict[str, str]]:
    return lambda notice, told: {name: value for name, value in of_event(notice, told).items() if name in names}


OF_EVENT = tuple(placeholder.name for placeholder in EVENT)


def _of_answer(notice: Notice, told: Told) -> dict[str, str]:
    """A value for each of EVENT and SAID."""
    comes = told.reply is not None and told.reply.answer == EventAnswer.YES
    yes, no = _("You come. This is for your calendar:"), _("You do not come. Your calendar is told by this mail:")
    return {**_only(*OF_EVENT)(notice, told), "said": yes if comes else no}


def to_event(notice: Notice, told: Told) -> str:
    return reverse("event", args=[told.event.pk])


def _to_program(notice: Notice, told: Told) -> str:
    return reverse("program", args=[told.event.program.slug])


def _calendar(notice: Notice, told: Told) -> list[tuple[str, str, str]]:
    """What the recipient's calendar is to do: enter it, or take it out."""
    if told.event.starts_at is None:
        return []
    made = entry(told.event, notice.recipient, told.reply)
    method = Method.CANCEL if made.is_off else Method.REQUEST
    return [attached(file_name(told.event), made, person=notice.recipient, method=method)]


def _calendar_unless_declined(notice: Notice, told: Told) -> list[tuple[str, str, str]]:
    return [] if told.reply and told.reply.answer == EventAnswer.NO else _calendar(notice, told)


def _samples(program_id: int) -> Iterable[Sample]:
    """The events of the programme that have a date, as their first guest is told of them."""
    found = []
    for event in Event.objects.filter(program=program_id, starts_at__isnull=False).order_by("-starts_at")[:SAMPLES]:
        if guest := invitees(event).order_by("pk").first():
            found.append(Sample(key=str(event.pk), label=str(event), notice=_about(event, guest)))
    return found


def _about(event: Event, guest: Any) -> Notice:
    now = datetime.now(UTC)
    return Notice(
        recipient=guest,
        context={"event": str(event.pk)},
        program_id=event.program_id,
        due_at=now,
        expires_at=now,
        next_attempt_at=now,
    )


EVENT_INVITED = Kind(
    code="event_invited",
    label=gettext_lazy("An invitation to an event"),
    reason=INVITED_REASON,
    occasion=gettext_lazy("HR sends the invitations to an event, or someone joins whom it is for."),
    recipients=gettext_lazy("Everyone it is for: mentees, mentors, line managers of mentors"),
    when=WITH_CALENDAR,
    until=UNTIL_IT_BEGINS,
    subject=gettext_lazy("An invitation: {event}"),
    body=(
        gettext_lazy("You are invited to “{event}” of the programme {program}."),
        "{when}",
        WHERE,
        CALL,
        TIME_ZONE,
        "{about}",
        "{places}",
        gettext_lazy("Please say whether you come. You can change your answer until it begins."),
    ),
    placeholders=(*EVENT, ABOUT, PLACES),
    find=event_of,
    is_wanted=_is_not_declined,
    values=_only(*OF_EVENT, "about", "places"),
    action_label=gettext_lazy("Say whether you come"),
    path=to_event,
    attachments=_calendar,
    samples=_samples,
    names_recipient=True,
    never_held_back=True,
)
EVENT_CHANGED = Kind(
    code="event_changed",
    label=gettext_lazy("An event was moved or changed"),
    reason=INVITED_REASON,
    occasion=gettext_lazy("HR changes the time, length or place of an event to which people are invited."),
    recipients=gettext_lazy("Everyone it is for, those who have said no as well: it may suit them now"),
    when=WITH_CALENDAR,
    until=gettext_lazy("The beginning of the event, or until it changes again"),
    subject=gettext_lazy("Changed: {event}"),
    body=(
        gettext_lazy("“{event}” of the programme {program} has changed. It is now:"),
        "{when}",
        WHERE,
        CALL,
        TIME_ZONE,
        "{answer}",
    ),
    placeholders=(*EVENT, ANSWER),
    find=event_of,
    is_wanted=_has_changed,
    values=_only(*OF_EVENT, "answer"),
    action_label=gettext_lazy("To the event"),
    path=to_event,
    attachments=_calendar_unless_declined,
    samples=_samples,
    names_recipient=True,
    can_be_muted=False,
    never_held_back=True,
)
EVENT_CANCELLED = Kind(
    code="event_cancelled",
    label=gettext_lazy("An event was cancelled"),
    reason=INVITED_REASON,
    occasion=gettext_lazy("HR cancels an event to which people are invited."),
    recipients=gettext_lazy("Everyone who was invited and has not said no"),
    when=WITH_CALENDAR,
    until=gettext_lazy("The time at which it would have begun, at least a day"),
    subject=gettext_lazy("Cancelled: {event}"),
    body=(gettext_lazy("“{event}” of the programme {program} does not take place:"), "{when}", WHERE, TIME_ZONE),
    placeholders=EVENT,
    find=event_of,
    is_wanted=_is_cancelled,
    values=_only(*OF_EVENT),
    action_label=gettext_lazy("To the programme"),
    path=_to_program,
    attachments=_calendar,
    samples=_samples,
    names_recipient=True,
    can_be_muted=False,
    never_held_back=True,
)
EVENT_REMINDER = Kind(
    code="event_reminder",
    label=gettext_lazy("An event is near"),
    reason=INVITED_REASON,
    occasion=gettext_lazy("An event is near."),
    recipients=gettext_lazy("Those who come, and those who have not answered"),
    when=gettext_lazy("Some days before, at the earliest half a day after the last change"),
    until=UNTIL_IT_BEGINS,
    subject=gettext_lazy("Soon: {event}"),
    body=(
        gettext_lazy("A reminder of “{event}” of the programme {program}:"),
        "{when}",
        WHERE,
        CALL,
        TIME_ZONE,
        "{answer}",
    ),
    placeholders=(*EVENT, ANSWER),
    find=event_of,
    is_wanted=_is_reminder_wanted,
    values=_only(*OF_EVENT, "answer"),
    action_label=gettext_lazy("To the event"),
    path=to_event,
    samples=_samples,
    names_recipient=True,
    distances=(Distance(gettext_lazy("Days before the event"), 2, 1, 14),),
)
SAID = Placeholder(
    "said",
    gettext_lazy("that the person comes, or does not"),
    gettext_lazy("You come. This is for your calendar:"),
)
EVENT_ANSWERED = Kind(
    code="event_answered",
    label=gettext_lazy("Your answer to an invitation, for your calendar"),
    reason=gettext_lazy("You get this so that your calendar follows what you said in Tandem."),
    occasion=gettext_lazy("Someone says that they come, or no longer, or leaves the programme."),
    recipients=gettext_lazy("Who answered"),
    when=WITH_CALENDAR,
    until=gettext_lazy("The beginning of the event, or until they answer again"),
    subject=gettext_lazy("Your answer: {event}"),
    body=("{said}", "{when}", WHERE, CALL, TIME_ZONE),
    placeholders=(*EVENT, SAID),
    find=event_of,
    is_wanted=_is_that_answer,
    values=_of_answer,
    action_label=gettext_lazy("To the programme"),
    path=_to_program,
    attachments=_calendar,
    samples=_samples,
    never_held_back=True,
)
EVENT_PLACE = Kind(
    code="event_place",
    label=gettext_lazy("A place at an event has become free"),
    reason=gettext_lazy("You get this because you are on the waiting list of an event."),
    occasion=gettext_lazy("A place becomes free, or HR adds places."),
    recipients=gettext_lazy("Whoever has waited longest"),
    when=WITH_CALENDAR,
    until=UNTIL_IT_BEGINS,
    subject=gettext_lazy("There is a place for you: {event}"),
    body=(
        gettext_lazy("A place at “{event}” of the programme {program} has become free, and it is yours:"),
        "{when}",
        WHERE,
        CALL,
        TIME_ZONE,
        gettext_lazy("If it does not suit you any more, please say so, and the next on the list has it."),
    ),
    placeholders=EVENT,
    find=event_of,
    is_wanted=_has_a_place,
    values=_only(*OF_EVENT),
    action_label=gettext_lazy("To the event"),
    path=to_event,
    attachments=_calendar,
    samples=_samples,
    names_recipient=True,
    can_be_muted=False,
    never_held_back=True,
)
EVENT_NOTES = Kind(
    code="event_notes",
    label=gettext_lazy("Notes of an event"),
    reason=INVITED_REASON,
    occasion=gettext_lazy("HR gives the notes of an event to everyone."),
    recipients=gettext_lazy("Everyone it was for, also those who could not come"),
    when=AT_ONCE,
    until=gettext_lazy("One week"),
    subject=gettext_lazy("Notes: {event}"),
    body=(gettext_lazy("The notes of “{event}” of the programme {program} are there, for everyone it was for."),),
    placeholders=(TITLE, PROGRAM),
    find=event_of,
    is_wanted=_has_notes,
    values=_only("event", "program"),
    action_label=gettext_lazy("Read the notes"),
    path=to_event,
    samples=_samples,
    names_recipient=True,
)

# ------------------------------------------------------------------ sessions that mentors propose
WHO = Placeholder("who", gettext_lazy("name of the mentor who proposes it"), "Lena Novak")


def _proposer(notice: Notice, told: Told) -> dict[str, str]:
    by = told.event.proposed_by
    return {**_only("event", "program", "when")(notice, told), "who": by.full_name if by else _("A mentor")}


def _is_proposed(notice: Notice, told: Told, now: datetime) -> bool:
    return told.event.state == EventState.PROPOSED


def _to_admin(notice: Notice, told: Told) -> str:
    return reverse("admin:programs_event_change", args=[told.event.pk])


EVENT_PROPOSED = Kind(
    code="event_proposed",
    label=gettext_lazy("A mentor proposes a peer session"),
    reason=gettext_lazy("You get this because you manage the programme."),
    occasion=gettext_lazy("A mentor proposes a session for all mentors."),
    recipients=gettext_lazy("The programme's managers"),
    when=AT_ONCE,
    until=gettext_lazy("One week, as long as it is not decided"),
    subject=gettext_lazy("A peer session is proposed: {event}"),
    body=(
        gettext_lazy("{who} proposes a session for the mentors of {program}: “{event}”."),
        "{when}",
        gettext_lazy("The invitations go out once you send them. You can change it before, or not take it up."),
    ),
    placeholders=(TITLE, PROGRAM, WHEN, WHO),
    find=event_of,
    is_wanted=_is_proposed,
    values=_proposer,
    action_label=gettext_lazy("Look at it"),
    path=_to_admin,
    samples=_samples,
    for_staff=True,
    names_recipient=True,
)
EVENT_DECLINED = Kind(
    code="event_declined",
    label=gettext_lazy("A peer session you proposed is not taken up"),
    reason=gettext_lazy("You get this because you proposed a session."),
    occasion=gettext_lazy("HR does not take up a session that a mentor proposed."),
    recipients=gettext_lazy("The mentor who proposed it"),
    when=AT_ONCE,
    until=gettext_lazy("One week"),
    subject=gettext_lazy("Your proposal: {event}"),
    body=(
        gettext_lazy(
            "Your session “{event}” in {program} is not taken up this time. The programme's managers will be glad to "
            "tell you why, and you can propose another one."
        ),
    ),
    placeholders=(TITLE, PROGRAM),
    find=event_of,
    is_wanted=lambda notice, told, now: told.event.state == EventState.DECLINED,
    values=_only("event", "program"),
    action_label=gettext_lazy("To the programme"),
    path=_to_program,
    samples=_samples,
    names_recipient=True,
)

KINDS = (
    EVENT_INVITED,
    EVENT_CHANGED,
    EVENT_CANCELLED,
    EVENT_REMINDER,
    EVENT_ANSWERED,
    EVENT_PLACE,
    EVENT_NOTES,
    EVENT_DECLINED,
)
