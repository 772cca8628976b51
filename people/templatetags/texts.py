"""Texts of more than one line as people write them, with their paragraphs and lists."""

from django import template
from django.utils.safestring import SafeString

from people.texts.formatting import to_html

register = template.Library()


@register.filter
def with_lists(text: str) -> SafeString:
    """`text` as safe HTML: paragraphs, lines that begin with a dash as a list."""
    return to_html(text)
