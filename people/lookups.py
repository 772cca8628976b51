"""What the address of an admin list may filter by: the filters that stand beside it, and nothing else.

SECURITY: Django lets the address bar ask for any column and for whatever points at a row. That would tell HR who has
written in a journal, who is being reminded, or, letter by letter, the stored password of an administrator.
"""

from typing import Any

from django.http import HttpRequest

_STEPS = {"exact", "in", "isnull", "gt", "gte", "lt", "lte", "id", "pk", "year", "month", "day"}


class OnlyOfferedFilters:
    """Mix in before `admin.ModelAdmin`."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return any(_asks_for(lookup, name) for name in self._offered(request))

    def _offered(self, request: HttpRequest) -> set[str]:
        filters = self.get_list_filter(request)  # type: ignore[attr-defined]
        names = {_name(item) for item in filters}
        return names | {self.date_hierarchy or ""}  # type: ignore[attr-defined]


def _name(item: Any) -> str:
    """The field of a filter, or the parameter of one that is written by hand."""
    if isinstance(item, str):
        return item
    return item[0] if isinstance(item, tuple | list) else item.parameter_name


def _asks_for(lookup: str, name: str) -> bool:
    if lookup == name:
        return True
    asked, *steps = lookup.split("__")
    return asked == name and set(steps) <= _STEPS
