"""What is edited within a programme's form: goals, topics, team, the texts people agree to and are briefed with."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from programs.admin.forms import (
    BriefingForm,
    ConsentTextForm,
    ConsentTextFormSet,
    GoalForm,
    TeamForm,
    TeamFormSet,
    TopicForm,
    TopicFormSet,
)
from programs.enums import TopicKind
from programs.models import Briefing, ConsentText, Goal, TeamMember, Topic
from programs.scoping import ProgramScopedInline


class GoalInline(ProgramScopedInline, admin.StackedInline):
    model = Goal
    classes = ("collapse",)
    form = GoalForm
    extra = 0
    fields = (
        ("title_de", "title_en"),
        ("measure", "topic"),
        ("baseline", "target", "due_on"),
        ("reported", "position"),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "topic":
            kwargs["queryset"] = Topic.objects.filter(program=edited_program(request), kind=TopicKind.LEARN)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "topic":
            field.choices = list(field.choices)  # read once, not once for each goal
        return field


class TopicInline(ProgramScopedInline, admin.TabularInline):
    model = Topic
    classes = ("collapse",)
    form = TopicForm
    formset = TopicFormSet
    template = "admin/programs/program/topics_inline.html"
    extra = 0


class TeamInline(ProgramScopedInline, admin.TabularInline):
    model = TeamMember
    classes = ("collapse",)
    form = TeamForm
    formset = TeamFormSet
    extra = 0


class ConsentTextInline(ProgramScopedInline, admin.StackedInline):
    model = ConsentText
    classes = ("collapse",)
    form = ConsentTextForm
    formset = ConsentTextFormSet
    extra = 0
    can_delete = False
    fields = (("text_de", "text_en"),)


class BriefingInline(ProgramScopedInline, admin.StackedInline):
    model = Briefing
    classes = ("collapse",)
    form = BriefingForm
    extra = 0
    max_num = 0
    can_delete = False
    fields = (("text_de", "text_en"),)


def edited_program(request: HttpRequest) -> Any:
    """The key of the programme whose form is open; nothing on the page for a new one."""
    match = request.resolver_match
    return match.kwargs.get("object_id") if match else None
