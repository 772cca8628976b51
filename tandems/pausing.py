"""The pause in a tandem's room: the way to begin one, and while it lasts the one card on top that says until when."""

from datetime import datetime
from typing import Any

from people.models import Person
from tandems import rules
from tandems.models import Tandem
from tandems.sections import Section


def _way_in(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    return {} if rules.can_pause(tandem, person) and not tandem.is_paused else None


def _card(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    return {"is_urgent": True} if rules.can_resume(tandem, person) else None


SECTIONS = [
    # before all that can wait; an answer that the other waits for comes first, and the pause stands above it
    Section(5, "next", "tandems/_paused.html", _card),
    Section(80, "side", "tandems/_pause.html", _way_in),
]
