"""Reporting lines as plain mappings person -> line manager. Safe against circles, which older data may hold."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def line_above(person_id: Key, managers: Mapping[Key, Key | None]) -> list[Key]:
    """Everyone above `person_id`, nearest first. In a circle the walk ends before it comes back."""
    above: list[Key] = []
    seen = {person_id}
    manager = managers.get(person_id)
    while manager is not None and manager not in seen:
        above.append(manager)
        seen.add(manager)
        manager = managers.get(manager)
    return above


def are_in_one_line(one: Key, other: Key, managers: Mapping[Key, Key | None]) -> bool:
    """Whether one stands above the other, at any distance."""
    return one in line_above(other, managers) or other in line_above(one, managers)


def circles(managers: Mapping[Key, Key | None]) -> list[list[Key]]:
    """Every circle once, each as the walk from its first member found: [a, b] means a reports to b and b to a."""
    found: list[list[Key]] = []
    done: set[Key] = set()
    for start in managers:
        path: list[Key] = []
        places: dict[Key, int] = {}
        walker: Key | None = start
        while walker is not None and walker not in done and walker not in places:
            places[walker] = len(path)
            path.append(walker)
            walker = managers.get(walker)
        if walker in places:
            found.append(path[places[walker] :])
        done.update(path)
    return found
