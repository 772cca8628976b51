"""Which prompts are due: to log a meeting whose time has passed, once, and to write about one that was held, twice.

Then there is silence.

Read from the data in batches; safe to run twice, late, or on two machines at once.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from django.db.models import Q

from journals.models import Entry
from notices import choices
from notices.actions import Draft, plan
from notices.choices import Choices
from people.batches import batches
from people.models import Person
from tandems.drafts import about_meeting
from tandems.enums import MeetingState, TandemState
from tandems.models import Meeting
from tandems.reminders import BATCH

MORNING = time(8, 0)
KEEPS = timedelta(days=7)
# the mornings of any time zone, and the time a prompt makes sense
WINDOW = KEEPS + timedelta(days=2)


def morning_after(moment: datetime, person: Person, days: int = 1) -> datetime:
    """Eight o'clock so many days later, where the person is."""
    zone = ZoneInfo(person.time_zone)
    return datetime.combine(moment.astimezone(zone).date() + timedelta(days=days), MORNING, zone)


def plan_due(now: datetime) -> int:
    """Write every prompt that is due; returns how many were new."""
    return sum(plan(batch) for batch in _all_drafts(now) if batch)


def _all_drafts(now: datetime) -> Iterator[list[Draft]]:
    made = choices.load()
    for meetings in batches(_not_logged(made, now), BATCH):
        yield [draft for meeting in meetings for draft in _ask_if_held(meeting, made, now)]
    for meetings in batches(_held(made, now), BATCH):
        yield _ask_to_write(meetings, made, now)


def _since(made: Choices, code: str, now: datetime) -> datetime:
    return now - WINDOW - timedelta(days=made.furthest(code))


def _not_logged(made: Choices, now: datetime) -> Iterable[Meeting]:
    found = Meeting.objects.for_planning().filter(
        state=MeetingState.DATED,
        tandem__state=TandemState.ACTIVE,
        starts_at__range=(_since(made, "was_it_held", now), now),
    )
    return found.order_by("pk").iterator(chunk_size=BATCH)


def _ask_if_held(meeting: Meeting, made: Choices, now: datetime) -> list[Draft]:
    if meeting.ends_at is None:
        return []
    return _prompts("was_it_held", meeting, meeting.tandem.people, meeting.ends_at, made, now)


def _held(made: Choices, now: datetime) -> Iterable[Meeting]:
    since = _since(made, "write_journal", now)
    recent = Q(starts_at__gte=since) | Q(held_at__gte=since)
    found = Meeting.objects.for_planning().filter(recent, state=MeetingState.HELD)
    return found.order_by("pk").iterator(chunk_size=BATCH)


def _ask_to_write(meetings: list[Meeting], made: Choices, now: datetime) -> list[Draft]:
    written = set(Entry.objects.filter(meeting__in=meetings).values_list("meeting", "author"))
    drafts: list[Draft] = []
    for meeting in meetings:
        silent = [person for person in meeting.tandem.people if (meeting.pk, person.pk) not in written]
        known_since = max(moment for moment in (meeting.ends_at, meeting.held_at) if moment)
        drafts += _prompts("write_journal", meeting, silent, known_since, made, now)
    return drafts


def _prompts(
    kind: str, meeting: Meeting, people: Iterable[Person], moment: datetime, made: Choices, now: datetime
) -> list[Draft]:
    """One for each distance of the kind, counted from the one before. Of two that are due by now, the later one."""
    drafts = []
    days = list(accumulate(made.days(kind, meeting.tandem.program_id)))
    for person in people:
        for number in range(len(days) - 1, -1, -1):
            due_at = morning_after(moment, person, days[number])
            if due_at <= now < due_at + KEEPS:
                again = ":again" if number else ""
                drafts += about_meeting(kind, meeting, [person], due_at, due_at + KEEPS, again)
                break
    return drafts
