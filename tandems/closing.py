"""When it is time for the two to decide how their tandem goes on or ends, and until when it may go on."""

from datetime import date, datetime, timedelta

from people.models import Person
from people.times.clock import day_of
from programs.enums import STARTED_STATES
from tandems import rules
from tandems.enums import MeetingState, TandemState
from tandems.models import Closing, Tandem

LAST_WEEKS = timedelta(weeks=6)


def opens_on(tandem: Tandem) -> date | None:
    """Six weeks before the last day, or in the last quarter of a short time together."""
    last = tandem.last_day
    if last is None or tandem.started_at is None:
        return None
    return last - min(LAST_WEEKS, (last - day_of(tandem.started_at)) / 4)


def is_time(tandem: Tandem, now: datetime) -> bool:
    """Towards the end, or as soon as nothing of the plan is left."""
    opening = opens_on(tandem)
    if opening is not None and day_of(now) >= opening:
        return True
    meetings = list(tandem.meetings.all())
    ahead = (MeetingState.OPEN, MeetingState.DATED)
    return bool(meetings) and not any(meeting.state in ahead for meeting in meetings)


def can_decide(tandem: Tandem, person: Person, now: datetime) -> bool:
    return tandem.is_running and rules.takes_part(tandem, person) and is_time(tandem, now)


def can_thank(tandem: Tandem, person: Person, now: datetime) -> bool:
    """Towards the end, and after a completed tandem as long as they like."""
    if not rules.takes_part(tandem, person):
        return False
    return tandem.state == TandemState.COMPLETED or can_decide(tandem, person, now)


def latest_day(tandem: Tandem) -> date | None:
    """Until when the programme lets a tandem go on; None where it does not, or is over."""
    program = tandem.program
    if program.ends_on is None or not program.extension_weeks or program.state not in STARTED_STATES:
        return None
    return program.ends_on + timedelta(weeks=program.extension_weeks)


def waiting(tandem: Tandem) -> Closing | None:
    """The proposal that waits for an answer, by one query."""
    return tandem.closings.filter(agreed_at=None, set_aside_at=None).select_related("author").first()


def decided(tandem: Tandem) -> Closing | None:
    """What they decided last."""
    return tandem.closings.exclude(agreed_at=None).order_by("-agreed_at").first()
