"""What other apps show in a tandem's room under a meeting. They register in `AppConfig.ready()`.

A provider gets the tandem, the person who looks and, on the page of a meeting, this one. It runs a constant number of
queries and returns only what this person may read, and of that only what is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from people.models import Person
from programs.enums import Role
from tandems.models import Meeting, Tandem


@dataclass(frozen=True)
class Note:
    """`meeting_id` None: about the tandem as a whole. `readers` says in words who may read it."""

    meeting_id: UUID | None
    role: Role
    is_mine: bool
    readers: str
    text: str
    path: str


Provider = Callable[[Tandem, Person, Meeting | None], list[Note]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def for_tandem(tandem: Tandem, person: Person) -> list[Note]:
    return [note for provider in _providers for note in provider(tandem, person, None)]


def for_meeting(meeting: Meeting, person: Person) -> list[Note]:
    return [note for provider in _providers for note in provider(meeting.tandem, person, meeting)]
