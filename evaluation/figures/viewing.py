"""Whose figures a person may see: of the whole programme, or of the own company alone.

HR managers of a programme see all of it. Leadership viewers do, too, in a programme of one company. Where several take
part, they see what may be told of the company they work for and nothing else: neither the others nor the whole, because
the whole less one's own would tell the rest. Where the programme's figures are not broken down by company, or the
viewer works for none of those that take part, that is nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from evaluation.figures.counts import Facts
from evaluation.figures.facts import facts_of
from evaluation.figures.narrowing import NOWHERE, of_group
from evaluation.figures.questions import at_once
from evaluation.surveys.groups import company_code
from people.models import Person
from people.prepared import prepared
from programs.enums import Breakdown, ParticipationState, TeamRole
from programs.models import Participation, Program, TeamMember


def facts_for(person: Person, programs: Sequence[Program], now: datetime) -> list[Facts]:
    """Facts of each programme, in the given order, as far as `person` may see them."""
    own = own_groups(person, programs)
    return [
        of_group(facts, own[facts.program.pk], is_locked=True) if facts.program.pk in own else facts
        for facts in facts_of(programs, now)
    ]


def own_groups(person: Person, programs: Sequence[Program]) -> dict[int, str]:
    """The one group `person` may see, for each programme that they may not see as a whole. Three queries."""
    pks = [program.pk for program in programs]
    managed = set(_managed_by(person=person))
    companies = _companies(pks)
    return {
        program.pk: _group_of(person, program)
        for program in programs
        if program.pk not in managed and len(companies[program.pk]) > 1
    }


@prepared
def _managed_by(person: Person) -> QuerySet[Any]:
    return TeamMember.objects.filter(person=person, role=TeamRole.MANAGER).order_by().values_list("program", flat=True)


def _companies(programs: Sequence[int]) -> dict[int, set[int]]:
    """Those that HR has named, and those whose people have signed up."""
    found: dict[int, set[int]] = defaultdict(set)
    for program, company in (*_named(programs), *_signed_up(programs)):
        found[program].add(company)
    return found


@at_once
def _named(programs: Sequence[int]) -> QuerySet[Any]:
    through = Program.organisations.through.objects.filter(program__in=programs)
    return through.values_list("program_id", "organisation_id")


@at_once
def _signed_up(programs: Sequence[int]) -> QuerySet[Any]:
    signed_up = Participation.objects.filter(
        program__in=programs, state=ParticipationState.SIGNED_UP, person__organisation__isnull=False
    )
    return signed_up.order_by().values_list("program_id", "person__organisation_id").distinct()


def _group_of(person: Person, program: Program) -> str:
    if program.breakdown != Breakdown.COMPANY or person.organisation_id is None:
        return NOWHERE
    return company_code(person.organisation_id)
