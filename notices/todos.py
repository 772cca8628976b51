"""What is due for a person, in order: the home page shows the first as the one next thing.

Each app registers a provider in `AppConfig.ready()`; a provider runs a constant number of queries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from people.models import Person


@dataclass(frozen=True)
class Todo:
    """`due_at` orders the list (None comes last); `title` and `note` are plain sentences in the active language."""

    title: str
    path: str
    action_label: str
    note: str = ""
    due_at: datetime | None = None
    is_urgent: bool = False  # urgent ones come first, whatever their date
    is_appointment: bool = False  # `due_at` is when it happens, not until when


Provider = Callable[[Person, datetime], list[Todo]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def for_person(person: Person, now: datetime) -> list[Todo]:
    """Everything that is due for `person`, most pressing first."""
    todos = [todo for provider in _providers for todo in provider(person, now)]
    return sorted(todos, key=lambda todo: (not todo.is_urgent, todo.due_at is None, todo.due_at or now))
