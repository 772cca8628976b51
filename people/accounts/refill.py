"""A form of a page filled with what was typed into it before: on the page as it was made, for every form alike.

Fills what the form has now, hidden fields included (they say what its author had seen), and nothing else: never
passwords, files or what is disabled. Where several forms go to the same address, the one that fits best is taken.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

_LEFT_ALONE = {"password", "file", "submit", "button", "image", "reset"}
_NEVER = {"form_note", "csrfmiddlewaretoken"}
Attributes = dict[str, str | None]
Values = dict[str, list[str]]


@dataclass
class _Tag:
    """An element as it stands in the page: from `start` to `end`, for a text area what is between its tags."""

    name: str
    attributes: Attributes
    start: int
    end: int

    @property
    def field(self) -> str:
        return self.attributes.get("name") or ""

    @property
    def kind(self) -> str:
        return (self.attributes.get("type") or "text").lower() if self.name == "input" else self.name


@dataclass
class _Form:
    attributes: Attributes
    inside: int  # where its content begins
    folds: list[_Tag]  # the closed <details> around it
    fields: list[_Tag] = field(default_factory=list)

    def fits(self, values: Values) -> tuple[int, int]:
        hidden = sum(
            one.kind == "hidden" and one.attributes.get("value") in values.get(one.field, []) for one in self.fields
        )
        return hidden, len({one.field for one in self.fields} & values.keys())


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: list[_Form] = []
        self._lines = [0]
        for line in html.split("\n"):  # what the parser counts as lines; `splitlines` knows more ends
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._form: _Form | None = None
        self._folds: list[_Tag] = []
        self._select = ""
        self._text: _Tag | None = None
        self.feed(html)
        self.close()

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = self._at()
        found = _Tag(tag, dict(attrs), start, start + len(self.get_starttag_text() or ""))
        if tag == "details":
            self._folds.append(found)
        elif tag == "form":
            self._form = _Form(
                found.attributes, found.end, [one for one in self._folds if "open" not in one.attributes]
            )
            self.forms.append(self._form)
        elif tag == "select":
            self._select = found.field
        elif self._form is not None and "disabled" not in found.attributes:
            self._add(self._form, found)

    def _add(self, form: _Form, found: _Tag) -> None:
        if found.name == "textarea":
            self._text = found
            form.fields.append(found)
        elif found.name == "option" and self._select:
            found.attributes["name"] = self._select
            form.fields.append(found)
        elif found.name == "input" and found.kind not in _LEFT_ALONE and found.field not in _NEVER:
            form.fields.append(found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details" and self._folds:
            self._folds.pop()
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._text is not None:
            self._text.start, self._text.end, self._text = self._text.end, self._at(), None


def fill(html: str, *, page: str, action: str, values: Values, words: str) -> str | None:
    """`html` of the page at `page` with the form that goes to `action` filled, and `words` on top of it where somebody
    is to look it over. None if there is no such form."""
    forms = [
        one
        for one in _Page(html).forms
        if (one.attributes.get("method") or "").lower() == "post"
        and urlsplit(urljoin(page, one.attributes.get("action") or page)).path == action
    ]
    if not forms:
        return None
    form = max(forms, key=lambda one: one.fits(values))
    return _changed(html, [*_on_top(form, words), *_filled(form, values)])


def _changed(html: str, changes: list[tuple[int, int, str]]) -> str:
    for start, end, text in sorted(changes, reverse=True):
        html = html[:start] + text + html[end:]
    return html


def _on_top(form: _Form, words: str) -> list[tuple[int, int, str]]:
    """A form of buttons alone says nothing, and stays folded."""
    if all(one.kind == "hidden" for one in form.fields):
        return []
    notice = f'<p class="notice small" role="status">{escape(words)}</p>'
    return [(form.inside, form.inside, notice), *(_tag(one, {**one.attributes, "open": None}) for one in form.folds)]


def _filled(form: _Form, values: Values) -> list[tuple[int, int, str]]:
    changes = []
    used: dict[str, int] = defaultdict(int)
    for one in form.fields:
        sent = values.get(one.field)
        if one.kind in ("checkbox", "radio", "option"):
            if sent is not None or one.kind == "checkbox":
                changes.append(_chosen(one, one.attributes.get("value", "on") in (sent or [])))
        elif sent and used[one.field] < len(sent):
            text = sent[used[one.field]]
            used[one.field] += 1
            # what follows the tag of a text area in a new line begins there: browsers drop that one
            written = (one.start, one.end, f"\n{escape(text)}")
            changes.append(written if one.kind == "textarea" else _tag(one, {**one.attributes, "value": text}))
    return changes


def _chosen(one: _Tag, is_chosen: bool) -> tuple[int, int, str]:
    mark = "selected" if one.name == "option" else "checked"
    rest = {name: value for name, value in one.attributes.items() if name != mark}
    if one.name == "option":
        rest.pop("name")
    return _tag(one, {**rest, mark: None} if is_chosen else rest)


def _tag(one: _Tag, attributes: Attributes) -> tuple[int, int, str]:
    written = (f' {name}="{escape(value)}"' if value is not None else f" {name}" for name, value in attributes.items())
    return one.start, one.end, f"<{one.name}{''.join(written)}>"
