"""What the outbox says about offers, tandems and meetings, and until when it is still true.

A subject gives away no more than that there is a meeting and with whom.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notices.kinds import Kind, Message, register
from notices.models import Notice
from tandems.enums import MeetingState, TandemState
from tandems.ical import CONTENT_TYPE, Method, calendar_file, file_name, title
from tandems.models import Meeting, Tandem

TANDEM_REASON = gettext_lazy("You get this because you take part in a tandem.")
OFFER_REASON = gettext_lazy("You get this because you signed up for a programme and have been asked about a tandem.")


# ------------------------------------------------------------------ what a notice is about
def tandem_of(notice: Notice) -> Tandem | None:
    return Tandem.objects.with_people().filter(pk=notice.context.get("tandem")).first()


def meeting_of(notice: Notice) -> Meeting | None:
    """The meeting, None if it is gone or has changed since the notice was written."""
    key, sequence = notice.context.get("meeting"), notice.context.get("sequence")
    return Meeting.objects.with_people().filter(pk=key, sequence=sequence).first()


@dataclass(frozen=True)
class TandemIs:
    """Wanted as long as the tandem is in this state."""

    state: TandemState

    def __call__(self, notice: Notice, now: datetime) -> bool:
        tandem = tandem_of(notice)
        return tandem is not None and tandem.state == self.state


@dataclass(frozen=True)
class MeetingIs:
    """Wanted as long as the meeting is in this state and has not been changed again."""

    state: MeetingState

    def __call__(self, notice: Notice, now: datetime) -> bool:
        meeting = meeting_of(notice)
        return meeting is not None and meeting.state == self.state


def is_unanswered(notice: Notice, now: datetime) -> bool:
    tandem = tandem_of(notice)
    if tandem is None or tandem.state != TandemState.OFFERED or now > tandem.answer_until:
        return False
    return not tandem.consents.filter(person=notice.recipient_id).exists()


def is_ahead(notice: Notice, now: datetime) -> bool:
    meeting = meeting_of(notice)
    return (
        meeting is not None
        and meeting.state == MeetingState.DATED
        and meeting.starts_at is not None
        and meeting.starts_at > now
    )


def has_no_date(notice: Notice, now: datetime) -> bool:
    meeting = meeting_of(notice)
    if meeting is None or meeting.state != MeetingState.OPEN or meeting.tandem.state != TandemState.ACTIVE:
        return False
    return not meeting.tandem.meetings.dated_ahead(now).exists()


# ------------------------------------------------------------------ words
def when(meeting: Meeting) -> str:
    """ "Wednesday, 4 March 2026, 10:00 to 11:00" in the active language and time zone."""
    if meeting.starts_at is None or meeting.ends_at is None:
        return ""
    start = timezone.localtime(meeting.starts_at)
    end = timezone.localtime(meeting.ends_at)
    return _("%(weekday)s, %(date)s, %(start)s to %(end)s") % {
        "weekday": date_format(start, "l"),
        "date": date_format(start, "DATE_FORMAT"),
        "start": time_format(start, "TIME_FORMAT"),
        "end": time_format(end, "TIME_FORMAT"),
    }


def _when_and_where(meeting: Meeting) -> list[str]:
    zone = _("Time zone: %(zone)s.") % {"zone": timezone.get_current_timezone_name()}
    place = [_("Where: %(place)s") % {"place": meeting.place}] if meeting.place else []
    people = meeting.tandem.people
    return [when(meeting), *place, *([zone] if people[0].time_zone != people[1].time_zone else [])]


def _partner(notice: Notice, tandem: Tandem) -> dict[str, str]:
    return {"name": tandem.partner_of(notice.recipient).full_name, "program": tandem.program.name}


def _last_day(tandem: Tandem) -> str:
    return date_format(timezone.localtime(tandem.answer_until), "DATE_FORMAT")


def about_tandem(write: Callable[[Notice, Tandem], Message]) -> Callable[[Notice], Message]:
    def render(notice: Notice) -> Message:
        return write(notice, Tandem.objects.with_people().get(pk=notice.context["tandem"]))

    return render


def about_meeting(write: Callable[[Notice, Meeting], Message]) -> Callable[[Notice], Message]:
    def render(notice: Notice) -> Message:
        return write(notice, Meeting.objects.with_people().get(pk=notice.context["meeting"]))

    return render


# ------------------------------------------------------------------ offers and tandems
@about_tandem
def offer(notice: Notice, tandem: Tandem) -> Message:
    said = {**_partner(notice, tandem), "day": _last_day(tandem)}
    return Message(
        subject=_("A tandem for you"),
        paragraphs=[
            _("In the programme %(program)s we would like to bring you together with %(name)s.") % said,
            _("Have a look at why, and say yes or no. A no needs no reason, and who said it is not stored.") % said,
            _("You can answer until %(day)s.") % said,
        ],
        action_label=_("See and answer"),
        path=reverse("offer", args=[tandem.pk]),
    )


@about_tandem
def offer_reminder(notice: Notice, tandem: Tandem) -> Message:
    said = {**_partner(notice, tandem), "day": _last_day(tandem)}
    return Message(
        subject=_("Your tandem is waiting for an answer"),
        paragraphs=[
            _("You have been asked whether you want to be a tandem with %(name)s.") % said,
            _("You can answer until %(day)s. A no is fine, too, and needs no reason.") % said,
        ],
        action_label=_("See and answer"),
        path=reverse("offer", args=[tandem.pk]),
    )


@about_tandem
def tandem_started(notice: Notice, tandem: Tandem) -> Message:
    said = _partner(notice, tandem)
    planned = tandem.meetings.count()
    return Message(
        subject=_("Your tandem with %(name)s starts") % said,
        paragraphs=[
            _("You have both said yes: you and %(name)s are a tandem now.") % said,
            ngettext(
                "There is one meeting in your plan.",
                "There are %(count)s meetings in your plan.",
                planned,
            )
            % {"count": planned},
        ],
        action_label=_("To your tandem"),
        path=reverse("tandem", args=[tandem.pk]),
    )


@about_tandem
def not_started(notice: Notice, tandem: Tandem) -> Message:
    said = _partner(notice, tandem)
    return Message(
        subject=_("This tandem does not start"),
        paragraphs=[
            _("The tandem with %(name)s in the programme %(program)s does not come about.") % said,
            _("You stay signed up. The programme's team looks for another tandem for you."),
        ],
        action_label=_("To the programme"),
        path=reverse("program", args=[tandem.program.slug]),
    )


@about_tandem
def tandem_ended(notice: Notice, tandem: Tandem) -> Message:
    said = _partner(notice, tandem)
    return Message(
        subject=_("Your tandem with %(name)s has ended") % said,
        paragraphs=[
            _("Your tandem with %(name)s in the programme %(program)s has ended. Tandems may end at any time.") % said,
            _("Your journal stays yours: you can read it and write in it. The programme's team is there for you."),
        ],
        action_label=_("To your tandem"),
        path=reverse("tandem", args=[tandem.pk]),
    )


@about_tandem
def tandem_completed(notice: Notice, tandem: Tandem) -> Message:
    said = _partner(notice, tandem)
    return Message(
        subject=_("Your tandem with %(name)s is complete") % said,
        paragraphs=[
            _("Your time as a tandem in the programme %(program)s has come to its planned end.") % said,
            _("Thank you for what you both put into it. Your journal stays yours."),
        ],
        action_label=_("To your tandem"),
        path=reverse("tandem", args=[tandem.pk]),
    )


# ------------------------------------------------------------------ meetings
def _attached(notice: Notice, meeting: Meeting, method: Method) -> list[tuple[str, str, str]]:
    text = calendar_file(meeting, person=notice.recipient, method=method)
    return [(file_name(meeting), text, f"{CONTENT_TYPE}; method={method.value}")]


@about_meeting
def meeting_set(notice: Notice, meeting: Meeting) -> Message:
    said = _partner(notice, meeting.tandem)
    return Message(
        subject=title(meeting, notice.recipient),
        paragraphs=[_("%(name)s has set a date for your meeting:") % said, *_when_and_where(meeting)],
        action_label=_("To the meeting"),
        path=reverse("meeting", args=[meeting.pk]),
        attachments=_attached(notice, meeting, Method.REQUEST),
    )


@about_meeting
def meeting_moved(notice: Notice, meeting: Meeting) -> Message:
    return Message(
        subject=title(meeting, notice.recipient),
        paragraphs=[_("Your meeting has changed. It is now:"), *_when_and_where(meeting)],
        action_label=_("To the meeting"),
        path=reverse("meeting", args=[meeting.pk]),
        attachments=_attached(notice, meeting, Method.REQUEST),
    )


@about_meeting
def meeting_cancelled(notice: Notice, meeting: Meeting) -> Message:
    if meeting.starts_at is None:
        facts = [_("A meeting in your plan does not take place: the one for the week from %(day)s.") % _week(meeting)]
        attachments = []
    else:
        facts = [_("This meeting does not take place:"), *_when_and_where(meeting)]
        attachments = _attached(notice, meeting, Method.CANCEL)
    if meeting.tandem.state == TandemState.ACTIVE:
        facts.append(_("You can agree on another date whenever you like."))
    return Message(
        subject=title(meeting, notice.recipient),
        paragraphs=facts,
        action_label=_("To your tandem"),
        path=reverse("tandem", args=[meeting.tandem_id]),
        attachments=attachments,
    )


@about_meeting
def meeting_tomorrow(notice: Notice, meeting: Meeting) -> Message:
    return Message(
        subject=title(meeting, notice.recipient),
        paragraphs=[_("A reminder of your next meeting:"), *_when_and_where(meeting)],
        action_label=_("To the meeting"),
        path=reverse("meeting", args=[meeting.pk]),
    )


@about_meeting
def agree_on_date(notice: Notice, meeting: Meeting) -> Message:
    said = {**_partner(notice, meeting.tandem), **_week(meeting)}
    return Message(
        subject=_("Agree on a date with %(name)s") % said,
        paragraphs=[
            _("Your next meeting with %(name)s is planned for the week from %(day)s and has no date yet.") % said,
            _("One of you sets a date; the other hears of it at once."),
        ],
        action_label=_("Set a date"),
        path=reverse("meeting_date", args=[meeting.pk]),
    )


def _week(meeting: Meeting) -> dict[str, Any]:
    return {"day": date_format(meeting.planned_week, "DATE_FORMAT")}


KINDS = [
    Kind(
        "offer",
        gettext_lazy("You are asked about a tandem"),
        OFFER_REASON,
        is_unanswered,
        offer,
        False,
    ),
    Kind("offer_reminder", gettext_lazy("Reminder to answer"), OFFER_REASON, is_unanswered, offer_reminder),
    Kind(
        "tandem_started",
        gettext_lazy("Your tandem starts"),
        TANDEM_REASON,
        TandemIs(TandemState.ACTIVE),
        tandem_started,
        False,
        names_recipient=True,
    ),
    Kind(
        "not_started",
        gettext_lazy("A tandem does not start"),
        OFFER_REASON,
        lambda notice, now: tandem_of(notice) is not None,
        not_started,
        False,
    ),
    Kind(
        "tandem_ended",
        gettext_lazy("Your tandem has ended"),
        TANDEM_REASON,
        TandemIs(TandemState.PARTED),
        tandem_ended,
        False,
    ),
    Kind(
        "tandem_completed",
        gettext_lazy("Your tandem is complete"),
        TANDEM_REASON,
        TandemIs(TandemState.COMPLETED),
        tandem_completed,
        names_recipient=True,
    ),
    Kind(
        "meeting_set",
        gettext_lazy("A meeting was set"),
        TANDEM_REASON,
        MeetingIs(MeetingState.DATED),
        meeting_set,
        False,
    ),
    Kind(
        "meeting_moved",
        gettext_lazy("A meeting was moved"),
        TANDEM_REASON,
        MeetingIs(MeetingState.DATED),
        meeting_moved,
        False,
    ),
    Kind(
        "meeting_cancelled",
        gettext_lazy("A meeting was cancelled"),
        TANDEM_REASON,
        MeetingIs(MeetingState.CANCELLED),
        meeting_cancelled,
        False,
    ),
    Kind(
        "meeting_tomorrow",
        gettext_lazy("The day before a meeting"),
        TANDEM_REASON,
        is_ahead,
        meeting_tomorrow,
        names_recipient=True,
    ),
    Kind(
        "agree_on_date",
        gettext_lazy("Time to agree on a date"),
        TANDEM_REASON,
        has_no_date,
        agree_on_date,
        names_recipient=True,
    ),
]


def register_all() -> None:
    for kind in KINDS:
        register(kind)
