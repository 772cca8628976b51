"""The meeting's turn at the one card on top of the room: what passed unlogged presses most, what is far off least."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from people.models import Person
from tandems import rules
from tandems.arranging import has_times
from tandems.models import Meeting, Tandem
from tandems.reminders import AHEAD
from tandems.room import Ask, next_meeting, week_begins
from tandems.sections import Context, Section

SOON = timedelta(days=2)


def _is_soon(meeting: Meeting, ask: Ask, now: datetime) -> bool:
    return ask == Ask.MEET and meeting.starts_at is not None and meeting.starts_at <= now + SOON


def _is_due(meeting: Meeting, ask: Ask, now: datetime) -> bool:
    return ask == Ask.DATE and meeting.planned_week <= timezone.localdate(now) + AHEAD


def _due_at(meeting: Meeting, ask: Ask, now: datetime) -> datetime | None:
    if ask == Ask.DATE:
        return week_begins(meeting) if _is_due(meeting, ask, now) else None
    return meeting.starts_at


def _card(is_the_time: Callable[[Meeting, Ask, datetime], bool]) -> Context:
    def context(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
        following = next_meeting(tandem.meetings.all(), now)
        if following is None or not is_the_time(*following, now):
            return None
        meeting, ask = following
        meeting.tandem = tandem
        if not rules.can_hold(meeting, person) or (ask == Ask.DATE and has_times(tandem, meeting, now)):
            return None
        due_at = _due_at(meeting, ask, now)
        return {"meeting": meeting, "ask": ask.value, "due_at": due_at, "is_appointment": ask == Ask.MEET}

    return context


TEMPLATE = "tandems/_next.html"
SECTIONS = [
    Section(10, "next", TEMPLATE, _card(lambda meeting, ask, now: ask == Ask.LOG)),
    Section(20, "next", TEMPLATE, _card(_is_soon)),
    Section(40, "next", TEMPLATE, _card(_is_due)),
    # what is not pressing gives way to what others ask for
    Section(80, "next", TEMPLATE, _card(lambda meeting, ask, now: True)),
]
