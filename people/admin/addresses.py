"""Addresses that wait for the person's word: HR sees which, a system administrator vouches where no way is left."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from people.accounts import addresses, elevated
from people.admin.access import person_of
from people.errors import ActionError
from people.models import Person


class WaitingAddressFilter(admin.SimpleListFilter):
    title = _("new address")
    parameter_name = "address"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        return [("waits", _("not confirmed yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Person]) -> QuerySet[Person]:
        return queryset.filter(pk__in=addresses.waiting().values("pk")) if self.value() == "waits" else queryset


def state_of(request: HttpRequest, person: Person | None) -> dict[str, Any]:
    """What the page of a person says about an address that waits; empty where none does."""
    if person is None or not person.address_waits:
        return {}
    last = person.address_changes.select_related("changed_by").last()
    return {
        "changed_by": last.changed_by if last else None,
        "changed_at": last.changed_at if last else None,
        "opens_at": addresses.opens_at(person),
        "may_vouch": addresses.may_vouch(person_of(request), person),
    }


class VouchingAdmin(admin.ModelAdmin):
    """The action on the list of people; the page of one person posts to the same."""

    @admin.action(description=_("Vouch for the new address"), permissions=["vouch"])
    def vouch_selected(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse | None:
        people = list(queryset.filter(pk__in=addresses.waiting().values("pk")))
        actor = person_of(request)
        able = [person for person in people if addresses.may_vouch(actor, person)]
        if not able:
            text = gettext("None of the selected has an address that you can vouch for: not one that you have changed.")
            messages.info(request, text)
            return None
        text = ngettext(
            "You have made sure yourself, other than by mail, that %(count)s new address belongs to its person. "
            "It counts after seven days; the old address is told and can stop it.",
            "You have made sure yourself, other than by mail, that %(count)s new addresses belong to their people. "
            "They count after seven days; the old addresses are told and can stop it.",
            len(able),
        )
        back = reverse("admin:people_person_changelist")
        title = gettext("Vouch for the new address")
        if page := elevated.ask(request, title=title, text=text % {"count": len(able)}, back=back):
            return page
        done = sum(self._vouch(person, request) for person in able)
        messages.success(request, gettext("Vouched for: %(number)s.") % {"number": done})
        if left := queryset.count() - done:
            messages.warning(request, gettext("Left as they are: %(number)s.") % {"number": left})
        return None

    def _vouch(self, person: Person, request: HttpRequest) -> bool:
        try:
            addresses.vouch(
                person=person, actor=person_of(request), now=timezone.now(), reason=elevated.reason(request)
            )
        except ActionError:
            return False
        return True

    def has_vouch_permission(self, request: HttpRequest) -> bool:
        return person_of(request).is_superuser
