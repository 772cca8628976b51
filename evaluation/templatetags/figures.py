"""What repeats in figures by the hundred, put together here: as a template each cell costs ten times as much."""

from collections.abc import Sequence
from html import escape

from django import template
from django.utils.safestring import SafeString

from evaluation.charts.shapes import Chart
from evaluation.figures.results import Result

register = template.Library()


@register.simple_tag
def rules(chart: Chart, height: int) -> SafeString:
    """The lines of a chart's scale behind one of its rows: the same in each."""
    places = (escape(line.x1) for line in chart.grid)
    return SafeString("".join(f'<line x1="{x}" x2="{x}" y1="0" y2="{height}" class="s-line"/>' for x in places))


@register.simple_tag
def rows_of(result: Result) -> SafeString:
    """Head and body of a table; the first cell of a row names it. SECURITY: every text passes through `escape`."""
    head = "".join(_heading(text, place) for place, text in enumerate(result.columns))
    body = "\n".join(_row(row) for row in result.rows)
    return SafeString(f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody>")


def _heading(text: str, place: int) -> str:
    if not text:
        return "<td></td>"
    kind = ' class="number"' if place else ""
    return f'<th scope="col"{kind}>{escape(text)}</th>'


def _row(cells: Sequence[str]) -> str:
    name, *numbers = map(escape, cells)
    return f'<tr><th scope="row">{name}</th>' + "".join(f'<td class="number">{one}</td>' for one in numbers) + "</tr>"
