"""The report as a tagged PDF (PDF/UA-1): the findings on one page, then every figure with picture and table."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluation.charts.shapes import Chart, as_data
from evaluation.figures.results import Result
from evaluation.reports.report import Brief, Part, Report, code_of, few
from people import pdf

TEMPLATE = Path(settings.BASE_DIR) / "evaluation/typst/report.typ"
NUMBER = re.compile(r"[+−]?\d[\d.,]*(\s|%|$)")


def report_pdf(report: Report) -> bytes:
    """The document in the active language."""
    language = (get_language() or "de")[:2]
    title = _("Evaluation of %(name)s") % {"name": report.program_name}
    return pdf.render(TEMPLATE, _data(report), language=language, title=title)


def _data(report: Report) -> dict[str, Any]:
    return {
        "words": {
            "hidden": few(),
            "as_of": _("as of %(day)s") % {"day": report.facts.stand},
            "findings": _("The main findings"),
            "untold": _("Still to come"),
            "how": _("How it is computed"),
            "alt": _("The same numbers stand in the table below."),
            "alt_first": _("The numbers stand with the figure further on."),
        },
        "program": report.program_name,
        "selected": report.selected,
        "headline": report.headline,
        "lines": " ".join(report.sentences),
        "promise": report.promise,
        "decisions": {"finding": report.decisions.finding, "rows": report.decisions.rows}
        if report.decisions.state == "shown"
        else None,
        "first": [_brief(one) for one in _on_one_page(report)],
        "parts": [_part(part) for part in report.parts],
        "untold": [{"names": [result.finding for result in found], "note": note} for note, found in report.untold],
    }


def _on_one_page(report: Report) -> list[Brief]:
    """Main findings, fewer where decisions take their room."""
    return report.briefs[: 6 if len(report.decisions.rows) < 2 else 4]


def _part(part: Part) -> dict[str, Any]:
    return {"name": part.name, "figures": [_figure(result) for result in part.results]}


def _brief(one: Brief) -> dict[str, Any]:
    return {**_said(one.result), "numbers": one.numbers, "chart": _chart(one.chart)}


def _figure(result: Result) -> dict[str, Any]:
    figure = result.figure
    return {
        **_said(result),
        "name": str(figure.name) if figure else "",
        "unit": str(figure.unit) if figure else "",
        "definition": str(figure.definition) if figure else "",
        "chart": _chart(result.chart),
        "spread": _chart(result.spread),
        "numbers": result.numbers,
        "quotes": result.quotes,
        "columns": [] if result.quotes else result.columns,
        "rows": [] if result.quotes else result.rows,
        "right": [_is_of_numbers(result, place) for place in range(len(result.columns))],
    }


def _said(result: Result) -> dict[str, Any]:
    return {"code": code_of(result), "finding": result.finding, "note": result.note, "state": result.state}


def _chart(chart: Chart | None) -> dict[str, Any] | None:
    return as_data(chart) if chart else None


def _is_of_numbers(result: Result, place: int) -> bool:
    """Whether a column is set to the right: it holds a number or an interval, and is not the one of labels."""
    return place > 0 and any(NUMBER.match(row[place]) for row in result.rows if place < len(row))
