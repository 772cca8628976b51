"""What HR sees of surveys: waves with their answer rates, and the questionnaires. Both read-only.

SECURITY: invitations, responses, answers and published figures are registered nowhere; results are on the dashboards.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from evaluation.figures.results import percent
from evaluation.models import Questionnaire, Wave
from evaluation.surveys.preview import preview
from people.lookups import OnlyOfferedFilters
from programs.scoping import ProgramScopedAdmin, manages_any


@admin.register(Wave)
class WaveAdmin(ProgramScopedAdmin):
    can_change = False
    list_display = ("occasion", "answer_rate", "answered", "invited", "opens_on", "closes_on", "program")
    list_filter = ("program", "occasion")
    list_select_related = ("program",)
    date_hierarchy = "opens_on"
    fields = (*list_display[:4], "declined", *list_display[4:], "questionnaire")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Wave]:
        return super().get_queryset(request).with_counts()  # type: ignore[attr-defined]

    @admin.display(description=_("invited"), ordering="invited")
    def invited(self, wave: Any) -> int:
        return wave.invited

    @admin.display(description=_("answered"), ordering="answered")
    def answered(self, wave: Any) -> int:
        return wave.answered

    @admin.display(description=_("do not want to"), ordering="declined")
    def declined(self, wave: Any) -> int:
        return wave.declined

    @admin.display(description=_("answer rate"))
    def answer_rate(self, wave: Any) -> str:
        return percent(wave.answered / wave.invited) if wave.invited else "–"


@admin.register(Questionnaire)
class QuestionnaireAdmin(OnlyOfferedFilters, admin.ModelAdmin):
    """Anyone in HR who manages a programme may read what participants are asked."""

    list_display = ("title", "occasion", "version")
    list_filter = ("occasion",)
    fields = ("occasion", "version", "questions")
    readonly_fields = fields

    @admin.display(description=_("what participants see"))
    def questions(self, questionnaire: Questionnaire) -> SafeString:
        return render_to_string("admin/evaluation/preview.html", {"pages": preview(questionnaire)})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return manages_any(request)

    def has_view_permission(self, request: HttpRequest, obj: Questionnaire | None = None) -> bool:
        return manages_any(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Questionnaire | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Questionnaire | None = None) -> bool:
        return False
