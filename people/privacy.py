"""What is stored about a person: each app registers its own part, this floor knows only the registry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from people.models import Person


@dataclass(frozen=True)
class PersonalData:
    """One app's part.

    `name` and `description` are shown to the person (lazy translations). `export` returns plain data for JSON.
    `erase` deletes or anonymises and is called inside one transaction, highest floor first.
    """

    key: str
    name: Any
    description: Any
    export: Callable[[Person], Any]
    erase: Callable[[Person], None]
    floor: int


_registry: dict[str, PersonalData] = {}


def register(part: PersonalData) -> None:
    _registry[part.key] = part


def parts() -> list[PersonalData]:
    """All registered parts, highest floor first."""
    return sorted(_registry.values(), key=lambda part: -part.floor)
