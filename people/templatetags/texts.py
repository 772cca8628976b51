"""Texts of more than one line as people write them: paragraphs, and lines that begin with a dash as a list."""

from itertools import groupby

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
DASHES = ("- ", "– ", "• ")


@register.filter
def with_lists(text: str) -> SafeString:
    """`text`, escaped, with `<p>` for paragraphs and `<ul>` for lines that begin with a dash."""
    paragraphs = "\n".join(line.strip() for line in str(text).splitlines()).split("\n\n")
    parts = [_part(is_list, list(lines)) for paragraph in paragraphs for is_list, lines in _runs(paragraph)]
    return mark_safe("".join(parts))  # noqa: S308  each part is escaped


def _runs(paragraph: str) -> groupby:
    lines = [line for line in paragraph.split("\n") if line]
    return groupby(lines, key=lambda line: line.startswith(DASHES))


def _part(is_list: bool, lines: list[str]) -> SafeString:
    if is_list:
        items = format_html_join("", "<li>{}</li>", ((line[2:].strip(),) for line in lines))
        return format_html("<ul>{}</ul>", items)
    return format_html("<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines)))
