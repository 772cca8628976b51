"""HR's own pages around questionnaires: what a programme asks when, approvals, and the preview on a phone.

Each page takes the admin class first and starts from what the person manages: anything else is a 404.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Min
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from evaluation.admin.forms import ApprovalForm
from evaluation.enums import ONCE, Occasion
from evaluation.models import Approval, Questionnaire, Wave
from evaluation.surveys import editing
from evaluation.surveys.choosing import Choice, choices_for
from evaluation.surveys.forms import SurveyForm
from evaluation.surveys.plan import Course, outlook
from people.enums import Language
from people.errors import ActionError, NotAllowed
from people.models import Person
from people.times.clock import day_of
from programs.enums import TopicKind
from programs.models import Program
from programs.scoping import managed_programs

if TYPE_CHECKING:
    from evaluation.admin.questionnaires import QuestionnaireAdmin


@dataclass(frozen=True)
class Survey:
    """One line of the page: an occasion, when it is asked, with which version, and what is missing."""

    occasion: Occasion
    opens_on: date | None
    waves: list[Wave]
    choice: Choice
    draft: Questionnaire | None
    approvals: dict[int, Approval]

    @property
    def is_over(self) -> bool:
        """Asked once in a programme, and it has been asked."""
        return self.occasion in ONCE and bool(self.waves)

    @property
    def approval(self) -> Approval | None:
        return self.approvals.get(self.choice.used.pk) if self.choice.used else None

    @property
    def waiting(self) -> Questionnaire | None:
        """The newest version, where the works council has not approved it yet."""
        newest = self.choice.newest
        return newest if newest and not self.choice.may_be_used(newest) else None


def hr_person(request: HttpRequest) -> Person:
    if not (isinstance(request.user, Person) and request.user.is_staff):
        raise PermissionDenied
    return request.user


def surveys_of(program: Program | None) -> str:
    if program is None:
        return reverse("admin:evaluation_questionnaire_changelist")
    return reverse("admin:evaluation_questionnaire_program", args=[program.pk])


def _managed(request: HttpRequest, pk: int) -> Program:
    return get_object_or_404(managed_programs(request.user), pk=pk)


def _page(admin: "QuestionnaireAdmin", request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    full = {**admin.admin_site.each_context(request), "opts": admin.opts, **context}
    return TemplateResponse(request, f"admin/evaluation/{template}", full)


# ------------------------------------------------------------------ what a programme asks when
def surveys(admin: "QuestionnaireAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    program = _managed(request, pk)
    context = {"program": program, "title": _("Surveys"), "surveys": lines_of(program)}
    return _page(admin, request, "surveys.html", context)


def lines_of(program: Program) -> list[Survey]:
    """Every occasion in the order of the programme. A constant number of queries."""
    waves = list(
        Wave.objects.filter(program=program).with_counts().order_by("opens_on").select_related("questionnaire")
    )
    first = Program.objects.filter(pk=program.pk).aggregate(first=Min("tandems__started_at"))["first"]
    began = day_of(first) if first else None
    begins = max(filter(None, (program.starts_on, began)), default=None)
    dates = outlook(Course(program, begins, waves)) if begins else {}
    ready = choices_for(program)
    drafts = {one.occasion: one for one in program.questionnaires.filter(released_at=None)}
    approvals = {one.questionnaire_id: one for one in program.questionnaire_approvals.all()}
    asked = [one for one in Occasion if one != Occasion.MANAGERS or program.line_managers_are_asked]
    return [
        Survey(
            occasion=one,
            opens_on=dates.get(one),
            waves=[wave for wave in waves if wave.occasion == one],
            choice=ready[one],
            draft=drafts.get(one),
            approvals=approvals,
        )
        for one in asked
    ]


def own(admin: "QuestionnaireAdmin", request: HttpRequest, pk: int, occasion: str) -> HttpResponse:
    """A new version, as a draft; the one that is being written already, if there is one."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    program = _managed(request, pk)
    if occasion not in Occasion.values:
        raise Http404
    draft = editing.new_version(program=program, occasion=occasion, actor=hr_person(request))
    return redirect("admin:evaluation_questionnaire_change", draft.pk)


# ------------------------------------------------------------------ the works council
def approve(admin: "QuestionnaireAdmin", request: HttpRequest, pk: int, questionnaire_pk: int) -> HttpResponse:
    program, now = _managed(request, pk), timezone.now()
    found = get_object_or_404(Questionnaire.objects.for_use_in([program.pk]), pk=questionnaire_pk)
    form = ApprovalForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            editing.approve(
                program=program, questionnaire=found, actor=hr_person(request), now=now, **form.cleaned_data
            )
        except ActionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The approval is recorded. This version never changes from now on."))
        return redirect(surveys_of(program))
    context = {"program": program, "questionnaire": found, "form": form, "title": _("Approval by the works council")}
    return _page(admin, request, "approve.html", context)


def withdraw(admin: "QuestionnaireAdmin", request: HttpRequest, pk: int, questionnaire_pk: int) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    program = _managed(request, pk)
    found = get_object_or_404(program.questionnaire_approvals, questionnaire=questionnaire_pk)
    try:
        editing.withdraw_approval(approval=found, actor=hr_person(request))
    except NotAllowed as error:
        raise Http404 from error
    messages.success(request, _("The approval is withdrawn. No further survey takes this version."))
    return redirect(surveys_of(program))


# ------------------------------------------------------------------ the preview
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def preview(admin: "QuestionnaireAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """The questionnaire on a phone: one frame, to be switched between languages and roles."""
    found = admin.visible(request, pk)
    roles = found.roles
    role = next((one for one in roles if one == request.GET.get("role")), roles[0])
    language = next(
        (one for one in Language if one == request.GET.get("language")), Language(hr_person(request).language)
    )
    context = {
        "questionnaire": found,
        "title": _("Preview"),
        "roles": roles,
        "languages": list(Language),
        "role": role,
        "language": language,
    }
    return _page(admin, request, "phone.html", context)


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]
def phone(admin: "QuestionnaireAdmin", request: HttpRequest, pk: int, language: str, role: str) -> HttpResponse:
    """What stands in the frame: the survey as the person sees it. Nothing can be sent."""
    found = admin.visible(request, pk)
    if language not in Language.values or role not in found.roles:
        raise Http404
    with translation.override(language):
        questions = [one for one in found.questions.all() if one.role in ("", role)]
        program = found.program or managed_programs(request.user).first()
        topics = list(program.topics.filter(kind=TopicKind.LEARN)) if program else []
        context = {
            "questionnaire": found,
            "program": program,
            "form": SurveyForm(questions, topics),
            "is_preview": True,
        }
        return render(request, "evaluation/preview.html", context)
