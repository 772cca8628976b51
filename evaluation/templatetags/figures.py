"""What repeats in figures by the hundred, put together here: as a template each cell costs ten times as much."""

import re
from collections.abc import Sequence
from html import escape

from django import template
from django.utils.safestring import SafeString

from evaluation.charts.shapes import Chart
from evaluation.figures.results import Result

register = template.Library()
BEGINS_WITH_NUMBER = re.compile(r"[+−-]?\d")
HAS_LETTERS = re.compile(r"[^\W\d_]")


@register.simple_tag
def rules(chart: Chart, height: int) -> SafeString:
    """The lines of a chart's scale behind one of its rows: the same in each."""
    places = (escape(line.x1) for line in chart.grid)
    return SafeString("".join(f'<line x1="{x}" x2="{x}" y1="0" y2="{height}" class="s-line"/>' for x in places))


@register.simple_tag
def rows_of(result: Result) -> SafeString:
    """Head and body of a table; the first cell of a row names it. SECURITY: every text passes through `escape`."""
    columns = range(1, len(result.columns))
    kinds = ["", *(_kind([row[place] for row in result.rows if place < len(row)]) for place in columns)]
    head = "".join(map(_heading, result.columns, kinds))
    body = "\n".join(_row(row, kinds) for row in result.rows)
    return SafeString(f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody>")


def _kind(cells: Sequence[str]) -> str:
    """A column holds words, which wrap from the left, where there are some and no cell begins with a number."""
    is_words = any(map(HAS_LETTERS.search, cells)) and not any(map(BEGINS_WITH_NUMBER.match, cells))
    return ' class="words"' if is_words else ' class="number"'


def _heading(text: str, kind: str) -> str:
    return f'<th scope="col"{kind}>{escape(text)}</th>' if text else "<td></td>"


def _row(cells: Sequence[str], kinds: Sequence[str]) -> str:
    name, *others = map(escape, cells)
    parts = (f"<td{kind}>{one}</td>" for one, kind in zip(others, kinds[1:], strict=False))
    return f'<tr><th scope="row">{name}</th>' + "".join(parts) + "</tr>"
