"""Questionnaires: ours and the programmes' own. A draft can be edited by HR of its programme, everything else is read.

Who manages a programme reads what participants are asked. What is in use or approved never changes: there is one button
for a new version of it.
"""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from evaluation.admin import pages
from evaluation.admin.forms import QuestionForm, QuestionFormSet, QuestionnaireForm
from evaluation.models import Approval, Question, Questionnaire, Wave
from evaluation.surveys import checks, editing
from evaluation.surveys.preview import preview
from people import audit
from people.errors import ActionError, NotAllowed
from people.models import Person
from programs.enums import TopicKind
from programs.models import Topic
from programs.scoping import (
    ProgramScopedAdmin,
    ProgramScopedInline,
    ScopedRelatedFilter,
    managed_programs,
    manages_any,
)


class QuestionInline(ProgramScopedInline, admin.StackedInline):
    model = Question
    form = QuestionForm
    formset = QuestionFormSet
    extra = 0
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("position", "kind", "role"),
                    ("text_de", "text_en"),
                    ("options_de", "options_en"),
                    ("least", "most", "unit_de", "unit_en"),
                )
            },
        ),
        (
            gettext_lazy("What it measures, and with what it is compared"),
            {"classes": ("collapse",), "fields": (("construct", "level", "topic"), "code")},
        ),
    )

    class Media:
        js = ("questionnaire.js",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "topic":
            edited = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            kwargs["queryset"] = Topic.objects.filter(program__questionnaires=edited, kind=TopicKind.LEARN)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "topic":
            field.choices = list(field.choices)  # read once, not once for each question
        return field


class ForProgram(ScopedRelatedFilter):
    """Names only programmes one manages; those of none are called what they are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display: Any = _("for all programmes")


@admin.register(Questionnaire)
class QuestionnaireAdmin(ProgramScopedAdmin):
    form = QuestionnaireForm
    change_form_template = "admin/evaluation/questionnaire.html"
    list_display = ("title", "occasion", "number", "whose", "standing")
    list_display_links = ("title",)
    list_filter = ("occasion", ("program", ForProgram))
    list_select_related = ("program",)
    fields = (("title_de", "title_en"), ("intro_de", "intro_en"))

    # ------------------------------------------------------------ who may

    def get_queryset(self, request: HttpRequest) -> QuerySet[Questionnaire]:
        everything = super(ProgramScopedAdmin, self).get_queryset(request)
        person = cast(Person, request.user)
        found = everything.managed_by(person) if manages_any(request) else everything.none()  # type: ignore[attr-defined]
        return found.annotate(
            is_used=Exists(Wave.objects.filter(questionnaire=OuterRef("pk"))),
            is_approved=Exists(Approval.objects.filter(questionnaire=OuterRef("pk"))),
        )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None or obj.program_id is None:
            return manages_any(request)
        return managed_programs(request.user).filter(pk=obj.program_id).exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return manages_any(request)
        return is_editable(obj) and self.has_view_permission(request, obj)

    # ------------------------------------------------------------ the list

    @admin.display(description=gettext_lazy("title"), ordering="title_de")
    def title(self, questionnaire: Questionnaire) -> str:
        return questionnaire.title or "–"

    @admin.display(description=pgettext_lazy("of a questionnaire", "version"), ordering="version")
    def number(self, questionnaire: Questionnaire) -> int:
        return questionnaire.version

    @admin.display(description=gettext_lazy("for"), ordering="program")
    def whose(self, questionnaire: Questionnaire) -> str:
        return str(questionnaire.program or _("all programmes"))

    @admin.display(description=gettext_lazy("state"))
    def standing(self, questionnaire: Questionnaire) -> str:
        return standing(questionnaire)

    # ------------------------------------------------------------ the form

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return (QuestionInline,) if obj and is_editable(obj) else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj and is_editable(obj) else ("questions",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj and is_editable(obj) else ("questions",)

    @admin.display(description=gettext_lazy("what participants see"))
    def questions(self, questionnaire: Questionnaire) -> SafeString:
        return render_to_string("admin/evaluation/preview.html", {"pages": preview(questionnaire)})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        context = {**(extra_context or {}), **(self.panel(request, found) if found else {})}
        return super().change_view(request, object_id, form_url, context)

    def panel(self, request: HttpRequest, found: Any) -> dict[str, Any]:
        """What stands above the form: the state, what is wrong, the steps from here."""
        programs = [found.program] if found.program else list(managed_programs(request.user))
        is_ready = found.released_at is not None
        return {
            "questionnaire": found,
            "standing": standing(found),
            "is_editable": is_editable(found),
            "can_be_taken_back": bool(found.program and is_ready and not found.is_frozen),
            "problems": [] if is_ready else checks.problems(found),
            "hints": [] if is_ready else checks.hints(found),
            "approvals": found.approvals.filter(program__in=programs).select_related("program"),
            "programs": programs,
        }

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        counts = [len(rows) for one in formsets for rows in (one.new_objects, one.changed_objects, one.deleted_objects)]
        if form.changed_data or any(counts):
            found = form.instance
            audit.record(
                "questionnaire.changed",
                actor=pages.hr_person(request),
                subject=found,
                program_id=found.program_id,
                details={"occasion": found.occasion, "version": found.version},
            )

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """“Ready for use” and “Preview” save first what was changed."""
        then = request.POST.get("_then")
        if then == "release":
            return self.do(request, obj, "release")
        if then == "preview":
            return redirect("admin:evaluation_questionnaire_preview", obj.pk)
        return super().response_change(request, obj)

    # ------------------------------------------------------------ own pages

    def get_urls(self) -> list[URLPattern]:
        def own(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"evaluation_questionnaire_{name}")

        return [
            own("program/<int:pk>/", self.page(pages.surveys), "program"),
            own("program/<int:pk>/own/<slug:occasion>/", self.page(pages.own), "own"),
            own("program/<int:pk>/approve/<int:questionnaire_pk>/", self.page(pages.approve), "approve"),
            own("program/<int:pk>/withdraw/<int:questionnaire_pk>/", self.page(pages.withdraw), "withdraw"),
            own("<int:pk>/step/<slug:step>/", self.step_view, "step"),
            own("<int:pk>/preview/", self.page(pages.preview), "preview"),
            own("<int:pk>/phone/<slug:language>/<slug:role>/", self.page(pages.phone), "phone"),
            *super().get_urls(),
        ]

    def page(self, view: Any) -> Any:
        """A page of its own: `view(admin, request, …)`."""

        def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            return view(self, request, **kwargs)

        return answer

    def step_view(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return self.do(request, self.visible(request, pk), step)

    def visible(self, request: HttpRequest, pk: int) -> Questionnaire:
        found = self.get_queryset(request).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def do(self, request: HttpRequest, found: Questionnaire, step: str) -> HttpResponse:
        """One of the steps of a questionnaire; what does not work is said on its page."""
        actor, back = pages.hr_person(request), redirect("admin:evaluation_questionnaire_change", found.pk)
        try:
            match step:
                case "release":
                    editing.release(questionnaire=found, actor=actor, now=timezone.now())
                    messages.success(request, _("Ready for use: the next survey takes this version."))
                case "take-back":
                    editing.take_back(questionnaire=found, actor=actor)
                    messages.success(request, _("Taken back. It can be edited again."))
                case "discard":
                    program = found.program
                    editing.discard(questionnaire=found, actor=actor)
                    messages.success(request, _("The draft is deleted."))
                    back = redirect(pages.surveys_of(program))
                case _other:
                    raise Http404
        except NotAllowed as error:
            raise Http404 from error
        except ActionError as error:
            messages.error(request, str(error))
        return back


def is_editable(questionnaire: Questionnaire) -> bool:
    """A programme's own, still being written."""
    return questionnaire.program_id is not None and questionnaire.released_at is None


def standing(questionnaire: Any) -> str:
    """In words how far it is. Needs `is_used` and `is_approved`."""
    if questionnaire.released_at is None:
        return _("being written")
    if questionnaire.is_used:
        return _("in use, stays as it is")
    return _("approved, stays as it is") if questionnaire.is_approved else _("ready for use")
