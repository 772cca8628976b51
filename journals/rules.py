"""Who may write and change which entry; who may read it stands in `querysets`. HR never may."""

from datetime import datetime

from journals.models import Entry, ListItem, NextStep
from people.models import Person
from tandems.enums import LIVE_TANDEM_STATES, MeetingState
from tandems.models import Meeting, Tandem
from tandems.rules import has_started, takes_part


def can_write_in(tandem: Tandem, person: Person) -> bool:
    """From the start of the tandem on; also after its end, when people look back."""
    return takes_part(tandem, person) and has_started(tandem)


def can_write_about(meeting: Meeting, person: Person, now: datetime) -> bool:
    """A meeting that took place, or had begun by its date and is not logged yet."""
    if not can_write_in(meeting.tandem, person):
        return False
    if meeting.state == MeetingState.HELD:
        return True
    return meeting.state == MeetingState.DATED and meeting.starts_at is not None and meeting.starts_at <= now


def can_start(tandem: Tandem, meeting: Meeting | None, person: Person, now: datetime) -> bool:
    """Begin an entry about `meeting`, or about none."""
    return can_write_about(meeting, person, now) if meeting else can_write_in(tandem, person)


def can_change(entry: Entry, person: Person) -> bool:
    return entry.author_id == person.pk


def can_keep_lists(tandem: Tandem, person: Person) -> bool:
    """Add and change next steps, questions, topics and things to try: as long as the tandem is alive."""
    return can_write_in(tandem, person) and tandem.state in LIVE_TANDEM_STATES


def can_settle(step: NextStep, person: Person) -> bool:
    """Tick a step off or take it up again: both while the tandem is alive, afterwards each their own."""
    return can_keep_lists(step.tandem, person) or (can_write_in(step.tandem, person) and step.owner_id == person.pk)


def can_delete(shared: NextStep | ListItem, person: Person) -> bool:
    """Words are deleted by whoever wrote them."""
    return shared.author_id == person.pk
