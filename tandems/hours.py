"""How much time a tandem takes each of the two: the meetings that were held, and their own time around them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, F, Max, Q, QuerySet, Sum, Value, When

from programs.enums import Role
from programs.models import Participation
from tandems.enums import MeetingState
from tandems.models import Effort, Meeting, Tandem

OWN_TIME = F("preparation_minutes") + F("follow_up_minutes")


def minutes_of(tandem: Tandem) -> dict[Role, int]:
    """Minutes for each role: all held meetings, and one's own preparation and follow-up. Two queries."""
    met = tandem.meetings.filter(state=MeetingState.HELD).aggregate(total=Sum("minutes"))["total"] or 0
    own = Effort.objects.filter(meeting__tandem=tandem, meeting__state=MeetingState.HELD)
    spent = dict(own.order_by().values_list("person").annotate(total=Sum(OWN_TIME)))
    return {
        Role.MENTEE: met + spent.get(tandem.mentee.person_id, 0),
        Role.MENTOR: met + spent.get(tandem.mentor.person_id, 0),
    }


def minutes_by_person(participations: Iterable[Participation], now: datetime) -> dict[UUID, int]:
    """Minutes until `now` for each participation's key, over all its tandems. Two queries, however many."""
    wanted = {one.pk: one.person_id for one in participations}
    minutes = dict.fromkeys(wanted, 0)
    held = Meeting.objects.filter(state=MeetingState.HELD, starts_at__lte=now)
    for mentee, mentor, total in _by_pair(held, "tandem", wanted).annotate(total=Sum("minutes")):
        for key in {mentee, mentor} & wanted.keys():
            minutes[key] += total
    own = Effort.objects.filter(meeting__state=MeetingState.HELD, meeting__starts_at__lte=now)
    rows = _by_pair(own, "meeting__tandem", wanted, "person").annotate(total=Sum(OWN_TIME))
    for mentee, mentor, person, total in rows:
        for key in {mentee, mentor} & wanted.keys():
            minutes[key] += total if wanted[key] == person else 0
    return minutes


@dataclass
class OwnTime:
    """Preparation and follow-up of one role in one programme, and how many people have noted any."""

    minutes: int = 0
    people: int = 0


class Noted(NamedTuple):
    """One person's preparation and follow-up around the held meetings of one programme."""

    program: int
    role: str
    person: UUID
    minutes: int
    changed_at: datetime | None  # the latest


def noted_in(programs: Iterable[int], now: datetime) -> Iterator[Noted]:
    """Time around held meetings until `now`, of everyone who has noted any. One query, however many programmes.

    SECURITY: of each person by itself. Pages get sums of enough people, renewed in steps, never these.
    """
    role = Case(When(person=F("meeting__tandem__mentee__person"), then=Value(Role.MENTEE)), default=Value(Role.MENTOR))
    efforts = Effort.objects.filter(
        meeting__tandem__program__in=list(programs), meeting__state=MeetingState.HELD, meeting__starts_at__lte=now
    ).exclude(preparation_minutes=0, follow_up_minutes=0)
    keys = ("meeting__tandem__program_id", "role", "person_id")
    rows = efforts.annotate(role=role).order_by().values_list(*keys)
    spent = rows.annotate(minutes=Sum(OWN_TIME), latest=Max("changed_at")).values_list(*keys, "minutes", "latest")
    return (Noted(*row) for row in spent.iterator())


def _by_pair(rows: QuerySet, tandem: str, wanted: dict[UUID, int], *also: str) -> QuerySet:
    of_wanted = Q(**{f"{tandem}__mentee__in": list(wanted)}) | Q(**{f"{tandem}__mentor__in": list(wanted)})
    return rows.filter(of_wanted).order_by().values_list(f"{tandem}__mentee", f"{tandem}__mentor", *also)
