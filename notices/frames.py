"""What all mails of a kind have in common, rendered once: the page around their words.

A template is rendered with marks in place of what differs from mail to mail; each mail is that page with its own words
put where the marks stood. The templates stay the one place that says how a mail looks.
"""

import html
import re
from functools import lru_cache
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils.translation import trans_real

from notices.wire import Filled

TEXT, HTML = "mail/base.txt", "mail/base.html"
OWN = ("subject", "url", "unsubscribe_url")  # besides the paragraphs: what is another in each mail
MARK = re.compile("\ue000([a-z_0-9]+)\ue001")
Frame = tuple[str, ...]  # literal text and the name of what follows it, in turns


def bodies(values: dict[str, Any]) -> tuple[str, str]:
    """A mail as text and as HTML, in the active language: what the templates make of `values`."""
    if values["lines"]:
        return render_to_string(TEXT, values), render_to_string(HTML, values)
    said = {str(number): paragraph for number, paragraph in enumerate(values["paragraphs"])}
    own = {name: values[name] for name in OWN}
    text, page = _frames(trans_real.catalog(), len(said), *_shape(values))
    # SECURITY: whatever goes into HTML is escaped here, as the template would escape it
    shown = {name: html.escape(value) for name, value in own.items()}
    told = {name: _with_breaks(paragraph) for name, paragraph in said.items()}
    return _filled(text, own | said), _filled(page, shown | told)


def _with_breaks(paragraph: str) -> str:
    return linebreaksbr(paragraph) if "\n" in paragraph or "\r" in paragraph else html.escape(paragraph)


def _shape(values: dict[str, Any]) -> tuple[Any, ...]:
    same = {name: str(value) for name, value in values.items() if name not in (*OWN, "paragraphs", "lines")}
    return tuple(name for name in OWN if values[name]), *same.items()


@lru_cache(maxsize=256)
def _frames(_catalog: object, paragraphs: int, own: tuple[str, ...], *same: tuple[str, str]) -> tuple[Frame, Frame]:
    """`own`: which of OWN are not empty. `_catalog` holds the translations that the templates are rendered with."""
    values: dict[str, Any] = dict(same) | {name: _mark(name) if name in own else "" for name in OWN}
    values["paragraphs"] = [_mark(str(number)) for number in range(paragraphs)]
    text, page = (tuple(MARK.split(render_to_string(template, values))) for template in (TEXT, HTML))
    return text, page


def _mark(name: str) -> str:
    return f"\ue000{name}\ue001"


def _filled(frame: Frame, words: dict[str, str]) -> Filled:
    parts = list(frame)
    parts[1::2] = [words[name] for name in frame[1::2]]
    return Filled(parts)
