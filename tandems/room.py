"""The room of a tandem as one of the two sees it: their way so far and to come. Pure: no queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from django.utils import timezone

from people.models import Person
from tandems import rules
from tandems.enums import MeetingState
from tandems.models import Meeting
from tandems.notes import Note

BEHIND = 2  # meetings that are shown without asking
AHEAD = 3


class Ask(StrEnum):
    """What the next card asks for."""

    LOG = "log"
    MEET = "meet"
    DATE = "date"


@dataclass
class Stop:
    """One meeting on the way."""

    meeting: Meeting
    notes: list[Note] = field(default_factory=list)
    ask: Ask | None = None
    can_write: bool = False

    @property
    def css(self) -> str:
        if self.ask:
            return "now"
        return {MeetingState.HELD: "held", MeetingState.CANCELLED: "off"}.get(MeetingState(self.meeting.state), "")


def when_on_path(meeting: Meeting) -> date:
    """Where a meeting stands on the way: on its date, without one in its planned week."""
    return timezone.localdate(meeting.starts_at) if meeting.starts_at else meeting.planned_week


def week_begins(meeting: Meeting) -> datetime:
    """From when on a meeting without a date is due."""
    return datetime.combine(meeting.planned_week, time(0, 0), timezone.get_current_timezone())


def next_meeting(meetings: Iterable[Meeting], now: datetime) -> tuple[Meeting, Ask] | None:
    """The one next thing: log what has passed, else the next date, else agree on one."""
    ordered = sorted(meetings, key=lambda meeting: (when_on_path(meeting), meeting.number))
    dated = [meeting for meeting in ordered if meeting.state == MeetingState.DATED and meeting.starts_at]
    for meeting in dated:
        if meeting.starts_at and meeting.starts_at <= now:
            return meeting, Ask.LOG
    if dated:
        return dated[0], Ask.MEET
    for meeting in ordered:
        if meeting.state == MeetingState.OPEN:
            return meeting, Ask.DATE
    return None


def stops(meetings: list[Meeting], notes: list[Note], person: Person, now: datetime) -> list[Stop]:
    """The meetings in the order of the way, with the notes `person` may read under them."""
    by_meeting = defaultdict(list)
    for note in notes:
        by_meeting[note.meeting_id].append(note)
    following = next_meeting(meetings, now)
    ordered = sorted(meetings, key=lambda meeting: (when_on_path(meeting), meeting.number))
    return [_stop(meeting, by_meeting[meeting.pk], following, person) for meeting in ordered]


def fold(way: list[Stop]) -> tuple[list[Stop], list[Stop], list[Stop]]:
    """What lies long behind, the way from the last meetings to the next, and what is far ahead. Nothing is folded away
    alone: a line that says so would take its place."""
    behind = 0
    for stop in way:
        if stop.meeting.state not in (MeetingState.HELD, MeetingState.CANCELLED):
            break
        behind += 1
    first = behind - BEHIND if behind - BEHIND > 1 else 0
    last = behind + AHEAD if len(way) - behind - AHEAD > 1 else len(way)
    return way[:first], way[first:last], way[last:]


def _stop(meeting: Meeting, notes: list[Note], following: tuple[Meeting, Ask] | None, person: Person) -> Stop:
    is_next = following is not None and following[0] == meeting and rules.can_hold(meeting, person)
    return Stop(
        meeting=meeting,
        notes=notes,
        ask=following[1] if following and is_next else None,
        can_write=meeting.state == MeetingState.HELD and not any(note.is_mine for note in notes),
    )
