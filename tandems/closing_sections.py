"""The end of a tandem in its room: what waits for an answer, that it is time to decide, and what remains afterwards."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from people.models import Person
from people.prepared import prepared
from tandems import certificate, closing, rules
from tandems.enums import TandemState
from tandems.models import Closing, Tandem
from tandems.sections import Section


def _closings(tandem: Tandem) -> list[Closing]:
    """What was proposed so far, read once for all sections of one page."""
    known: list[Closing] | None = tandem.__dict__.get("_closings")
    if known is None:
        known = tandem.__dict__["_closings"] = _of_tandem(tandem=tandem)
    return known


@prepared
def _of_tandem(*, tandem: Tandem) -> QuerySet[Closing]:
    return Closing.objects.filter(tandem=tandem)


def to_answer(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    if not closing.can_decide(tandem, person, now):
        return None
    waiting = [one.proposed_at for one in _closings(tandem) if one.is_waiting and one.author_id != person.pk]
    return {"due_at": min(waiting), "is_urgent": True} if waiting else None


def to_decide(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    """Nothing is decided and nothing waits."""
    if not closing.can_decide(tandem, person, now):
        return None
    return None if any(one.is_waiting or one.agreed_at for one in _closings(tandem)) else {}


def beside(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    """The way to the closing page while it is time, and afterwards what remains."""
    is_complete = tandem.state == TandemState.COMPLETED and rules.takes_part(tandem, person)
    if not (is_complete or closing.can_decide(tandem, person, now)):
        return None
    return {"is_complete": is_complete, "has_certificate": is_complete and certificate.is_available(tandem, person)}


SECTIONS = [
    Section(25, "next", "tandems/_next_closing.html", to_answer),
    Section(60, "next", "tandems/_next_decide.html", to_decide),
    Section(3, "side", "tandems/_closing.html", beside),
]
