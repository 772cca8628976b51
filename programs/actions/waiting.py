"""The waiting list: whoever came too late can wait for a place or the next run, and HR lets people in."""

from datetime import datetime, timedelta

from django.db import transaction

from notices.actions import Draft, plan
from people import audit
from people.errors import NotAllowed
from people.models import Person
from people.times.clock import day_of
from programs import rules
from programs.enums import TeamRole
from programs.models import PoolMember, Program, WaitingEntry

DAYS_TO_SIGN_UP = 14


@transaction.atomic
def wait(*, program: Program, person: Person, now: datetime) -> WaitingEntry:
    """Put `person` on the list; again changes nothing. Raises NotAllowed where one can, or never could, sign up."""
    if not rules.can_wait(program, person, day_of(now)):
        raise NotAllowed
    return WaitingEntry.objects.get_or_create(program=program, person=person, defaults={"since": now})[0]


def stop_waiting(*, program: Program, person: Person) -> None:
    WaitingEntry.objects.filter(program=program, person=person).delete()


@transaction.atomic
def let_in(*, entry: WaitingEntry, actor: Person, now: datetime) -> WaitingEntry:
    """HR lets one person sign up for two weeks although sign-up is over. Raises NotAllowed for others than managers."""
    if not rules.manages(entry.program, actor) or entry.program.is_over:
        raise NotAllowed
    entry.let_in_until = day_of(now) + timedelta(days=DAYS_TO_SIGN_UP)
    entry.save(update_fields=["let_in_until"])
    audit.record("waiting.let_in", actor=actor, subject=entry.program, program_id=entry.program_id)
    plan(
        [
            Draft(
                kind="let_in",
                recipient=entry.person,
                dedupe_key=f"waiting:{entry.pk}:{entry.let_in_until}",
                due_at=now,
                expires_at=now + timedelta(days=DAYS_TO_SIGN_UP),
                context={"program": entry.program_id},
                program_id=entry.program_id,
            )
        ]
    )
    return entry


def tell_of_opening(program: Program, now: datetime) -> int:
    """Whoever waits for this run or the last one is told when it opens; the pool has a mail of its own."""
    runs = [key for key in (program.pk, program.follows_id) if key]
    in_pool = PoolMember.objects.filter(listed_since__isnull=False).values("person")
    waiting = WaitingEntry.objects.filter(program__in=runs).values("person")
    companies = program.organisations.all()
    people = Person.objects.active().filter(organisation__in=companies).exclude(participations__program=program)
    people = people.exclude(team_roles__program=program, team_roles__role=TeamRole.MANAGER).distinct()
    return plan(
        Draft(
            kind="opens_again",
            recipient=person,
            dedupe_key=f"program:{program.pk}:opens:{person.pk}",
            due_at=now,
            expires_at=now + timedelta(days=DAYS_TO_SIGN_UP),
            context={"program": program.pk},
            program_id=program.pk,
        )
        for person in people.filter(pk__in=waiting).exclude(pk__in=in_pool)
    )
