"""Reporting lines, from a plain mapping of person to manager. Safe where the data run in a circle."""

from collections.abc import Iterable, Mapping


def above(person: int, manager_of: Mapping[int, int]) -> list[int]:
    """Everyone above `person`, the direct manager first. In a circle each is named once, `person` never."""
    found: dict[int, None] = {}
    manager = manager_of.get(person)
    while manager is not None and manager != person and manager not in found:
        found[manager] = None
        manager = manager_of.get(manager)
    return list(found)


def in_one_line(one: int, other: int, manager_of: Mapping[int, int]) -> bool:
    """Does either stand above the other, at any distance?"""
    return one in above(other, manager_of) or other in above(one, manager_of)


def circles(people: Iterable[int], manager_of: Mapping[int, int]) -> list[list[int]]:
    """Circles that `people` stand in or below; each once, beginning with its smallest number."""
    found: dict[frozenset[int], list[int]] = {}
    settled: set[int] = set()
    for start in people:
        path: dict[int, int] = {}
        person: int | None = start
        while person is not None and person not in path and person not in settled:
            path[person] = len(path)
            person = manager_of.get(person)
        if person is not None and person in path:
            ring = list(path)[path[person] :]
            turn = ring.index(min(ring))
            found[frozenset(ring)] = ring[turn:] + ring[:turn]
        settled.update(path)
    return list(found.values())
