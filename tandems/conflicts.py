"""Tandems whose two have come into one reporting line since they were paired, as the data say now.

Nothing is stored and nothing is ended by itself: HR is shown them and talks to the two.
"""

from collections.abc import Mapping

from django.db.models import QuerySet

from people.lines import are_in_one_line
from people.models import Person
from tandems.models import Tandem


def in_conflict(tandems: QuerySet[Tandem]) -> dict[int, int]:
    """Of those `tandems` that are offered or running: pk to programme. Two queries."""
    managers = Person.objects.line_managers()
    rows = tandems.live().values_list(  # type: ignore[attr-defined]
        "pk", "program", "mentee__person", "mentor__person", "program__same_manager_is_out"
    )
    return {
        pk: program
        for pk, program, mentee, mentor, same_is_out in rows
        if are_in_one_line(mentee, mentor, managers) or (same_is_out and _have_one_manager(mentee, mentor, managers))
    }


def _have_one_manager(one: int, other: int, managers: Mapping[int, int]) -> bool:
    return one in managers and managers[one] == managers.get(other)
