"""The time a programme has taken so far against what it may take: for mentors as agreed, for mentees as planned."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from evaluation.figures.facts import Facts
from evaluation.figures.process import hours_by_role
from programs.enums import Role
from programs.models import Program


@dataclass(frozen=True)
class Used:
    """Hours of one side, for all its people in tandems together. `of` 0: there is nothing to hold it against."""

    role: str
    name: str
    hours: int
    of: int
    note: str

    @property
    def is_over(self) -> bool:
        return 0 < self.of < self.hours


def time_used(program: Program, facts: Facts) -> list[Used]:
    """One for each side; none before a tandem has begun. Of no single person."""
    if not facts.started:
        return []
    spent = hours_by_role(facts)
    mentors = facts.in_tandems[Role.MENTOR]
    each = program.mentor_hours
    planned = round(facts.started * program.planned_meetings * program.meeting_minutes / 60)
    budget = _("%(each)s hours for each of %(count)s mentors") % {"each": each, "count": mentors}
    plan = _("as planned: meetings alone, for %(count)s tandems") % {"count": facts.started}
    return [
        Used(Role.MENTOR, _("Mentors"), round(spent[Role.MENTOR]), mentors * each, budget),
        Used(Role.MENTEE, _("Mentees"), round(spent[Role.MENTEE]), planned, plan),
    ]
