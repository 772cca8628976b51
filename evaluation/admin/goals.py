"""HR enters values of the goals it reports, each with its day; those of all other goals are kept by themselves."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.figures.goals_over_time import follow, latest
from evaluation.models import GoalValue
from people import audit
from programs.enums import Measure
from programs.models import Goal
from programs.scoping import ProgramScopedAdmin


class GoalValueForm(forms.ModelForm):
    class Meta:
        model = GoalValue
        fields = ("goal", "measured_on", "value")

    def clean_measured_on(self) -> date:
        day: date = self.cleaned_data["measured_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


@admin.register(GoalValue)
class GoalValueAdmin(ProgramScopedAdmin):
    program_lookup = "goal__program"
    form = GoalValueForm
    can_add = True
    can_delete = True
    list_display = ("goal", "measured_on", "value")
    list_select_related = ("goal__program",)
    fields = ("goal", "measured_on", "value")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[GoalValue]:
        return super().get_queryset(request).filter(goal__measure=Measure.REPORTED)

    def related_choices(self, model: type[models.Model], request: HttpRequest) -> models.QuerySet | None:
        found = super().related_choices(model, request)
        return found.filter(measure=Measure.REPORTED) if model is Goal and found is not None else found

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        before = latest(obj.goal)
        super().save_model(request, obj, form, change)
        _tell(request, obj.goal, before, "goal_value.saved")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        before = latest(obj.goal)
        super().delete_model(request, obj)
        _tell(request, obj.goal, before, "goal_value.deleted")

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[GoalValue]) -> None:
        for row in queryset:
            self.delete_model(request, row)


def _tell(request: HttpRequest, goal: Goal, before: Any, event: str) -> None:
    follow(goal, before=before)
    audit.record(event, actor=request.user, subject=goal, program_id=goal.program_id)  # type: ignore[arg-type]
