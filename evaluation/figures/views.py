"""Dashboards for those who run a programme or were given its figures. Everyone else finds nothing here (404)."""

from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from evaluation.figures.counts import Facts
from evaluation.figures.filters import Filters
from evaluation.figures.selection import Selection
from evaluation.figures.viewing import facts_for, who_sees_nothing
from evaluation.reports import files
from evaluation.reports.report import report_of
from evaluation.reports.side_by_side import side_by_side, stand_of
from people.models import Person
from people.prepared import prepared
from programs.models import Program
from programs.scoping import managed_programs


def evaluation_list(request: HttpRequest) -> HttpResponse:
    """All programmes whose figures the person may read, side by side."""
    person = cast(Person, request.user)
    programs = list(Program.objects.evaluated_by(person))
    found = facts_for(person, programs, timezone.now())
    return render(request, "evaluation/list.html", {"groups": side_by_side(found), "stand": stand_of(found)})


def evaluation(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme on one page: the finding first, then every figure of the catalogue."""
    facts, selection = seen(request, slug)
    context = {
        "report": report_of(facts, selection),
        "facts": facts,
        "program": facts.program,
        "filters": Filters(facts, selection),
        "files": files.languages(selection.query),
        "has_evidence": not facts.is_locked,
        "cockpit": (cockpit := cockpit_of(request, facts.program)),
        "unseen": who_sees_nothing(facts.program) if cockpit else "",
    }
    return render(request, "evaluation/program.html", context)


def cockpit_of(request: HttpRequest, program: Program) -> str:
    """Where those who run the programme see its process; empty for those who only read."""
    runs_it = managed_programs(request.user).filter(pk=program.pk).exists()
    return reverse("admin:programme_cockpit", args=[program.pk]) if runs_it else ""


def seen(request: HttpRequest, slug: str) -> tuple[Facts, Selection]:
    """The facts of a programme as far as the person may see them, and what is selected. Every way out starts here."""
    person = cast(Person, request.user)
    program = _evaluated.get_or_404(person=person, slug=slug)
    facts = facts_for(person, [program], timezone.now())[0]
    return facts, Selection.of(request.GET, facts)


@prepared
def _evaluated(person: Person, slug: str) -> QuerySet[Program]:
    return Program.objects.evaluated_by(person).filter(slug=slug)
