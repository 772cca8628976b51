"""The evidence of a programme, for those who see its figures as a whole and for those who oversee it; else 404."""

from collections.abc import Callable
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from evaluation.figures.viewing import own_groups
from evaluation.reports import files
from evaluation.reports.evidence.case import case_of
from evaluation.reports.evidence.report import Evidence, as_pdf, evidence_of
from people.models import Person
from programs.models import Program


@require_safe
def evidence_page(request: HttpRequest, slug: str) -> HttpResponse:
    evidence = evidence_for(request, slug)
    context = {
        "evidence": evidence,
        "program": evidence.program,
        "files": files.languages(),
        "can_evaluate": Program.objects.evaluated_by(cast(Person, request.user))
        .filter(pk=evidence.program.pk)
        .exists(),
    }
    return render(request, "evaluation/evidence.html", context)


@require_safe
def evidence_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    return _file(request, slug, "pdf", as_pdf)


@require_safe
def evidence_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    from evaluation.reports.evidence.workbook import as_workbook  # openpyxl is a tenth of what every process would load

    return _file(request, slug, "xlsx", as_workbook)


def _file(request: HttpRequest, slug: str, ending: str, write: Callable[[Evidence], bytes]) -> HttpResponse:
    with translation.override(files.language_of(request)):
        evidence = evidence_for(request, slug)
        return files.answer(write(evidence), files.name(evidence.program.slug, ["evidence"], evidence.day, ending))


def evidence_for(request: HttpRequest, slug: str) -> Evidence:
    """SECURITY: its counts are of the whole programme, so whoever may see one company of several finds nothing."""
    person = cast(Person, request.user)
    seen = Program.objects.evaluated_by(person) | Program.objects.overseen_by(person)
    program = get_object_or_404(seen.distinct(), slug=slug)
    oversees = Program.objects.overseen_by(person).filter(pk=program.pk).exists()
    if not oversees and own_groups(person, [program]):
        raise Http404
    return evidence_of(case_of(program, timezone.now()))
