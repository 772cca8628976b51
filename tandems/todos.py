"""What is due in one's tandems: an offer to answer, a meeting to log, the next date, or to agree on one."""

from collections import defaultdict
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notices.todos import Todo
from people.models import Person
from tandems.beginning_todos import beginning_todos
from tandems.closing_todos import closing_todos
from tandems.enums import TandemState
from tandems.mine import meetings_ahead, tandems_of
from tandems.models import Meeting, Tandem
from tandems.notices import when
from tandems.reminders import AHEAD
from tandems.room import Ask, next_meeting, week_begins


def todos(person: Person, now: datetime) -> list[Todo]:
    """Six queries at most, however many tandems."""
    return [*_offers(person, now), *_meetings(person, now), *beginning_todos(person, now), *closing_todos(person, now)]


def _offers(person: Person, now: datetime) -> list[Todo]:
    offered = [one for one in tandems_of(person=person) if one.state == TandemState.OFFERED and one.answer_until > now]
    waiting = [tandem for tandem in offered if not tandem.has_agreed]
    return [_offer(tandem, person) for tandem in sorted(waiting, key=lambda tandem: tandem.answer_until)]


def _offer(tandem: Tandem, person: Person) -> Todo:
    day = date_format(timezone.localtime(tandem.answer_until), "DATE_FORMAT")
    return Todo(
        title=_("A tandem with %(name)s?") % {"name": tandem.partner_of(person).full_name},
        path=reverse("offer", args=[tandem.pk]),
        action_label=_("See and answer"),
        note=_("You can answer until %(day)s.") % {"day": day},
        due_at=tandem.answer_until,
        is_urgent=True,
    )


def _meetings(person: Person, now: datetime) -> list[Todo]:
    by_tandem = defaultdict(list)
    for meeting in meetings_ahead(person=person):
        if meeting.tandem.state == TandemState.ACTIVE:
            by_tandem[meeting.tandem_id].append(meeting)
    found = [next_meeting(meetings, now) for meetings in by_tandem.values()]
    return [todo for one in found if one and (todo := _meeting(*one, person, now))]


def _meeting(meeting: Meeting, ask: Ask, person: Person, now: datetime) -> Todo | None:
    said = {"name": meeting.tandem.partner_of(person).full_name}
    if ask == Ask.LOG:
        return Todo(
            title=_("Did your meeting with %(name)s take place?") % said,
            path=reverse("meeting_hold", args=[meeting.pk]),
            action_label=_("Log the meeting"),
            note=when(meeting),
            due_at=meeting.starts_at,
        )
    if ask == Ask.MEET:
        return Todo(
            title=_("Meeting with %(name)s") % said,
            path=reverse("meeting", args=[meeting.pk]),
            action_label=_("To the meeting"),
            note=" · ".join(filter(None, (when(meeting), meeting.place))),
            due_at=meeting.starts_at,
            is_appointment=True,
        )
    return _agree(meeting, said, now)


def _agree(meeting: Meeting, said: dict[str, str], now: datetime) -> Todo | None:
    """Only when it is time: an open week far ahead is no task, nor is one for which times are proposed."""
    if meeting.times_until and meeting.times_until > now:  # type: ignore[attr-defined]
        return None
    if meeting.planned_week > timezone.localdate(now) + AHEAD:
        return None
    day = date_format(meeting.planned_week, "DATE_FORMAT")
    return Todo(
        title=_("Agree on a date with %(name)s") % said,
        path=reverse("meeting_date", args=[meeting.pk]),
        action_label=_("Set a date"),
        note=_("Planned for the week from %(day)s.") % {"day": day},
        due_at=week_begins(meeting),
    )
