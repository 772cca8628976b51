"""What the page of a programme's community shows: whom to ask, who would be a mentor again, resources.

People stand there because they said so themselves; HR puts nobody on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from people.models import Person
from programs.enums import ParticipationState, TeamRole
from programs.models import PoolMember, Program, Resource, TopicContact

SHOWN = 12  # of a long list, until one asks for all of it


@dataclass(frozen=True)
class Entry:
    """Someone who may be asked."""

    person: Person
    topics: list[str]
    about: str = ""
    role: str = ""


def programs_open_to(person: Person) -> QuerySet[Program]:
    """Whose community `person` belongs to: where they take part, and what they manage."""
    joined = person.participations.filter(state=ParticipationState.SIGNED_UP).values("program")
    runs = person.team_roles.filter(role=TeamRole.MANAGER).values("program")
    return Program.objects.filter(pk__in=joined) | Program.objects.filter(pk__in=runs)


def contacts_of(program: Program) -> list[Entry]:
    """Those who offer to be asked, by name. Three queries."""
    rows = (
        TopicContact.objects.filter(program=program, person__is_active=True)
        .select_related("person__department")
        .prefetch_related("topics")
        .order_by("person__last_name", "person__first_name", "pk")
    )
    roles = dict(
        program.participations.signed_up().filter(person__topic_contacts__program=program).values_list("person", "role")
    )
    found = [Entry(row.person, _names(row.topics.all()), row.about, roles.get(row.person_id, "")) for row in rows]
    return [entry for entry in found if entry.topics]


def mentors_again(program: Program) -> list[Entry]:
    """Of the companies that take part, who is in the pool and agreed to be shown. Two queries."""
    members = (
        PoolMember.objects.filter(
            listed_since__isnull=False,
            is_shown=True,
            person__is_active=True,
            person__organisation__in=program.organisations.order_by().values("pk"),
        )
        .select_related("person__department")
        .prefetch_related("topics")
        .order_by("person__last_name", "person__first_name", "pk")
    )
    return [Entry(member.person, _names(member.topics.all())) for member in members]


def _names(topics: Iterable[Any]) -> list[str]:
    return sorted((topic.name for topic in topics), key=str.casefold)


def topics_in(*lists: list[Entry]) -> list[str]:
    """Every topic that someone can be asked about, once."""
    by_name = {name.casefold(): name for entries in lists for entry in entries for name in entry.topics}
    return [by_name[key] for key in sorted(by_name)]


def about(entries: list[Entry], topic: str) -> list[Entry]:
    wanted = topic.casefold()
    return [entry for entry in entries if any(name.casefold() == wanted for name in entry.topics)]


def resources_for(program: Program, person: Person) -> list[Resource]:
    """Those of the programme first, then those for all programmes."""
    found = Resource.objects.visible_to(person).filter(program=program)
    everywhere = Resource.objects.visible_to(person).filter(program=None)
    return [*found, *everywhere]
