"""A tandem's own rhythm, number and length of meetings: what has no date yet is planned anew, nothing else moves."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min

from people import audit
from people.times.clock import day_of
from tandems.enums import MeetingState
from tandems.models import Meeting, SlotProposal, Tandem
from tandems.plan import gaps


@dataclass(frozen=True)
class Pace:
    """How two people mean to meet; None: as the programme has it."""

    rhythm_weeks: int | None = None
    minutes: int | None = None
    meetings: int | None = None


def pace_of(tandem: Tandem) -> Pace:
    return Pace(tandem.own_rhythm_weeks, tandem.own_minutes, tandem.own_meetings)


@transaction.atomic
def set_pace(*, tandem: Tandem, pace: Pace, now: datetime) -> None:
    """Both have agreed on `pace`: from now on it is the tandem's. The caller has asked them."""
    before = pace_of(tandem)
    if before == pace:
        return
    tandem.own_rhythm_weeks, tandem.own_minutes, tandem.own_meetings = pace.rhythm_weeks, pace.minutes, pace.meetings
    tandem.save(update_fields=["own_rhythm_weeks", "own_minutes", "own_meetings"])
    audit.record(
        "tandem.pace_set", actor=None, subject=tandem, program_id=tandem.program_id, details=dataclasses.asdict(pace)
    )
    if (before.rhythm_weeks, before.meetings) != (pace.rhythm_weeks, pace.meetings):
        replan(tandem=tandem, now=now, anew=before.rhythm_weeks != pace.rhythm_weeks)
    else:
        still_open = tandem.meetings.filter(is_extra=False, state=MeetingState.OPEN)
        still_open.update(minutes=tandem.meeting_minutes, changed_at=now)


@transaction.atomic
def replan(*, tandem: Tandem, now: datetime, anew: bool = True) -> None:
    """Fit what is still open to the tandem's rhythm, number and length; held, dated and cancelled meetings stay.

    A meeting for which times have been proposed is no longer open: one of them may be picked any moment. `anew` False
    keeps the weeks that are planned already and only cuts the end or adds to it. No meeting is planned beyond the last
    day.
    """
    Tandem.objects.select_for_update().get(pk=tandem.pk)
    still_open, standing, days = _parted(list(tandem.meetings.select_for_update().filter(is_extra=False)), tandem)
    wanted = _weeks(tandem, days, [] if anew else [meeting.planned_week for meeting in still_open], now)
    if tandem.own_meetings:
        wanted = wanted[: max(0, tandem.own_meetings - len(standing))]
    for meeting in _least_prepared(still_open)[: max(0, len(still_open) - len(wanted))]:
        still_open.remove(meeting)
        meeting.delete()
    for meeting, week in zip(still_open, wanted, strict=False):
        _move(meeting, week, tandem, now)
    _add(tandem, wanted[len(still_open) :], now)


def most_meetings(*, tandem: Tandem, rhythm_weeks: int, now: datetime) -> int:
    """How many meetings there can be in all at this rhythm: those that stand and those for which there is room."""
    _still_open, standing, days = _parted(list(tandem.meetings.filter(is_extra=False)), tandem)
    first, last = _period(tandem, now)
    free = gaps(fixed=days, first=first, last=last, rhythm_weeks=rhythm_weeks)
    return len(standing) + len(free)


def _period(tandem: Tandem, now: datetime) -> tuple[date, date]:
    today = day_of(now)
    first = max(today, tandem.program.starts_on or today, tandem.paused_until or today)
    return first, tandem.last_day or first


def _parted(planned: list[Meeting], tandem: Tandem) -> tuple[list[Meeting], list[Meeting], list[date]]:
    """What is open, what stands, and the days on which that stands; a cancelled meeting keeps no day."""
    proposals = SlotProposal.objects.filter(meeting__tandem=tandem).annotate(first=Min("slots__starts_at"))
    arranged: dict[UUID, datetime] = dict(proposals.values_list("meeting", "first"))
    planned.sort(key=lambda meeting: meeting.number)
    is_open = [meeting.state == MeetingState.OPEN and meeting.pk not in arranged for meeting in planned]
    standing = [meeting for meeting, still in zip(planned, is_open, strict=True) if not still]
    starts = [
        meeting.starts_at or arranged.get(meeting.pk) for meeting in standing if meeting.state != MeetingState.CANCELLED
    ]
    still_open = [meeting for meeting, still in zip(planned, is_open, strict=True) if still]
    return still_open, standing, [day_of(start) for start in starts if start]


def _least_prepared(meetings: list[Meeting]) -> list[Meeting]:
    """In the order in which they may go: the last first, those with a guide or a topic after all others."""
    return sorted(meetings, key=lambda meeting: (bool(meeting.guide or meeting.topic_id), -meeting.number))


def _weeks(tandem: Tandem, days: list[date], kept: list[date], now: datetime) -> list[date]:
    first, last = _period(tandem, now)
    if kept:
        first = max(first, max(kept) + timedelta(days=1))
    return kept + gaps(fixed=[*days, *kept], first=first, last=last, rhythm_weeks=tandem.rhythm_weeks)


def _move(meeting: Meeting, week: date, tandem: Tandem, now: datetime) -> None:
    if (meeting.planned_week, meeting.minutes) == (week, tandem.meeting_minutes):
        return
    # another week is another fact: whoever has the old one in view is told, and reminders begin anew
    meeting.sequence += meeting.planned_week != week
    meeting.planned_week, meeting.minutes, meeting.changed_at = week, tandem.meeting_minutes, now
    meeting.save(update_fields=["planned_week", "minutes", "sequence", "changed_at"])


def _add(tandem: Tandem, weeks: list[date], now: datetime) -> None:
    """Numbers go on behind the plan's: extra meetings, whose number nobody sees, make room."""
    last = tandem.meetings.filter(is_extra=False).aggregate(last=Max("number"))["last"] or 0
    for extra in tandem.meetings.filter(is_extra=True, number__gt=last).order_by("-number") if weeks else ():
        extra.number += len(weeks)
        extra.save(update_fields=["number"])
    Meeting.objects.bulk_create(
        Meeting(tandem=tandem, number=number, planned_week=week, minutes=tandem.meeting_minutes, changed_at=now)
        for number, week in enumerate(weeks, start=last + 1)
    )
