"""What is stored about a person: each app registers its own part, this floor knows only the registry."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from people.models import Person


@dataclass(frozen=True)
class PersonalData:
    """One app's part.

    `name` and `description` are shown to the person (lazy translations). `export` returns plain data for JSON.
    `erase` deletes or anonymises and is called inside one transaction, highest floor first. `rows` is for counting
    what is stored without reading it: the rows that the export tells of, as querysets; they are prepared (see
    `people.prepared`) and depend on the person's keys alone. Without them the page counts what the export holds.
    """

    key: str
    name: Any
    description: Any
    export: Callable[[Person], Any]
    erase: Callable[[Person], None]
    floor: int
    rows: Callable[[Person], Iterable[models.QuerySet[Any]]] | None = None


_registry: dict[str, PersonalData] = {}


def register(part: PersonalData) -> None:
    _registry[part.key] = part


def parts() -> list[PersonalData]:
    """All registered parts, highest floor first."""
    return sorted(_registry.values(), key=lambda part: -part.floor)
