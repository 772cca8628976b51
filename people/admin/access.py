"""Who may open the admin's pages about people: everyone in HR. Programmes have a scoping of their own."""

from typing import Any, cast

from django.http import HttpRequest

from people.lookups import OnlyOfferedFilters
from people.models import Person


def person_of(request: HttpRequest) -> Person:
    """The person who is signed in; the admin site lets nobody else through."""
    return cast(Person, request.user)


def is_hr(request: HttpRequest) -> bool:
    return bool(request.user.is_active and getattr(request.user, "is_staff", False))


class HrAdmin(OnlyOfferedFilters):
    """Roles decide, not Django's permissions. Nothing about people is deleted in the admin."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_hr(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_hr(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_hr(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_hr(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
