"""Prompts to log a meeting and to write about it. They never quote anything."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from journals.models import Entry
from notices.enums import Group
from notices.kinds import Distance, Kind, register
from notices.models import Notice
from tandems.enums import MeetingState, TandemState
from tandems.models import Meeting
from tandems.notices import TANDEM_REASON, meeting_of
from tandems.notices.common import BOTH, DAY, PARTNER, PROGRAM, meeting_samples, of_meeting


def is_not_logged(notice: Notice, meeting: Meeting, now: datetime) -> bool:
    return meeting.state == MeetingState.DATED and meeting.tandem.state == TandemState.ACTIVE


def is_not_written(notice: Notice, meeting: Meeting, now: datetime) -> bool:
    if meeting.state != MeetingState.HELD:
        return False
    return not Entry.objects.filter(meeting=meeting, author=notice.recipient_id).exists()


def _to_log(notice: Notice, meeting: Meeting) -> str:
    return reverse("meeting_hold", args=[meeting.pk])


def _to_entry(notice: Notice, meeting: Meeting) -> str:
    return f"{reverse('entry_new', args=[meeting.tandem_id])}?meeting={meeting.pk}"


WAS_IT_HELD = Kind(
    code="was_it_held",
    label=gettext_lazy("A meeting to log"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("The time of a meeting has passed, and nobody has logged it."),
    recipients=BOTH,
    when=gettext_lazy("At eight in the morning, some days later"),
    until=gettext_lazy("One week, or until it is logged"),
    subject=gettext_lazy("Did your meeting with {partner} take place?"),
    body=(
        gettext_lazy("You had planned a meeting with {partner} for {day}."),
        gettext_lazy("One of you logs it: held, moved or cancelled. It takes half a minute."),
    ),
    placeholders=(PARTNER, PROGRAM, DAY),
    find=meeting_of,
    is_wanted=is_not_logged,
    values=of_meeting,
    action_label=gettext_lazy("Log the meeting"),
    path=_to_log,
    samples=meeting_samples,
    distances=(Distance(gettext_lazy("Days after the meeting"), 1, 1, 14),),
)

WRITE_JOURNAL = Kind(
    code="write_journal",
    label=gettext_lazy("Time to write in the journal"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("A meeting was held."),
    recipients=gettext_lazy("Whoever of the two has not written about it"),
    when=gettext_lazy("At eight in the morning, some days later, and once again some days after that"),
    until=gettext_lazy("One week, or until they have written"),
    subject=gettext_lazy("What stays with you from your meeting?"),
    body=(
        gettext_lazy("You met {partner} on {day}. Three short questions help you to keep what mattered."),
        gettext_lazy("Only you read what you write, unless you open it to the two of you."),
    ),
    placeholders=(PARTNER, PROGRAM, DAY),
    find=meeting_of,
    is_wanted=is_not_written,
    values=of_meeting,
    action_label=gettext_lazy("Write in my journal"),
    path=_to_entry,
    samples=meeting_samples,
    distances=(
        Distance(gettext_lazy("Days after the meeting"), 1, 1, 14),
        Distance(gettext_lazy("Days until they are asked once again"), 3, 1, 14),
    ),
    is_private=True,
)


def register_all() -> None:
    register(WAS_IT_HELD, WRITE_JOURNAL, group=Group.REFLECTION)
