"""Bulk actions of the list of tandems: a page says how many they touch and whom not, and why; then they act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from people.accounts import elevated
from people.models import Person
from tandems import helping
from tandems.models import Tandem

SHOWN = 12


@dataclass(frozen=True)
class Step:
    """`reach` says whom it touches, `act` does it. What writes to people asks for a proof and a reason."""

    title: Any
    effect: Any
    button: Any
    done: Any
    reach: Callable[..., helping.Reach]
    act: Callable[..., int]
    is_elevated: bool = True


STEPS = {
    "remind_tandems": Step(
        _("Remind"),
        _(
            "Whoever has not answered an offer yet is reminded of it; those without a date for their next meeting are "
            "asked to agree on one. Nobody learns that it was you."
        ),
        ngettext_lazy("Remind %(count)s tandem", "Remind %(count)s tandems", "count"),
        ngettext_lazy("%(count)s tandem is reminded.", "%(count)s tandems are reminded.", "count"),
        helping.remindable,
        helping.remind,
    ),
    "extend_offers": Step(
        _("Give more time to answer"),
        _(
            "These offers stay open for as many days more as the programme gives to answer. The reminder goes out by "
            "itself some days before."
        ),
        ngettext_lazy("Extend %(count)s offer", "Extend %(count)s offers", "count"),
        ngettext_lazy("%(count)s offer is extended.", "%(count)s offers are extended.", "count"),
        helping.extendable,
        helping.extend,
        is_elevated=False,
    ),
    "complete_tandems": Step(
        _("Complete"),
        _("The planned end: both get the news and their certificate, meetings that were not held are cancelled."),
        ngettext_lazy("Complete %(count)s tandem", "Complete %(count)s tandems", "count"),
        ngettext_lazy("%(count)s tandem is complete.", "%(count)s tandems are complete.", "count"),
        helping.completable,
        helping.complete_several,
        is_elevated=False,
    ),
}


class SeveralAtOnce:
    """Mix in before the admin class of tandems."""

    admin_site: admin.AdminSite
    opts: Any

    @admin.action(description=_("Remind the selected tandems"), permissions=["help"])
    def remind_tandems(self, request: HttpRequest, queryset: QuerySet[Tandem]) -> HttpResponse:
        return self._several(request, queryset, "remind_tandems")

    @admin.action(description=_("Give the selected offers more time"), permissions=["help"])
    def extend_offers(self, request: HttpRequest, queryset: QuerySet[Tandem]) -> HttpResponse:
        return self._several(request, queryset, "extend_offers")

    @admin.action(description=_("Complete the selected tandems"), permissions=["help"])
    def complete_tandems(self, request: HttpRequest, queryset: QuerySet[Tandem]) -> HttpResponse:
        return self._several(request, queryset, "complete_tandems")

    def has_help_permission(self, request: HttpRequest) -> bool:
        return self.is_manager(request)  # type: ignore[attr-defined]

    def _several(self, request: HttpRequest, queryset: QuerySet[Tandem], name: str) -> HttpResponse:
        step, now = STEPS[name], timezone.now()
        tandems = list(queryset.select_related("program").prefetch_related("consents"))
        reach, back = step.reach(tandems, now), request.get_full_path()
        if "confirmed" in request.POST and reach.tandems:
            title = str(step.button % {"count": len(reach.tandems)})
            if step.is_elevated and (page := elevated.ask(request, title=title, text=str(step.effect), back=back)):
                return page
            person: Person = request.user  # type: ignore[assignment]
            count = step.act(tandems=tandems, actor=person, reason=elevated.reason(request), now=now)
            messages.success(request, step.done % {"count": count})
            return redirect(back)
        return render(request, "admin/tandems/several.html", self._page(request, step, name, reach, back))

    def _page(self, request: HttpRequest, step: Step, name: str, reach: helping.Reach, back: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": step.title,
            "step": step,
            "name": name,
            "reach": reach,
            "shown": reach.tandems[:SHOWN],
            "more": max(0, len(reach.tandems) - SHOWN),
            "button": step.button % {"count": len(reach.tandems)},
            "across": request.POST.get("select_across") == "1",
            "selected": request.POST.getlist("_selected_action"),
            "back": back,
        }
