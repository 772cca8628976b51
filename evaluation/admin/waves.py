"""Waves with their answer rates. They open by themselves; what keeps one from opening stands above the list."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from evaluation.checklist import unapproved
from evaluation.enums import Occasion
from evaluation.figures.results import percent
from evaluation.models import Wave
from evaluation.surveys.choosing import choices
from programs.enums import ProgramState
from programs.models import Program
from programs.scoping import ProgramScopedAdmin, managed_programs


def held_up(person: Any) -> list[tuple[Program, list[Occasion]]]:
    """Programmes that `person` manages with the surveys that wait for the works council's approval."""
    programs = list(
        managed_programs(person).filter(questionnaires_need_approval=True).exclude(state=ProgramState.DRAFT)
    )
    ready = choices(programs) if programs else {}
    found = [(program, unapproved(program, ready[program.pk])) for program in programs]
    return [(program, occasions) for program, occasions in found if occasions]


@admin.register(Wave)
class WaveAdmin(ProgramScopedAdmin):
    nothing_yet = _("No survey has gone out yet. Each goes out on its day by itself.")
    can_change = False
    change_list_template = "admin/evaluation/waves.html"
    list_display = ("occasion", "answer_rate", "answered", "invited", "opens_on", "closes_on", "program")
    list_filter = ("program", "occasion")
    list_select_related = ("program",)
    date_hierarchy = "opens_on"
    fields = (*list_display[:4], "declined", *list_display[4:], "asked")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Wave]:
        return super().get_queryset(request).with_counts()  # type: ignore[attr-defined]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "held_up": held_up(request.user)})

    @admin.display(description=_("invited"), ordering="invited")
    def invited(self, wave: Any) -> int:
        return wave.invited

    @admin.display(description=_("answered"), ordering="answered")
    def answered(self, wave: Any) -> int:
        return wave.answered

    @admin.display(description=_("do not want to"), ordering="declined")
    def declined(self, wave: Any) -> int:
        return wave.declined

    @admin.display(description=_("questionnaire"))
    def asked(self, wave: Any) -> str:
        return str(wave.questionnaire)

    @admin.display(description=_("answer rate"))
    def answer_rate(self, wave: Any) -> str:
        return percent(wave.answered / wave.invited) if wave.invited else "–"
