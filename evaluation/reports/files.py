"""Names and answers of the files that are taken away."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from evaluation.reports.report import Report
from people.enums import Language
from people.texts.languages import in_order

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def language_of(request: HttpRequest) -> str:
    """The language asked for in the address, else the reader's."""
    asked = request.GET.get("language", "")
    return asked if asked in Language.values else (get_language() or Language.GERMAN)[:2]


def languages(query: str = "") -> list[tuple[str, str, str]]:
    """(code, name, query) for each language, the reader's first; `query` is kept in all of them."""
    start = f"{query}&" if query else "?"
    return [(code, str(Language(code).label), f"{start}language={code}") for code in in_order()]


def name_of(report: Report, ending: str) -> str:
    return name(report.facts.program.slug, report.selection.slugs, report.facts.day, ending)


def name(slug: str, about: Sequence[str], day: date, ending: str) -> str:
    """Programme, selection, day, language: files of several visits lie beside each other and tell themselves apart."""
    return "-".join([slug, *about, day.isoformat(), (get_language() or "")[:2]]) + f".{ending}"


def answer(content: bytes, named: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[named.rsplit(".", 1)[1]])
    response["Content-Disposition"] = f'attachment; filename="{named}"'
    return response
