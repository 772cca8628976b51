"""A tandem's own rhythm, number and length of meetings: what has no date yet is planned anew, nothing else moves."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from people import audit
from people.clock import day_of
from tandems.enums import MeetingState
from tandems.models import Meeting, Tandem
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

    `anew` False keeps the weeks that are planned already and only cuts the end or adds to it. No meeting is planned
    beyond the last day.
    """
    Tandem.objects.select_for_update().get(pk=tandem.pk)
    planned = list(tandem.meetings.select_for_update().filter(is_extra=False).order_by("number"))
    still_open = [meeting for meeting in planned if meeting.state == MeetingState.OPEN]
    standing = [meeting for meeting in planned if meeting.state != MeetingState.OPEN]
    wanted = _weeks(tandem, standing, [] if anew else still_open, now)
    if tandem.own_meetings:
        wanted = wanted[: max(0, tandem.own_meetings - len(standing))]
    for meeting, week in zip(still_open, wanted, strict=False):
        _move(meeting, week, tandem, now)
    for meeting in still_open[len(wanted) :]:
        meeting.delete()
    _add(tandem, wanted[len(still_open) :], now)


def most_meetings(*, tandem: Tandem, rhythm_weeks: int, now: datetime) -> int:
    """How many meetings there can be in all at this rhythm: those that stand and those for which there is room."""
    standing = [one for one in tandem.meetings.filter(is_extra=False) if one.state != MeetingState.OPEN]
    first, last = _period(tandem, now)
    free = gaps(fixed=_days(standing), first=first, last=last, rhythm_weeks=rhythm_weeks)
    return len(standing) + len(free)


def _period(tandem: Tandem, now: datetime) -> tuple[date, date]:
    today = day_of(now)
    first = max(today, tandem.program.starts_on or today, tandem.paused_until or today)
    return first, tandem.last_day or first


def _days(meetings: list[Meeting]) -> list[date]:
    """On which days held and dated meetings stand; a cancelled one keeps no week."""
    return [
        day_of(meeting.starts_at)
        for meeting in meetings
        if meeting.starts_at and meeting.state in (MeetingState.HELD, MeetingState.DATED)
    ]


def _weeks(tandem: Tandem, standing: list[Meeting], kept: list[Meeting], now: datetime) -> list[date]:
    first, last = _period(tandem, now)
    weeks = [meeting.planned_week for meeting in kept]
    if weeks:
        first = max(first, weeks[-1] + timedelta(days=1))
    free = gaps(fixed=[*_days(standing), *weeks], first=first, last=last, rhythm_weeks=tandem.rhythm_weeks)
    return weeks + free


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
