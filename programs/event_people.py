"""Whom an event is for, and who comes. Names only of those who said yes to being named; otherwise numbers by role."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from people.models import Person
from programs.enums import EventAnswer, EventState, ParticipationState, Role
from programs.models import Event, EventReply, Participation
from programs.models.event import FOR_LINE_MANAGERS


def invitees(event: Event) -> QuerySet[Person]:
    """Everyone the event is for as of now."""
    signed_up = Participation.objects.signed_up().filter(program=event.program_id)
    roles = [role for role, wanted in ((Role.MENTEE, event.for_mentees), (Role.MENTOR, event.for_mentors)) if wanted]
    found = Q(pk__in=signed_up.filter(role__in=roles).values("person"))
    if event.for_managers and event.program.state in FOR_LINE_MANAGERS:
        found |= Q(pk__in=signed_up.filter(role=Role.MENTOR).values("person__manager"))
    return Person.objects.active().filter(found)


def is_invited(event: Event, person: Person) -> bool:
    return invitees(event).filter(pk=person.pk).exists()


def can_reply(event: Event, person: Person, now: datetime) -> bool:
    """Invitations are out, it has not begun, and it is for them."""
    is_ahead = event.state == EventState.INVITED and event.starts_at is not None and now < event.starts_at
    return is_ahead and is_invited(event, person)


@dataclass(frozen=True)
class Coming:
    """`roles` counts those who come; `places_left` is None where there are as many as one likes."""

    roles: Counter
    waiting: int
    places_left: int | None
    names: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.roles.total()

    @property
    def mentees(self) -> int:
        return self.roles[Role.MENTEE]

    @property
    def mentors(self) -> int:
        return self.roles[Role.MENTOR]

    @property
    def others(self) -> int:
        return self.total - self.mentees - self.mentors


def with_role(replies: QuerySet[EventReply]) -> QuerySet[Any]:
    """Each reply says in `role` in which role the person takes part; None for line managers."""
    role = Participation.objects.filter(
        program=OuterRef("event__program"), person=OuterRef("person"), state=ParticipationState.SIGNED_UP
    ).values("role")
    return replies.annotate(role=Subquery(role[:1]))


def coming(event: Event) -> Coming:
    """One query."""
    answered = event.replies.filter(person__is_active=True).exclude(answer="")
    rows = list(with_role(answered).select_related("person"))
    yes = [row for row in rows if row.answer == EventAnswer.YES]
    return Coming(
        roles=Counter(row.role for row in yes),
        waiting=sum(row.answer == EventAnswer.WAITING for row in rows),
        places_left=None if event.capacity is None else max(0, event.capacity - len(yes)),
        names=sorted(row.person.full_name for row in yes if row.is_named),
    )
