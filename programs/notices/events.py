"""Events: invited, moved, cancelled, near, notes; and what becomes of a session that a mentor proposes."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.kinds import Distance, Kind, Placeholder
from notices.models import Notice
from programs.enums import EventState
from programs.notices import event_facts as about
from programs.notices.event_facts import (
    ABOUT,
    ANSWER,
    EVENT,
    OF_EVENT,
    PLACES,
    TITLE,
    WHEN,
    Told,
    event_of,
    only,
    to_event,
)
from programs.notices.sign_ups import PROGRAM

INVITED_REASON = gettext_lazy("An event of your programme is for you.")
AT_ONCE = gettext_lazy("At once")
WITH_CALENDAR = gettext_lazy("At once, as a calendar invitation")
UNTIL_IT_BEGINS = gettext_lazy("The beginning of the event")
WHERE = gettext_lazy("Where: {place}")
CALL = gettext_lazy("Video call: {link}")
TIME_ZONE = gettext_lazy("Time zone: {zone}.")

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
        gettext_lazy(
            "Please say in Tandem whether you are coming: what you answer in your calendar stays there. You can change "
            "your answer until it begins."
        ),
    ),
    placeholders=(*EVENT, ABOUT, PLACES),
    find=event_of,
    is_wanted=about.is_not_declined,
    values=only(*OF_EVENT, "about", "places"),
    action_label=gettext_lazy("Say whether you are coming"),
    path=to_event,
    attachments=about.calendar,
    samples=about.samples,
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
    is_wanted=about.has_changed,
    values=only(*OF_EVENT, "answer"),
    action_label=gettext_lazy("To the event"),
    path=to_event,
    attachments=about.calendar_unless_declined,
    samples=about.samples,
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
    is_wanted=about.is_cancelled,
    values=only(*OF_EVENT),
    action_label=gettext_lazy("To the programme"),
    path=about.to_program,
    attachments=about.calendar,
    samples=about.samples,
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
    is_wanted=about.is_reminder_wanted,
    values=only(*OF_EVENT, "answer"),
    action_label=gettext_lazy("To the event"),
    path=to_event,
    samples=about.samples,
    names_recipient=True,
    distances=(Distance(gettext_lazy("Days before the event"), 2, 1, 14),),
)
SAID = Placeholder(
    "said",
    gettext_lazy("that the person comes, or does not"),
    gettext_lazy("You are coming. This is for your calendar:"),
)
EVENT_ANSWERED = Kind(
    code="event_answered",
    label=gettext_lazy("Your answer to an invitation, for your calendar"),
    reason=gettext_lazy("Your calendar follows what holds in Tandem."),
    occasion=gettext_lazy(
        "Someone says that they come, or no longer, or leaves the programme; or an event is no longer for them, for "
        "one because a line manager has no mentor in the team any more."
    ),
    recipients=gettext_lazy("Who answered, or was invited"),
    when=WITH_CALENDAR,
    until=gettext_lazy("The beginning of the event, or until they answer again"),
    subject=gettext_lazy("For your calendar: {event}"),
    body=("{said}", "{when}", WHERE, CALL, TIME_ZONE),
    placeholders=(*EVENT, SAID),
    find=event_of,
    is_wanted=about.is_that_answer,
    values=about.of_answer,
    action_label=gettext_lazy("To the programme"),
    path=about.to_program,
    attachments=about.calendar,
    samples=about.samples,
    never_held_back=True,
)
EVENT_PLACE = Kind(
    code="event_place",
    label=gettext_lazy("A place at an event has become free"),
    reason=gettext_lazy("You are on the waiting list of an event."),
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
    is_wanted=about.has_a_place,
    values=only(*OF_EVENT),
    action_label=gettext_lazy("To the event"),
    path=to_event,
    attachments=about.calendar,
    samples=about.samples,
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
    is_wanted=about.has_notes,
    values=only("event", "program"),
    action_label=gettext_lazy("Read the notes"),
    path=to_event,
    samples=about.samples,
    names_recipient=True,
)

# ------------------------------------------------------------------ sessions that mentors propose
WHO = Placeholder("who", gettext_lazy("name of the mentor who proposes it"), "Lena Novak")


def _proposer(notice: Notice, told: Told) -> dict[str, str]:
    by = told.event.proposed_by
    return {**only("event", "program", "when")(notice, told), "who": by.full_name if by else _("A mentor")}


def _is_proposed(notice: Notice, told: Told, now: datetime) -> bool:
    return told.event.state == EventState.PROPOSED


def _to_admin(notice: Notice, told: Told) -> str:
    return reverse("admin:programs_event_change", args=[told.event.pk])


EVENT_PROPOSED = Kind(
    code="event_proposed",
    label=gettext_lazy("A mentor proposes a peer session"),
    reason=gettext_lazy("You manage the programme."),
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
    samples=about.samples,
    for_staff=True,
    names_recipient=True,
)
EVENT_DECLINED = Kind(
    code="event_declined",
    label=gettext_lazy("A peer session you proposed is not taken up"),
    reason=gettext_lazy("You proposed a session."),
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
    values=only("event", "program"),
    action_label=gettext_lazy("To the programme"),
    path=about.to_program,
    samples=about.samples,
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
