"""What is due for a person, in order: the home page shows the first as the one next thing.

Each app registers a provider in `AppConfig.ready()`; a provider runs a constant number of queries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

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


SOON = timedelta(days=2)  # an appointment further ahead asks for nothing yet


def pressing(
    now: datetime, due_at: datetime | None, *, is_urgent: bool = False, is_appointment: bool = False
) -> tuple[bool, int, datetime]:
    """What things to do are put in order by, here and wherever else one of them comes first.

    Urgent ones, then by date; without a date after those; appointments that are not near come last.
    """
    waits = is_appointment and due_at is not None and due_at > now + SOON
    return not is_urgent, 2 if waits else int(due_at is None), due_at or now


Provider = Callable[[Person, datetime], list[Todo]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def for_person(person: Person, now: datetime) -> list[Todo]:
    """Everything that is due for `person`, most pressing first."""
    todos = [todo for provider in _providers for todo in provider(person, now)]
    return sorted(todos, key=lambda todo: in_order(todo, now))


def in_order(todo: Todo, now: datetime) -> tuple[bool, int, datetime]:
    return pressing(now, todo.due_at, is_urgent=todo.is_urgent, is_appointment=todo.is_appointment)
