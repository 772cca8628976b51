"""Questions about one programme and one person that answer yes or no."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from people.enums import Level
from people.models import Person
from people.prepared import prepared
from programs.enums import ParticipationState, ProgramState, Role, TeamRole
from programs.models import Participation, Program, WaitingEntry

# HR may bring in people who signed up on paper before the programme opens, and latecomers until it runs
STATES_FOR_IMPORT = (ProgramState.DRAFT, ProgramState.OPEN, ProgramState.MATCHING)


def takes_sign_ups(program: Program, today: date) -> bool:
    """Open, and the last day for signing up has not passed."""
    return program.state == ProgramState.OPEN and (program.sign_up_until is None or today <= program.sign_up_until)


def is_invited(program: Program, person: Person) -> bool:
    """Works in one of the companies that take part."""
    if not person.is_active or person.organisation_id is None:
        return False
    return bool(_company_takes_part(program=program, organisation=person.organisation_id))


def can_sign_up(program: Program, person: Person, today: date) -> bool:
    """May sign up, or change a sign-up, in the browser."""
    return is_invited(program, person) and (takes_sign_ups(program, today) or is_let_in(program, person, today))


def is_let_in(program: Program, person: Person, today: date) -> bool:
    """Waited, and HR lets them sign up although the last day has passed."""
    return not program.is_over and bool(_let_in(program=program, person=person, today=today))


def can_wait(program: Program, person: Person, today: date) -> bool:
    """Came too late: signing up is over, and they do not take part."""
    has_been_open = program.state not in (ProgramState.DRAFT, ProgramState.ARCHIVED)
    if not has_been_open or takes_sign_ups(program, today) or not is_invited(program, person):
        return False
    return not _signed_up(program=program, person=person)


@prepared
def _company_takes_part(*, program: Program, organisation: int) -> QuerySet[Any]:
    return Program.organisations.through.objects.filter(program=program, organisation=organisation).values_list("pk")


@prepared
def _let_in(*, program: Program, person: Person, today: date) -> QuerySet[Any]:
    return WaitingEntry.objects.filter(program=program, person=person, let_in_until__gte=today).values_list("pk")


@prepared
def _signed_up(*, program: Program, person: Person) -> QuerySet[Any]:
    signed_up = Participation.objects.filter(program=program, person=person, state=ParticipationState.SIGNED_UP)
    return signed_up.values_list("pk")


def can_be(role: str, person: Person) -> bool:
    """A mentee needs someone more junior beside them, a mentor someone more senior."""
    if person.level is None:
        return False
    return person.level < Level.NEWCOMER if role == Role.MENTEE else person.level > Level.BOARD


def can_withdraw(participation: Participation, person: Person) -> bool:
    """Anyone may leave at any time; HR may note that someone has left, but does not see drafts."""
    if participation.program.is_over:
        return False
    if participation.person_id == person.pk:
        return participation.state in (ParticipationState.DRAFT, ParticipationState.SIGNED_UP)
    return participation.state == ParticipationState.SIGNED_UP and manages(participation.program, person)


def manages(program: Program, person: Person) -> bool:
    return person.is_active and program.team.filter(person=person, role=TeamRole.MANAGER).exists()


def fit_as_pair(mentee: Person, mentor: Person) -> bool:
    """Seniority turned round, and neither in the other's reporting line."""
    if mentee.level is None or mentor.level is None or mentee.level >= mentor.level:
        return False
    return not in_one_line(mentee, mentor)


def in_one_line(one: Person, other: Person) -> bool:
    """Whether one stands anywhere above the other in the reporting line; walks it, for a single pair."""
    return _reports_to(one, other) or _reports_to(other, one)


def _reports_to(person: Person, superior: Person) -> bool:
    """Whether `superior` stands anywhere above `person` in the reporting line."""
    seen: set[int] = set()
    manager = person.manager
    while manager is not None and manager.pk not in seen:
        if manager.pk == superior.pk:
            return True
        seen.add(manager.pk)
        manager = manager.manager
    return False
