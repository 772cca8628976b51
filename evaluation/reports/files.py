"""Names and answers of the files that are taken away."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from evaluation.figures.selection import Selection
from evaluation.reports.report import Report
from people.enums import Language
from people.languages import in_order

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def language_of(request: HttpRequest) -> str:
    """The language asked for in the address, else the reader's."""
    asked = request.GET.get("language", "")
    return asked if asked in Language.values else (get_language() or Language.GERMAN)[:2]


def offered(selection: Selection) -> list[tuple[str, str, str]]:
    """(code, name, query) for each language, the reader's first: the query asks for the same selection."""
    query = f"{selection.query}&" if selection.query else "?"
    return [(code, str(Language(code).label), f"{query}language={code}") for code in in_order()]


def name_of(report: Report, ending: str, *, what: str = "") -> str:
    """Programme, selection, day, language: files of several visits lie beside each other and tell themselves apart."""
    parts = [report.facts.program.slug, what, *report.selection.slugs, report.facts.day.isoformat()]
    return "-".join(part for part in [*parts, (get_language() or "")[:2]] if part) + f".{ending}"


def answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[name.rsplit(".", 1)[1]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
