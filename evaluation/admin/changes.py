"""HR writes what was changed because of feedback; leadership and participants read it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from evaluation.models import FeedbackChange
from people import audit
from programs.admin.forms import BilingualForm
from programs.scoping import ProgramScopedAdmin


class FeedbackChangeForm(BilingualForm):
    bilingual = ("heard", "changed")

    class Meta:
        model = FeedbackChange
        fields = ("program", "heard_de", "heard_en", "changed_de", "changed_en", "changed_on")


@admin.register(FeedbackChange)
class FeedbackChangeAdmin(ProgramScopedAdmin):
    form = FeedbackChangeForm
    can_add = True
    can_delete = True
    list_display = ("changed", "heard", "changed_on", "program")
    list_filter = ("program",)
    list_select_related = ("program",)
    fields = ("program", ("heard_de", "heard_en"), ("changed_de", "changed_en"), "changed_on")

    @admin.display(description=_("what has changed"))
    def changed(self, row: FeedbackChange) -> str:
        return row.changed

    @admin.display(description=_("what was heard"))
    def heard(self, row: FeedbackChange) -> str:
        return row.heard

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit.record("feedback_change.saved", actor=request.user, subject=obj, program_id=obj.program_id)  # type: ignore[arg-type]

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        audit.record("feedback_change.deleted", actor=request.user, subject=obj, program_id=obj.program_id)  # type: ignore[arg-type]
        super().delete_model(request, obj)
