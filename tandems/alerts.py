"""What HR is to hear of: offers that end or wait, tandems that have gone silent. One mail for each programme and day.

Computed from the data; safe to run twice, late, or at once. HR learns how many, and finds the rest on its pages.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from notices import choices
from notices.actions import Draft, plan
from notices.choices import Choices
from people.models import Person
from people.times.clock import day_of, midnight
from programs.enums import ProgramState, TeamRole
from programs.models import Participation, Program, TeamMember
from programs.models.manager_consent import stuck
from tandems.enums import TandemState
from tandems.health import HealthState, with_health
from tandems.models import Tandem

DAY = timedelta(days=1)
KEEPS = timedelta(days=7)
ROUND_KEEPS = timedelta(days=2)
MORNING = time(8)


def plan_due(now: datetime) -> int:
    """Write what is due; returns how many were new."""
    made, managers = choices.load(), _managers()
    return plan(
        draft
        for found in (_expired(now), _stuck(made, now), _silent(made, now), _without_consent(made, now))
        for draft in _drafts(found, managers, now)
    )


def expired_on(day: date) -> QuerySet[Tandem]:
    """Offers whose time ended on `day`."""
    return Tandem.objects.filter(
        state=TandemState.EXPIRED, ended_at__gte=midnight(day), ended_at__lt=midnight(day + DAY)
    )


def offered_on(day: date) -> QuerySet[Tandem]:
    """Offers that are open and were made on `day`."""
    return Tandem.objects.filter(
        state=TandemState.OFFERED, offered_at__gte=midnight(day), offered_at__lt=midnight(day + DAY)
    )


def silent(program_id: int, now: datetime) -> list[int]:
    """Keys of the programme's tandems that have gone silent."""
    tandems = Tandem.objects.active().with_people().filter(program=program_id)
    return [pk for pk, health in with_health(tandems, now).items() if health.state == HealthState.SILENT]


def waiting_mentors(program_id: int, now: datetime) -> int:
    """Mentors of the programme whose line manager has not answered for some time."""
    return int(stuck(Participation.objects.filter(program=program_id), now).count())


# ------------------------------------------------------------------ what is due
Due = Iterator[tuple[str, int, date, datetime, datetime]]  # kind, programme, day it is about, due, makes sense until


def _expired(now: datetime) -> Due:
    since = midnight(day_of(now) - KEEPS)
    rows = Tandem.objects.filter(state=TandemState.EXPIRED, ended_at__gte=since, ended_at__lte=now)
    found = {(program, day_of(at)) for program, at in rows.values_list("program", "ended_at") if at}
    for program, day in sorted(found):
        yield "offer_expired", program, day, now, midnight(day + KEEPS + DAY)


def _stuck(made: Choices, now: datetime) -> Due:
    rows = Tandem.objects.filter(state=TandemState.OFFERED, open_until__gt=now)
    found = {(program, day_of(offered_at)) for program, offered_at in rows.values_list("program", "offered_at")}
    for program, day in sorted(found):
        due_at = _morning(day + timedelta(days=made.days("offer_stuck", program)[0]))
        if due_at <= now < due_at + KEEPS:
            yield "offer_stuck", program, day, due_at, due_at + KEEPS


def _silent(made: Choices, now: datetime) -> Due:
    for program in _in_state([ProgramState.RUNNING]):
        day, due_at = _round(made.days("tandem_silent", program)[0], now)
        if due_at <= now < due_at + ROUND_KEEPS and silent(program, now):
            yield "tandem_silent", program, day, due_at, due_at + ROUND_KEEPS


def _without_consent(made: Choices, now: datetime) -> Due:
    for program in _in_state([ProgramState.OPEN, ProgramState.MATCHING, ProgramState.RUNNING]):
        day, due_at = _round(made.days("consent_stuck", program)[0], now)
        if due_at <= now < due_at + ROUND_KEEPS and waiting_mentors(program, now):
            yield "consent_stuck", program, day, due_at, due_at + ROUND_KEEPS


def _in_state(states: list[str]) -> Iterable[int]:
    return Program.objects.filter(state__in=states).order_by("pk").values_list("pk", flat=True)


def _round(days: int, now: datetime) -> tuple[date, datetime]:
    """The last of the fixed days, every so many, on which such a mail goes: however often this runs, it is one."""
    today = day_of(now)
    day = today - timedelta(days=(today.toordinal() - 1) % days)  # day 1 was a Monday
    return day, _morning(day)


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, timezone.get_default_timezone())


# ------------------------------------------------------------------ to whom
def _managers() -> dict[int, list[Person]]:
    found = defaultdict(list)
    team = TeamMember.objects.filter(role=TeamRole.MANAGER, person__is_active=True, person__is_staff=True)
    for member in team.exclude(program__state=ProgramState.CLOSED).select_related("person").order_by("pk"):
        found[member.program_id].append(member.person)
    return found


def _drafts(found: Due, managers: dict[int, list[Person]], now: datetime) -> Iterator[Draft]:
    for kind, program, day, due_at, until in found:
        for person in managers.get(program, []):
            yield Draft(
                kind=kind,
                recipient=person,
                dedupe_key=f"program:{program}:{kind}:{day}:{person.pk}",
                due_at=due_at,
                context={"day": str(day)},
                program_id=program,
                expires_at=until,
            )
