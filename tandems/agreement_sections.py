"""The agreement in the room: what holds in a few words beside the way, and its turn at the card on top.

The room reads the versions once, and of their words only what may be quoted.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from people.models import Person
from tandems import rules
from tandems.agreement import Standing, standing
from tandems.models import Tandem
from tandems.sections import Section

OPENING = ("confidential", "aims", "how_we_meet")  # what a short version quotes: the first of them that says something


def _standing(tandem: Tandem) -> Standing:
    return standing(tandem.agreements.all())


def beside(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    found = _standing(tandem)
    can_agree = rules.can_agree(tandem, person)
    if not (can_agree or found.latest):
        return None
    held = found.in_force
    return {
        "standing": found,
        "asks_me": found.asks(person),
        "can_agree": can_agree,
        "quote": next((text for name in OPENING if held and (text := getattr(held, name))), ""),
    }


def to_confirm(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    found = _standing(tandem)
    if not (found.asks(person) and rules.can_agree(tandem, person)):
        return None
    return {"standing": found, "is_change": found.in_force is not None, "due_at": found.answer_by}


def to_write(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    """Nothing is agreed and nothing waits."""
    found = _standing(tandem)
    if found.in_force or found.waiting or not rules.can_agree(tandem, person):
        return None
    return {}


SECTIONS = [
    Section(10, "side", "tandems/_agreement.html", beside, anchor="agreement", jump=_("Agreement")),
    Section(30, "next", "tandems/_next_confirm.html", to_confirm),
    Section(50, "next", "tandems/_next_agreement.html", to_write),
]
