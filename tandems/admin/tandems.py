"""Tandems as HR sees them: facts of process. Never a journal, never who moved, cancelled or ended anything."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programs.scoping import ProgramScopedAdmin
from tandems.actions.rhythm import Pace, pace_of
from tandems.admin.several import SeveralAtOnce
from tandems.conflicts import in_conflict
from tandems.enums import CAME_TO_NOTHING, TOGETHER_STATES, TandemState
from tandems.health import NEEDS_HELP, HealthState, with_health
from tandems.models import Tandem

FACTS = (
    "program",
    "mentee_name",
    "mentor_name",
    "state_words",
    "health",
    "offered_at",
    "open_until",
    "started_at",
    "ended_at",
    "rhythm",
    "planned",
    "held",
    "cancelled",
    "last_meeting",
)


def in_words(state: str) -> Any:
    """The state as HR reads it: an offer that was declined is no other than one that nobody answered."""
    return TandemState(TandemState.DECLINED if state in CAME_TO_NOTHING else state).label


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.value, in_words(state)) for state in TandemState if state != TandemState.EXPIRED]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Tandem]) -> QuerySet[Tandem]:
        wanted = self.value()
        if wanted is None:
            return queryset
        return queryset.filter(state__in=CAME_TO_NOTHING if wanted in CAME_TO_NOTHING else [wanted])


class LineFilter(admin.SimpleListFilter):
    """Those in which one has come to stand in the other's reporting line."""

    title = _("reporting line")
    parameter_name = "line"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("conflict", _("one stands in the other's line"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Tandem]) -> QuerySet[Tandem]:
        return queryset.filter(pk__in=in_conflict(queryset)) if self.value() == "conflict" else queryset


class HealthFilter(admin.SimpleListFilter):
    """By health. Computed from the facts of those in the list, in a constant number of queries."""

    title = _("health")
    parameter_name = "health"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("help", _("help may be welcome")), *HealthState.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Tandem]) -> QuerySet[Tandem]:
        wanted = self.value()
        if wanted is None:
            return queryset
        states = NEEDS_HELP if wanted == "help" else (wanted,)
        together = queryset.filter(state__in=TOGETHER_STATES)
        found = with_health(together, timezone.now())
        return queryset.filter(pk__in=[pk for pk, health in found.items() if health.state in states])


class HealthList(ChangeList):
    """The page of the list with the health of its tandems, read once for all of them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        tandems = list(self.result_list)
        found = with_health(tandems, timezone.now())
        for tandem in tandems:
            tandem.health = found.get(tandem.pk)
        self.result_list = tandems  # type: ignore[assignment]


@admin.register(Tandem)
class TandemAdmin(SeveralAtOnce, ProgramScopedAdmin):
    nothing_yet = _("There are no tandems yet. They come about when you ask the pairs of a matching.")
    can_change = False
    list_display = ("pair", "health", "state_words", "program", "planned", "held", "cancelled", "last_meeting")
    list_filter = ("program", StateFilter, HealthFilter, LineFilter)
    search_fields = (
        "mentee__person__first_name",
        "mentee__person__last_name",
        "mentor__person__first_name",
        "mentor__person__last_name",
    )
    ordering = ("program", "-offered_at")
    fields = readonly_fields = FACTS
    actions = ("remind_tandems", "extend_offers", "complete_tandems")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tandem]:
        tandems: Any = super().get_queryset(request)
        return tandems.with_people().with_progress()

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Within one programme its name need not stand in every line."""
        if "program__id__exact" in request.GET:
            return tuple(name for name in self.list_display if name != "program")
        return self.list_display

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return HealthList

    @admin.display(description=_("state"))  # in the order of the codes a no would stand apart
    def state_words(self, tandem: Tandem) -> Any:
        return in_words(tandem.state)

    @admin.display(description=_("tandem"))
    def pair(self, tandem: Tandem) -> str:
        return str(tandem)

    @admin.display(description=_("health"))
    def health(self, tandem: Any) -> str:
        """The state and its reason: a reason to offer help, no mark for anyone."""
        known = tandem.health if hasattr(tandem, "health") else with_health([tandem], timezone.now()).get(tandem.pk)
        if known is None:
            return ""
        return format_html("<b>{}</b><br>{}", known.state.label, known.reason)

    @admin.display(description=_("mentee"))
    def mentee_name(self, tandem: Tandem) -> str:
        return tandem.mentee.person.full_name

    @admin.display(description=_("mentor"))
    def mentor_name(self, tandem: Tandem) -> str:
        return tandem.mentor.person.full_name

    @admin.display(description=_("rhythm"))
    def rhythm(self, tandem: Tandem) -> str:
        weeks = ngettext("every week", "every %(count)s weeks", tandem.rhythm_weeks) % {"count": tandem.rhythm_weeks}
        minutes = ngettext("%(count)s minute", "%(count)s minutes", tandem.meeting_minutes)
        text = f"{weeks}, {minutes % {'count': tandem.meeting_minutes}}"
        return _("%(pace)s (set by the two)") % {"pace": text} if pace_of(tandem) != Pace() else text

    @admin.display(description=_("meetings planned"), ordering="planned")
    def planned(self, tandem: Any) -> int:
        return tandem.planned

    @admin.display(description=_("held"), ordering="held")
    def held(self, tandem: Any) -> int:
        return tandem.held

    @admin.display(description=_("cancelled"), ordering="cancelled")
    def cancelled(self, tandem: Any) -> int:
        return tandem.cancelled

    @admin.display(description=_("last meeting"), ordering="last_held_at")
    def last_meeting(self, tandem: Any) -> str:
        held = tandem.last_held_at
        return date_format(timezone.localtime(held), "DATE_FORMAT") if held else "–"
