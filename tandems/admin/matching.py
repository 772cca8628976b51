"""Matching in HR's admin site: start a run, watch it, review what it proposes, release it.

Pages begin at runs or programmes that the person manages; anything else does not exist (404).
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from people.accounts import elevated
from people.errors import ActionError, NotAllowed
from people.models import Person
from programs.models import Participation, Program
from programs.scoping import ProgramScopedAdmin, managed_programs, within
from tandems.enums import PairRuleKind, ProposalState, RunState
from tandems.matching import actions
from tandems.matching.review import CRITERIA_LABELS, Review, review, review_row, run_before
from tandems.models import MatchingRun, PairRule, Proposal

View = Callable[..., Any]


class WeightsForm(forms.Form):
    """Other weights for one run, tried without saving them in the programme."""

    def __init__(self, program: Program, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, weight in program.weights.items():
            self.fields[name] = forms.IntegerField(
                label=CRITERIA_LABELS[name], min_value=0, max_value=10, initial=weight
            )


@admin.register(MatchingRun)
class MatchingRunAdmin(ProgramScopedAdmin):
    """The list of runs, and pages of its own for one programme and one run."""

    nothing_yet = gettext_lazy("There has been no run yet. Begin with Matching on the page of a programme.")
    can_change = False
    list_display = ("__str__", "state", "result", "created_by", "created_at")
    list_filter = ("program", "state")
    list_select_related = ("program", "created_by")
    ordering = ("-created_at",)

    @admin.display(description=gettext_lazy("result"))
    def result(self, run: MatchingRun) -> str:
        return in_words(run)

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, View, str]] = [
            ("program/<int:program_id>/", self.program_view, "program"),
            ("program/<int:program_id>/start/", require_POST(self.start_view), "start"),
            ("<uuid:run_id>/progress/", self.progress_view, "progress"),
            ("<uuid:run_id>/release/", require_POST(self.release_view), "release"),
            ("<uuid:run_id>/swap/", require_POST(self.swap_view), "swap"),
            ("proposal/<uuid:proposal_id>/<slug:step>/", require_POST(self.proposal_view), "proposal"),
            ("decide/<uuid:mentee_id>/<uuid:mentor_id>/<slug:kind>/", require_POST(self.decide_view), "decide"),
            ("rule/<int:rule_id>/take-back/", require_POST(self.take_back_view), "take_back"),
        ]
        own = [
            path(route, self.admin_site.admin_view(_as_page(view)), name=f"tandems_matchingrun_{name}")
            for route, view, name in pages
        ]
        return own + super().get_urls()

    # ------------------------------------------------------------ one programme
    def program_view(self, request: HttpRequest, program_id: int) -> HttpResponse:
        program = get_object_or_404(managed_programs(request.user), pk=program_id)
        return self._program_page(request, program, WeightsForm(program))

    def start_view(self, request: HttpRequest, program_id: int) -> HttpResponse:
        program = get_object_or_404(managed_programs(request.user), pk=program_id)
        weights = None
        if "try" in request.POST:
            form = WeightsForm(program, request.POST)
            if not form.is_valid():
                return self._program_page(request, program, form)
            weights = form.cleaned_data
        try:
            run = actions.start_run(program=program, actor=_person(request), now=timezone.now(), weights=weights)
        except ActionError as error:
            messages.error(request, str(error.message))
            return redirect("admin:tandems_matchingrun_program", program.pk)
        return redirect("admin:tandems_matchingrun_change", run.pk)

    def _program_page(self, request: HttpRequest, program: Program, form: WeightsForm) -> HttpResponse:
        runs = list(self.get_queryset(request).filter(program=program).select_related("created_by")[:50])
        return self._render(
            request,
            "matching_program",
            title=_("Matching: %(program)s") % {"program": program},
            program=program,
            runs=[(run, in_words(run)) for run in runs],
            form=form,
            signed_up=Participation.objects.filter(program=program).signed_up().mentees().count(),
            mentors=Participation.objects.filter(program=program).signed_up().mentors().count(),
            can_start=program.state in actions.MATCHING_STATES,
        )

    # ------------------------------------------------------------ one run
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        run = self._run(request, object_id)
        if run.state != RunState.DONE:
            return self._progress_page(request, run)
        other = self._other(request, run)
        return self._review_page(request, review(run, other))

    def _run(self, request: HttpRequest, run_id: str | UUID) -> MatchingRun:
        try:
            return get_object_or_404(self.get_queryset(request).select_related("program", "created_by"), pk=run_id)
        except ValidationError:
            raise Http404 from None

    def _other(self, request: HttpRequest, run: MatchingRun) -> MatchingRun | None:
        """The run to compare with: the one asked for, else the one before."""
        wanted = request.GET.get("compare")
        if not wanted:
            return run_before(run)
        other = self._run(request, wanted)
        if other.program_id != run.program_id or other.state != RunState.DONE:
            raise Http404
        return other

    def _progress_page(self, request: HttpRequest, run: MatchingRun) -> HttpResponse:
        return self._render(request, "matching_progress", title=_title(run), run=run)

    def progress_view(self, request: HttpRequest, run_id: UUID) -> HttpResponse:
        """The part that htmx asks for every second; once the run has ended, the page is drawn anew."""
        run = self._run(request, run_id)
        response = render(request, "admin/tandems/matching_progress_part.html", {"run": run})
        if run.state in (RunState.DONE, RunState.FAILED):
            response["HX-Refresh"] = "true"
        return response

    def _review_page(self, request: HttpRequest, found: Review) -> HttpResponse:
        others = self.get_queryset(request).filter(program=found.run.program_id, state=RunState.DONE)
        return self._render(
            request,
            "matching_review",
            title=_title(found.run),
            run=found.run,
            review=found,
            words=in_words(found.run),
            others=others.exclude(pk=found.run.pk)[:50],
        )

    def _render(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        return render(
            request,
            f"admin/tandems/{template}.html",
            {**self.admin_site.each_context(request), "opts": self.opts, **context},
        )

    # ------------------------------------------------------------ what one can do with proposals
    def release_view(self, request: HttpRequest, run_id: UUID) -> HttpResponse:
        """First names what would be released; the second time, with `confirmed`, does it: a step of weight."""
        run = self._run(request, run_id)
        proposals = run.proposals.filter(state=ProposalState.PROPOSED).with_people()
        if "all" not in request.POST:
            proposals = proposals.filter(pk__in=_uuids(request))
        if not proposals:
            messages.warning(request, _("Choose at least one proposal that has not been released."))
            return redirect("admin:tandems_matchingrun_change", run.pk)
        if "confirmed" not in request.POST:
            title = _("Ask these pairs?")
            return self._render(request, "matching_release", title=title, run=run, proposals=proposals)
        text = ngettext("One pair is asked.", "%(count)s pairs are asked.", len(proposals)) % {"count": len(proposals)}
        back = reverse("admin:tandems_matchingrun_change", args=[run.pk])
        if page := elevated.ask(request, title=_("Ask these pairs?"), text=text, back=back):
            return page
        outcome = actions.release(
            run=run, proposals=proposals, actor=_person(request), now=timezone.now(), reason=elevated.reason(request)
        )
        self._tell(request, outcome)
        return redirect("admin:tandems_matchingrun_change", run.pk)

    def _tell(self, request: HttpRequest, outcome: actions.Released) -> None:
        if outcome:
            text = ngettext("One pair has been asked.", "%(count)s pairs have been asked.", len(outcome))
            messages.success(request, text % {"count": len(outcome)})
        for proposal, sentence in outcome.refused:
            messages.error(request, f"{proposal}: {sentence}")

    def proposal_view(self, request: HttpRequest, proposal_id: UUID, step: str) -> HttpResponse:
        """Set aside, put back, keep or bar one proposal; htmx gets that one drawn anew."""
        proposal = get_object_or_404(
            within(Proposal.objects.with_people(), "run__program", request.user), pk=proposal_id
        )
        do = _steps(proposal, _person(request)).get(step)
        if do is None:
            raise Http404
        error = ""
        try:
            do()
        except ActionError as problem:
            error = str(problem.message)
        if request.headers.get("HX-Request"):
            row = review_row(proposal)
            return render(request, "admin/tandems/matching_proposal.html", {"row": row, "error": error, "drawn": True})
        if error:
            messages.error(request, error)
        return redirect(f"{reverse('admin:tandems_matchingrun_change', args=[proposal.run_id])}#p-{proposal.pk}")

    def decide_view(self, request: HttpRequest, mentee_id: UUID, mentor_id: UUID, kind: str) -> HttpResponse:
        """Choose an alternative: the pair is kept in the next run."""
        mine = Participation.objects.managed_by(_person(request)).select_related("program", "person")
        mentee, mentor = get_object_or_404(mine, pk=mentee_id), get_object_or_404(mine, pk=mentor_id)
        if kind not in PairRuleKind.values:
            raise Http404
        try:
            actions.decide(mentee=mentee, mentor=mentor, kind=kind, actor=_person(request), now=timezone.now())
            messages.success(request, _("Noted for the next run: %(one)s and %(other)s.") % _names(mentee, mentor))
        except ActionError as error:
            messages.error(request, str(error.message))
        return self._back(request, mentee.program_id)

    def swap_view(self, request: HttpRequest, run_id: UUID) -> HttpResponse:
        run = self._run(request, run_id)
        chosen = list(run.proposals.filter(pk__in=_uuids(request)).with_people())
        if len(chosen) != 2:
            messages.error(request, _("Choose exactly two proposals to swap their mentors."))
            return redirect("admin:tandems_matchingrun_change", run.pk)
        try:
            actions.swap(one=chosen[0], other=chosen[1], actor=_person(request), now=timezone.now())
            messages.success(request, _("Noted: the next run swaps the mentors of these two."))
        except ActionError as error:
            messages.error(request, str(error.message))
        return redirect("admin:tandems_matchingrun_change", run.pk)

    def take_back_view(self, request: HttpRequest, rule_id: int) -> HttpResponse:
        rule = get_object_or_404(within(PairRule.objects.all(), "program", request.user), pk=rule_id)
        program_id = rule.program_id
        actions.take_back(rule=rule, actor=_person(request))
        messages.success(request, _("The decision is taken back."))
        return self._back(request, program_id)

    def _back(self, request: HttpRequest, program_id: int) -> HttpResponse:
        """To the run the person came from, else to the programme."""
        run = self.get_queryset(request).filter(pk__in=_uuids(request, "run"), program=program_id).first()
        if run is None:
            return redirect("admin:tandems_matchingrun_program", program_id)
        return redirect("admin:tandems_matchingrun_change", run.pk)


def in_words(run: MatchingRun) -> str:
    """What came out, in one sentence; nothing while it is at work."""
    if run.state == RunState.FAILED:
        return _(run.error)
    if run.state != RunState.DONE:
        return ""
    return ngettext(
        "%(placed)s of %(count)s mentee is placed.",
        "%(placed)s of %(count)s mentees are placed.",
        run.summary.get("mentees", 0),
    ) % {"placed": run.summary.get("placed", 0), "count": run.summary.get("mentees", 0)}


def _title(run: MatchingRun) -> str:
    return _("Matching: %(program)s") % {"program": run.program}


def _steps(proposal: Proposal, actor: Person) -> dict[str, Callable[[], object]]:
    pair: dict[str, Any] = {"mentee": proposal.mentee, "mentor": proposal.mentor, "actor": actor}
    return {
        "set-aside": partial(actions.set_aside, proposal=proposal, actor=actor),
        "put-back": partial(actions.put_back, proposal=proposal, actor=actor),
        "keep": partial(actions.decide, **pair, kind=PairRuleKind.PIN, now=timezone.now()),
        "bar": partial(actions.bar, proposal=proposal, actor=actor, now=timezone.now()),
        "undecide": partial(actions.undecide, proposal=proposal, actor=actor),
    }


def _uuids(request: HttpRequest, name: str = "proposal") -> list[UUID]:
    """The numbers sent under `name`; what is no such number belongs to nobody."""
    found = []
    for text in request.POST.getlist(name):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _names(mentee: Participation, mentor: Participation) -> dict[str, str]:
    return {"one": mentee.person.full_name, "other": mentor.person.full_name}


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # noqa: S101 - admin_view lets nobody else in
    return request.user


def _as_page(view: View) -> View:
    """What a person may not do to an object is as if it did not exist."""

    @wraps(view)
    def page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except NotAllowed:
            raise Http404 from None

    return page
