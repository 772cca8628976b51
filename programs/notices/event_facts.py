"""What a notice about an event finds, when it is still wanted, and what stands in it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notices.kinds import Finder, Placeholder, Sample
from notices.models import Notice
from notices.samples import sample
from people.texts.formatting import to_plain
from people.times.calendars import Method, attached
from people.times.moments import when_between
from programs.enums import EventAnswer, EventState
from programs.event_calendar import entry, file_name
from programs.event_people import invitees
from programs.models import Event, EventReply
from programs.notices.sign_ups import PROGRAM

SAMPLES = 30

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


def is_not_declined(notice: Notice, told: Told, now: datetime) -> bool:
    return is_ahead(notice, told, now) and (told.reply is None or told.reply.answer != EventAnswer.NO)


def has_changed(notice: Notice, told: Told, now: datetime) -> bool:
    return is_ahead(notice, told, now) and _is_as_said(notice, told)


def is_reminder_wanted(notice: Notice, told: Told, now: datetime) -> bool:
    declined = told.reply is not None and told.reply.answer not in (EventAnswer.YES, "")
    return is_ahead(notice, told, now) and _is_as_said(notice, told) and not declined


def is_cancelled(notice: Notice, told: Told, now: datetime) -> bool:
    return told.event.state == EventState.CANCELLED


def is_that_answer(notice: Notice, told: Told, now: datetime) -> bool:
    """Not changed again. Who has left gets it too: their calendar still has the entry."""
    is_last = told.reply is not None and told.reply.changes == notice.context.get("changes", told.reply.changes)
    return is_last and told.event.state == EventState.INVITED


def has_a_place(notice: Notice, told: Told, now: datetime) -> bool:
    return is_ahead(notice, told, now) and told.reply is not None and told.reply.answer == EventAnswer.YES


def has_notes(notice: Notice, told: Told, now: datetime) -> bool:
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


def only(*names: str) -> Callable[[Notice, Told], dict[str, str]]:
    return lambda notice, told: {name: value for name, value in of_event(notice, told).items() if name in names}


OF_EVENT = tuple(placeholder.name for placeholder in EVENT)


def of_answer(notice: Notice, told: Told) -> dict[str, str]:
    """A value for each of EVENT and SAID."""
    comes = told.reply is not None and told.reply.answer == EventAnswer.YES
    yes = _("You are coming. This is for your calendar:")
    no = _("You are not coming. This mail takes it out of your calendar:")
    if told.reply is not None and told.reply.is_out:
        no = _("This event is no longer for you. This mail takes it out of your calendar:")
    return {**only(*OF_EVENT)(notice, told), "said": yes if comes else no}


def to_event(notice: Notice, told: Told) -> str:
    return reverse("event", args=[told.event.pk])


def to_program(notice: Notice, told: Told) -> str:
    return reverse("program", args=[told.event.program.slug])


def calendar(notice: Notice, told: Told) -> list[tuple[str, str, str]]:
    """What the recipient's calendar is to do: enter it, or take it out."""
    if told.event.starts_at is None:
        return []
    made = entry(told.event, notice.recipient, told.reply)
    method = Method.CANCEL if made.is_off else Method.REQUEST
    return [attached(file_name(told.event), made, person=notice.recipient, method=method)]


def calendar_unless_declined(notice: Notice, told: Told) -> list[tuple[str, str, str]]:
    return [] if told.reply and told.reply.answer == EventAnswer.NO else calendar(notice, told)


def samples(program_id: int) -> Iterable[Sample]:
    """The events of the programme that have a date, as their first guest is told of them."""
    found = []
    for event in Event.objects.filter(program=program_id, starts_at__isnull=False).order_by("-starts_at")[:SAMPLES]:
        if guest := invitees(event).order_by("pk").first():
            found.append(sample(event.pk, event, recipient=guest, program_id=program_id, event=str(event.pk)))
    return found
