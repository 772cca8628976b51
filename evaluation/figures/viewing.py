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
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.figures.counts import Facts
from evaluation.figures.facts import facts_of
from evaluation.figures.narrowing import NOWHERE, of_group
from evaluation.figures.questions import at_once
from evaluation.surveys.groups import company_code
from people.models import Person
from people.prepared import prepared
from programs.enums import Breakdown, ParticipationState, ProgramState, TeamRole
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


def who_sees_nothing(program: Program) -> str:
    """For those who run `program`: how many leadership viewers see no figures, why, and what can be done; or empty."""
    companies = _companies([program.pk])[program.pk]
    if len(companies) < 2:
        return ""
    is_by_company = program.breakdown == Breakdown.COMPANY
    number = sum(not is_by_company or company not in companies for company in _viewers(program=program.pk))
    if not number:
        return ""
    fact = ngettext(
        "%(count)s leadership viewer sees no figures of this programme: several companies take part, and viewers see "
        "those of their own company alone.",
        "%(count)s leadership viewers see no figures of this programme: several companies take part, and viewers see "
        "those of their own company alone.",
        number,
    )
    return f"{fact % {'count': number}} {_way_out(program, is_by_company=is_by_company)}"


def _way_out(program: Program, *, is_by_company: bool) -> str:
    if is_by_company:
        return _("They work for none of these: choose a viewer from each company that takes part.")
    if program.state == ProgramState.DRAFT:
        return _("Have results shown “by role and company”, before people can sign up.")
    return _(
        "By what groups results are shown was told to people before they signed up, so it stays that way, for surveys "
        "to come as well. What holds for all companies together you can pass on where all of them have agreed to it. "
        "In the next programme have results shown “by role and company”."
    )


@prepared
def _viewers(program: int) -> QuerySet[Any]:
    managers = TeamMember.objects.filter(program=program, role=TeamRole.MANAGER)
    viewers = TeamMember.objects.filter(program=program, role=TeamRole.VIEWER, person__is_active=True)
    only = viewers.exclude(person__in=managers.values("person")).order_by()
    return only.values_list("person__organisation", flat=True)
