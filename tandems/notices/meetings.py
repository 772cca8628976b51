"""Meetings: agree on a date, set, moved, cancelled, tomorrow."""

from collections.abc import Callable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.kinds import Distance, Kind, Placeholder
from notices.models import Notice
from tandems.enums import MeetingState, TandemState
from tandems.ical import CONTENT_TYPE, Method, calendar_file, file_name
from tandems.models import Meeting, ProposedSlot
from tandems.notices.common import (
    BOTH,
    DAY,
    PARTNER,
    PLACE,
    PROGRAM,
    TANDEM_REASON,
    THE_OTHER,
    WEEK,
    WHEN,
    ZONE,
    meeting_of,
    meeting_samples,
    of_meeting,
    to_meeting,
)
from tandems.notices.slots import who_acted

SUBJECT = gettext_lazy("Meeting with {partner}")
WHERE = gettext_lazy("Where: {place}")
TIME_ZONE = gettext_lazy("Time zone: {zone}.")
ANSWER_IN_TANDEM = gettext_lazy(
    "What you answer in your calendar stays there, and {partner} does not hear of it. To move or cancel the meeting, "
    "open it in Tandem."
)
AT_ONCE = gettext_lazy("At once, as a calendar invitation")
UNTIL_OVER = gettext_lazy("Until the meeting would be over, or it changes again")
MEETING = (PARTNER, PROGRAM, WHEN, DAY, PLACE, ZONE)
WHO = Placeholder("who", gettext_lazy("the other of the two, or whoever acted for one of them"), "Lena Novak")
ARRANGED_BY = Placeholder(
    "arranged_by",
    gettext_lazy("that someone arranged it for one of the two"),
    gettext_lazy("Arranged by Kim Adler for Ruth Berger."),
)
ANOTHER_DATE = Placeholder(
    "another_date",
    gettext_lazy("that they can agree on another date, while the tandem runs"),
    gettext_lazy("You can agree on another date whenever you like."),
)
LOST_WEEK = Placeholder(
    "week", gettext_lazy("Monday of the week planned for a meeting that had no date yet"), gettext_lazy("2 March 2026")
)


def is_in(state: MeetingState) -> Callable[[Notice, Meeting, datetime], bool]:
    """Wanted as long as the meeting is in this state and has not been changed again."""
    return lambda notice, meeting, now: meeting.state == state


def is_ahead(notice: Notice, meeting: Meeting, now: datetime) -> bool:
    return meeting.state == MeetingState.DATED and meeting.starts_at is not None and meeting.starts_at > now


def has_no_date(notice: Notice, meeting: Meeting, now: datetime) -> bool:
    """Neither a date nor times to choose from."""
    if meeting.state != MeetingState.OPEN or meeting.tandem.state != TandemState.ACTIVE:
        return False
    if ProposedSlot.objects.filter(proposal__meeting=meeting, starts_at__gt=now).exists():
        return False
    return not meeting.tandem.meetings.dated_ahead(now).exists()


def _attached(method: Method, *, has_agreed: bool = False) -> Callable[[Notice, Meeting], list[tuple[str, str, str]]]:
    def attachments(notice: Notice, meeting: Meeting) -> list[tuple[str, str, str]]:
        if meeting.starts_at is None:
            return []
        text = calendar_file(meeting, person=notice.recipient, method=method, has_agreed=has_agreed)
        return [(file_name(meeting), text, f"{CONTENT_TYPE}; method={method.value}")]

    return attachments


def _arranged(notice: Notice, meeting: Meeting) -> dict[str, str]:
    values = of_meeting(notice, meeting)
    return values | who_acted(notice, values["partner"])


def _cancelled(notice: Notice, meeting: Meeting) -> dict[str, str]:
    runs = meeting.tandem.state == TandemState.ACTIVE
    values = _arranged(notice, meeting) | {
        "another_date": _("You can agree on another date whenever you like.") if runs else ""
    }
    return values if meeting.starts_at is None else values | {"week": ""}


def _to_tandem(notice: Notice, meeting: Meeting) -> str:
    return reverse("tandem", args=[meeting.tandem_id])


def _to_date(notice: Notice, meeting: Meeting) -> str:
    return reverse("meeting_date", args=[meeting.pk])


MEETING_SET = Kind(
    code="meeting_set",
    label=gettext_lazy("A meeting was set"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("One of the two has set a date."),
    recipients=THE_OTHER,
    when=AT_ONCE,
    until=UNTIL_OVER,
    subject=SUBJECT,
    body=(gettext_lazy("{who} has set a date for your meeting:"), "{when}", WHERE, TIME_ZONE, ANSWER_IN_TANDEM),
    placeholders=(*MEETING, WHO),
    find=meeting_of,
    is_wanted=is_in(MeetingState.DATED),
    values=_arranged,
    action_label=gettext_lazy("To the meeting"),
    path=to_meeting,
    attachments=_attached(Method.REQUEST),
    samples=meeting_samples,
    can_be_muted=False,
    never_held_back=True,
)

MEETING_MOVED = Kind(
    code="meeting_moved",
    label=gettext_lazy("A meeting was moved"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("One of the two has moved a meeting, or changed its length or place."),
    recipients=THE_OTHER,
    when=AT_ONCE,
    until=UNTIL_OVER,
    subject=SUBJECT,
    body=(
        gettext_lazy("Your meeting has changed. It is now:"),
        "{when}",
        WHERE,
        TIME_ZONE,
        "{arranged_by}",
        ANSWER_IN_TANDEM,
    ),
    placeholders=(*MEETING, ARRANGED_BY),
    find=meeting_of,
    is_wanted=is_in(MeetingState.DATED),
    values=_arranged,
    action_label=gettext_lazy("To the meeting"),
    path=to_meeting,
    attachments=_attached(Method.REQUEST),
    samples=meeting_samples,
    can_be_muted=False,
    never_held_back=True,
)

MEETING_FOR_CALENDAR = Kind(
    code="meeting_for_calendar",
    label=gettext_lazy("Your own meeting, for your calendar"),
    reason=gettext_lazy("You get this so that your calendar follows what you set in Tandem."),
    occasion=gettext_lazy("One of the two has set or moved a date."),
    recipients=gettext_lazy("Who did it"),
    when=AT_ONCE,
    until=UNTIL_OVER,
    subject=SUBJECT,
    body=(gettext_lazy("This is for your calendar:"), "{when}", WHERE, TIME_ZONE),
    placeholders=MEETING,
    find=meeting_of,
    is_wanted=is_in(MeetingState.DATED),
    values=of_meeting,
    action_label=gettext_lazy("To the meeting"),
    path=to_meeting,
    attachments=_attached(Method.REQUEST, has_agreed=True),
    samples=meeting_samples,
    never_held_back=True,
)

MEETING_CANCELLED = Kind(
    code="meeting_cancelled",
    label=gettext_lazy("A meeting was cancelled"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("A meeting that was still to come does not take place."),
    recipients=BOTH,
    when=AT_ONCE,
    until=UNTIL_OVER,
    subject=SUBJECT,
    body=(
        gettext_lazy("A meeting in your plan does not take place: the one for the week from {week}."),
        gettext_lazy("This meeting does not take place:\n{when}"),
        WHERE,
        TIME_ZONE,
        "{arranged_by}",
        "{another_date}",
    ),
    placeholders=(*MEETING, LOST_WEEK, ARRANGED_BY, ANOTHER_DATE),
    find=meeting_of,
    is_wanted=is_in(MeetingState.CANCELLED),
    values=_cancelled,
    action_label=gettext_lazy("To your tandem"),
    path=_to_tandem,
    attachments=_attached(Method.CANCEL),
    samples=meeting_samples,
    can_be_muted=False,
    never_held_back=True,
)

MEETING_TOMORROW = Kind(
    code="meeting_tomorrow",
    label=gettext_lazy("The day before a meeting"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("A meeting is near."),
    recipients=BOTH,
    when=gettext_lazy("24 hours before, unless it was set within the last two hours before it"),
    until=gettext_lazy("The beginning of the meeting"),
    subject=SUBJECT,
    body=(gettext_lazy("A reminder of your next meeting:"), "{when}", WHERE, TIME_ZONE),
    placeholders=MEETING,
    find=meeting_of,
    is_wanted=is_ahead,
    values=of_meeting,
    action_label=gettext_lazy("To the meeting"),
    path=to_meeting,
    samples=meeting_samples,
    names_recipient=True,
    distances=(Distance(gettext_lazy("Days before the meeting"), 1, 1, 3),),
)

MEETING_PREPARE = Kind(
    code="meeting_prepare",
    label=gettext_lazy("Prepare a meeting"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("A meeting is near enough to think about it."),
    recipients=BOTH,
    when=gettext_lazy("Some days before, unless the reminder of the meeting follows within half a day"),
    until=gettext_lazy("The beginning of the meeting"),
    subject=SUBJECT,
    body=(
        gettext_lazy("You meet {partner}: {when}."),
        gettext_lazy(
            "Ten minutes are enough to prepare: what would you like to ask, to show or to try? The meeting's page "
            "helps you with that."
        ),
    ),
    placeholders=(PARTNER, PROGRAM, WHEN, DAY),
    find=meeting_of,
    is_wanted=is_ahead,
    values=of_meeting,
    action_label=gettext_lazy("To the meeting"),
    path=to_meeting,
    samples=meeting_samples,
    names_recipient=True,
    distances=(Distance(gettext_lazy("Days before the meeting"), 3, 2, 14),),
)

AGREE_ON_DATE = Kind(
    code="agree_on_date",
    label=gettext_lazy("Time to agree on a date"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("The next meeting of the plan has no date, and none is ahead."),
    recipients=BOTH,
    when=gettext_lazy("Some days before the planned week begins, and once again some days later"),
    until=gettext_lazy("Five days, or until there is a date"),
    subject=gettext_lazy("Agree on a date with {partner}"),
    body=(
        gettext_lazy("Your next meeting with {partner} is planned for the week from {week} and has no date yet."),
        gettext_lazy("One of you sets a date; the other hears of it at once."),
    ),
    placeholders=(PARTNER, PROGRAM, WEEK),
    find=meeting_of,
    is_wanted=has_no_date,
    values=of_meeting,
    action_label=gettext_lazy("Set a date"),
    path=_to_date,
    samples=meeting_samples,
    distances=(
        Distance(gettext_lazy("Days before the Monday of the planned week"), 14, 3, 30),
        Distance(gettext_lazy("Days until they are asked once again"), 7, 3, 30),
    ),
    names_recipient=True,
)

KINDS = (
    MEETING_SET,
    MEETING_MOVED,
    MEETING_FOR_CALENDAR,
    MEETING_CANCELLED,
    MEETING_PREPARE,
    MEETING_TOMORROW,
    AGREE_ON_DATE,
)
