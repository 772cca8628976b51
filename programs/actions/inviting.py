"""Invitations to a group of employees: HR sees beforehand how many are told and whom not, and why."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from notices.actions import Draft, plan
from notices.models import MutedKind, Notice
from people import audit
from people.errors import ActionError, NotAllowed
from people.models import Person
from people.times.clock import day_of
from programs import rules
from programs.enums import ParticipationState
from programs.models import Program

KIND = "invited"
NOT_AGAIN = timedelta(days=21)


@dataclass(frozen=True)
class Group:
    """Who is meant: everyone in the programme's companies, or those of some departments, sites, levels."""

    departments: list[int] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Reach:
    """`people` would be told; `left_out` says how many not, by reason."""

    people: list[Person]
    left_out: list[tuple[Any, int]]


def reach(*, program: Program, group: Group, now: datetime) -> Reach:
    """Five queries, whatever the size of the group."""
    meant = dict.fromkeys(_members(program, group))
    states = dict(program.participations.values_list("person", "state"))
    taking_part = {key for key, state in states.items() if state == ParticipationState.SIGNED_UP}
    left = {key for key, state in states.items() if state == ParticipationState.WITHDRAWN}
    recent = Notice.objects.filter(kind=KIND, program_id=program.pk, created_at__gt=now - NOT_AGAIN)
    told = set(recent.values_list("recipient", flat=True))
    muted = set(MutedKind.objects.filter(kind=KIND).values_list("person", flat=True))
    team = set(program.team.values_list("person", flat=True))
    reasons = (
        (_("signed up already"), taking_part),
        (_("have left this programme"), left),
        (_("in the programme's team"), team),
        (_("do not want such invitations"), muted),
        (_("invited within the last three weeks"), told),
    )
    left_out = []
    for words, keys in reasons:
        found = [person for person in meant if person.pk in keys]
        left_out.append((words, len(found)))
        for person in found:
            del meant[person]
    return Reach(list(meant), [(words, number) for words, number in left_out if number])


def _members(program: Program, group: Group) -> QuerySet[Person]:
    people = Person.objects.active().filter(organisation__in=program.organisations.all(), level__isnull=False)
    if group.departments:
        people = people.filter(department__in=group.departments)
    if group.sites:
        people = people.filter(site__in=group.sites)
    if group.levels:
        people = people.filter(level__in=group.levels)
    return people.distinct()


@transaction.atomic
def invite(*, program: Program, group: Group, reason: str, actor: Person, now: datetime) -> int:
    """Tell everyone in reach that one can sign up; returns how many. `reason` goes into the log.

    Raises NotAllowed for others than its managers, ActionError without a reason or while nobody can sign up.
    """
    if not rules.manages(program, actor):
        raise NotAllowed
    if not rules.takes_sign_ups(program, day_of(now)):
        raise ActionError(_("Nobody can sign up at the moment: open the programme first."))
    if not reason.strip():
        raise ActionError(_("Please say why these people are written to."))
    today: date = day_of(now)
    count = plan(
        Draft(
            kind=KIND,
            recipient=person,
            dedupe_key=f"program:{program.pk}:invited:{today}:{person.pk}",
            due_at=now,
            expires_at=now + timedelta(days=7),
            context={"program": program.pk},
            program_id=program.pk,
        )
        for person in reach(program=program, group=group, now=now).people
    )
    audit.record(
        "program.invited",
        actor=actor,
        subject=program,
        program_id=program.pk,
        details={"count": count, "reason": reason.strip()[:200]},
    )
    return count
