"""Prompts to log a meeting and to write about it. They never quote anything."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journals.models import Entry
from notices.kinds import Kind, Message, register
from notices.models import Notice
from tandems.enums import MeetingState, TandemState
from tandems.models import Meeting
from tandems.notices import TANDEM_REASON, about_meeting, meeting_of


def is_not_logged(notice: Notice, now: datetime) -> bool:
    meeting = meeting_of(notice)
    if meeting is None:
        return False
    return meeting.state == MeetingState.DATED and meeting.tandem.state == TandemState.ACTIVE


def is_not_written(notice: Notice, now: datetime) -> bool:
    meeting = meeting_of(notice)
    if meeting is None or meeting.state != MeetingState.HELD:
        return False
    return not Entry.objects.filter(meeting=meeting, author=notice.recipient_id).exists()


def _facts(notice: Notice, meeting: Meeting) -> dict[str, str]:
    day = date_format(timezone.localtime(meeting.starts_at), "DATE_FORMAT") if meeting.starts_at else ""
    return {"name": meeting.tandem.partner_of(notice.recipient).full_name, "day": day}


@about_meeting
def was_it_held(notice: Notice, meeting: Meeting) -> Message:
    facts = _facts(notice, meeting)
    return Message(
        subject=_("Did your meeting with %(name)s take place?") % facts,
        paragraphs=[
            _("You had planned a meeting with %(name)s for %(day)s.") % facts,
            _("One of you logs it: held, moved or cancelled. It takes half a minute."),
        ],
        action_label=_("Log the meeting"),
        path=reverse("meeting_hold", args=[meeting.pk]),
    )


@about_meeting
def write_journal(notice: Notice, meeting: Meeting) -> Message:
    facts = _facts(notice, meeting)
    return Message(
        subject=_("What stays with you from your meeting?"),
        paragraphs=[
            _("You met %(name)s on %(day)s. Three short questions help you to keep what mattered.") % facts,
            _("Only you read what you write, unless you open it to the two of you."),
        ],
        action_label=_("Write in my journal"),
        path=f"{reverse('entry_new', args=[meeting.tandem_id])}?meeting={meeting.pk}",
    )


KINDS = [
    Kind("was_it_held", gettext_lazy("A meeting to log"), TANDEM_REASON, is_not_logged, was_it_held),
    Kind("write_journal", gettext_lazy("Time to write in the journal"), TANDEM_REASON, is_not_written, write_journal),
]


def register_all() -> None:
    for kind in KINDS:
        register(kind)
