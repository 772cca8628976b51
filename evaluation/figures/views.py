"""Dashboards for those who run a programme or were given its figures. Everyone else finds nothing here (404)."""

import csv
import re
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.figures import catalogue
from evaluation.figures.facts import Facts, facts_of
from evaluation.figures.headline import headline, lines
from evaluation.figures.selection import Selection
from people.exports import safe_cell
from people.models import Person
from programs.enums import Role
from programs.models import Program

NUMBER = re.compile(r"[+−]?\d[\d.,]*")  # a sign of ours makes no formula
SIDE_BY_SIDE = ("decisions", "goals", "learning", "meetings", "rhythm", "usefulness", "answer_rates")


def evaluation_list(request: HttpRequest) -> HttpResponse:
    """All programmes whose figures the person may read, side by side."""
    programs = list(Program.objects.evaluated_by(cast(Person, request.user)))
    rows = [
        {
            "facts": facts,
            "headline": headline(facts),
            "results": [catalogue.result(code, facts) for code in SIDE_BY_SIDE],
        }
        for facts in facts_of(programs, timezone.now())
    ]
    return render(request, "evaluation/list.html", {"rows": rows})


def evaluation(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme on one page: the finding first, then every figure of the catalogue."""
    facts, selection = seen(request, slug)
    results = catalogue.results(facts, selection)
    return render(
        request,
        "evaluation/program.html",
        {
            "facts": facts,
            "program": facts.program,
            "selection": selection,
            "role": selection.role,
            "roles": Role.choices,
            "headline": headline(facts),
            "lines": lines(facts),
            "results": results,
            "decisions": next(result for result in results if _code(result) == "decisions"),
            "told": [result for result in results if result.state != "empty" and _code(result) != "decisions"],
            "untold": [result for result in results if result.state == "empty"],
            "k": facts.program.smallest_group,
        },
    )


def evaluation_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same figures as the page, through the same guard, as a file for a spreadsheet."""
    facts, selection = seen(request, slug)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = "-".join(part for part in (facts.program.slug, *selection.slugs, facts.day.isoformat()) if part)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";")
    for result in catalogue.results(facts, selection):
        assert result.figure is not None  # noqa: S101
        _write(writer, result)
    return response


def _write(writer, result: catalogue.Result) -> None:  # type: ignore[no-untyped-def]
    figure = result.figure
    assert figure is not None  # noqa: S101
    rows = [[str(figure.name)], [result.finding], *([[result.note]] if result.note else [])]
    if result.state == "hidden":
        rows.append([_("Too few answers to show them without revealing people.")])
    elif result.rows:
        rows += [result.columns, *result.rows]
    for row in [*rows, []]:
        writer.writerow([cell if NUMBER.fullmatch(cell) else safe_cell(cell) for cell in row])


def _code(result: catalogue.Result) -> str:
    return result.figure.code if result.figure else ""


def seen(request: HttpRequest, slug: str) -> tuple[Facts, Selection]:
    """The facts of a programme as far as the person may see them, and what is selected. Every way out starts here."""
    person = cast(Person, request.user)
    program = get_object_or_404(Program.objects.evaluated_by(person), slug=slug)
    return facts_of([program], timezone.now())[0], Selection.of(request, program, person)
