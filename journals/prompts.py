"""Which prompts are due: to log a meeting whose time has passed, and to write about one that was held. Once each.

Read from the data in batches; safe to run twice, late, or on two machines at once.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from journals.models import Entry
from notices.actions import Draft, plan
from people.batches import batches
from people.models import Person
from tandems.drafts import about_meeting
from tandems.enums import MeetingState, TandemState
from tandems.models import Meeting
from tandems.reminders import BATCH

MORNING = time(8, 0)
KEEPS = timedelta(days=7)
# the morning after in any time zone, and the time a prompt makes sense
WINDOW = KEEPS + timedelta(days=3)


def morning_after(moment: datetime, person: Person) -> datetime:
    """Eight o'clock on the following day, where the person is."""
    zone = ZoneInfo(person.time_zone)
    return datetime.combine(moment.astimezone(zone).date() + timedelta(days=1), MORNING, zone)


def plan_due(now: datetime) -> int:
    """Write every prompt that is due; returns how many were new."""
    return sum(plan(batch) for batch in _all_drafts(now) if batch)


def _all_drafts(now: datetime) -> Iterator[list[Draft]]:
    for meetings in batches(_not_logged(now), BATCH):
        yield [draft for meeting in meetings for draft in _ask_if_held(meeting, now)]
    for meetings in batches(_held(now), BATCH):
        yield _ask_to_write(meetings, now)


def _not_logged(now: datetime) -> Iterable[Meeting]:
    found = Meeting.objects.with_people().filter(
        state=MeetingState.DATED, tandem__state=TandemState.ACTIVE, starts_at__range=(now - WINDOW, now)
    )
    return found.order_by("pk").iterator(chunk_size=BATCH)


def _ask_if_held(meeting: Meeting, now: datetime) -> list[Draft]:
    if meeting.ends_at is None:
        return []
    return _prompts("was_it_held", meeting, meeting.tandem.people, meeting.ends_at, now)


def _held(now: datetime) -> Iterable[Meeting]:
    recent = Q(starts_at__gte=now - WINDOW) | Q(held_at__gte=now - WINDOW)
    found = Meeting.objects.with_people().filter(recent, state=MeetingState.HELD)
    return found.order_by("pk").iterator(chunk_size=BATCH)


def _ask_to_write(meetings: list[Meeting], now: datetime) -> list[Draft]:
    written = set(Entry.objects.filter(meeting__in=meetings).values_list("meeting", "author"))
    drafts: list[Draft] = []
    for meeting in meetings:
        silent = [person for person in meeting.tandem.people if (meeting.pk, person.pk) not in written]
        known_since = max(moment for moment in (meeting.ends_at, meeting.held_at) if moment)
        drafts += _prompts("write_journal", meeting, silent, known_since, now)
    return drafts


def _prompts(kind: str, meeting: Meeting, people: Iterable[Person], moment: datetime, now: datetime) -> list[Draft]:
    drafts = []
    for person in people:
        due_at = morning_after(moment, person)
        if due_at <= now < due_at + KEEPS:
            drafts += about_meeting(kind, meeting, [person], due_at, due_at + KEEPS)
    return drafts
