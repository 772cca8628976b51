"""Health in a tandem's room: a friendly hint with one thing to do, and only where there is something to do."""

from datetime import datetime
from typing import Any

from people.models import Person
from tandems import rules
from tandems.enums import MeetingState
from tandems.health import with_health
from tandems.models import Tandem
from tandems.sections import Section


def _hint(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    if not rules.can_plan(tandem, person):
        return None
    health = with_health([tandem], now).get(tandem.pk)
    if health is None or not health.needs_help:
        return None
    meetings = sorted(tandem.meetings.all(), key=lambda meeting: (meeting.planned_week, meeting.number))
    following = next((one for one in meetings if one.state in (MeetingState.DATED, MeetingState.OPEN)), None)
    return {"health": health, "following": following}


SECTIONS = [Section(50, "main", "tandems/_health.html", _hint)]
