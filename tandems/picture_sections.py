"""Where one stands, in the room: a line beside the way, and a gentle question at the start and towards the end."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from people.models import Person
from people.prepared import prepared
from people.times.clock import day_of
from programs.enums import TopicKind
from programs.models import SelfAssessment
from tandems.enums import TOGETHER_STATES
from tandems.models import SharedPicture, Tandem
from tandems.sections import Section

AT_THE_START = timedelta(weeks=8)  # later the room no longer asks by itself
TOWARDS_THE_END = timedelta(weeks=4)
LONG_AGO = timedelta(weeks=8)


@prepared
def _taken(*, mentee: UUID, mentor: UUID, person: Person) -> QuerySet[SelfAssessment]:
    mine = SelfAssessment.objects.filter(participation__in=(mentee, mentor), participation__person=person)
    return mine.defer("stored").order_by("-day")[:1]


@prepared
def _shown_by_other(*, tandem: Tandem, person: Person) -> QuerySet[Any]:
    return SharedPicture.objects.filter(tandem=tandem).exclude(person=person).values_list("pk")[:1]


def _last(tandem: Tandem, person: Person) -> SelfAssessment | None:
    return _taken.first(mentee=tandem.mentee_id, mentor=tandem.mentor_id, person=person)


def beside(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any]:
    return {"last": _last(tandem, person), "other_shows": bool(_shown_by_other(tandem=tandem, person=person))}


def to_take(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    """At the start, as long as nothing was said."""
    is_new = tandem.started_at is not None and now < tandem.started_at + AT_THE_START
    if not is_new or tandem.state not in TOGETHER_STATES or _last(tandem, person) is not None:
        return None
    return {} if tandem.program.topics.filter(kind=TopicKind.LEARN).exists() else None


def to_take_again(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    """Towards the end, of those who said something long ago: so that their change shows."""
    today = day_of(now)
    is_late = tandem.last_day is not None and today >= tandem.last_day - TOWARDS_THE_END
    if not is_late or tandem.state not in TOGETHER_STATES:
        return None
    last = _last(tandem, person)
    return {"last": last} if last and last.day <= today - LONG_AGO else None


SECTIONS = [
    Section(45, "side", "tandems/_picture_beside.html", beside),
    Section(60, "next", "tandems/_next_picture.html", to_take),
    Section(65, "next", "tandems/_next_picture_again.html", to_take_again),
]
