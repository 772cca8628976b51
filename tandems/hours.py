"""How much time a tandem takes each of the two: the meetings that were held, and their own time around them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When

from people.prepared import prepared
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


def own_time(programs: Iterable[int], now: datetime) -> dict[int, dict[Role, OwnTime]]:
    """Time around held meetings until `now`, by programme and role. One query, however many programmes."""
    wanted = list(programs)
    rows = _own_time_in(program=wanted[0], now=now) if len(wanted) == 1 else _own_time(wanted, now)
    found: dict[int, dict[Role, OwnTime]] = {}
    for program, of, minutes, people in rows:
        found.setdefault(program, {})[Role(of)] = OwnTime(minutes, people)
    return found


def _own_time(programs: list[int], now: datetime) -> QuerySet:
    role = Case(When(person=F("meeting__tandem__mentee__person"), then=Value(Role.MENTEE)), default=Value(Role.MENTOR))
    efforts = Effort.objects.filter(
        meeting__tandem__program__in=programs, meeting__state=MeetingState.HELD, meeting__starts_at__lte=now
    ).exclude(preparation_minutes=0, follow_up_minutes=0)
    rows = efforts.annotate(role=role).order_by().values_list("meeting__tandem__program_id", "role")
    counts = {"minutes": Sum(OWN_TIME), "people": Count("person", distinct=True)}
    return rows.annotate(**counts).values_list("meeting__tandem__program_id", "role", "minutes", "people")


@prepared
def _own_time_in(program: int, now: datetime) -> QuerySet:
    return _own_time([program], now)


def _by_pair(rows: QuerySet, tandem: str, wanted: dict[UUID, int], *also: str) -> QuerySet:
    of_wanted = Q(**{f"{tandem}__mentee__in": list(wanted)}) | Q(**{f"{tandem}__mentor__in": list(wanted)})
    return rows.filter(of_wanted).order_by().values_list(f"{tandem}__mentee", f"{tandem}__mentor", *also)
