"""Where one stands, in the room: a line beside the way, and a gentle question at the start."""

from datetime import datetime, timedelta
from typing import Any

from people.models import Person
from programs.enums import TopicKind
from programs.models import SelfAssessment
from tandems.enums import TOGETHER_STATES
from tandems.models import Tandem
from tandems.sections import Section

AT_THE_START = timedelta(weeks=8)  # later the room no longer asks by itself


def _last(tandem: Tandem, person: Person) -> SelfAssessment | None:
    mine = SelfAssessment.objects.filter(participation__in=[tandem.mentee_id, tandem.mentor_id])
    return mine.filter(participation__person=person).defer("stored").order_by("-day").first()


def beside(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any]:
    others = tandem.shared_pictures.exclude(person=person)
    return {"last": _last(tandem, person), "other_shows": others.exists()}


def to_take(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    """At the start, as long as nothing was said."""
    is_new = tandem.started_at is not None and now < tandem.started_at + AT_THE_START
    if not is_new or tandem.state not in TOGETHER_STATES or _last(tandem, person) is not None:
        return None
    return {} if tandem.program.topics.filter(kind=TopicKind.LEARN).exists() else None


SECTIONS = [
    Section(45, "side", "tandems/_picture_beside.html", beside),
    Section(60, "next", "tandems/_next_picture.html", to_take),
]
