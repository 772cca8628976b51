"""Someone with a plain HTTP client: reads pages, fills in their forms, keeps cookies. Nothing of Django is involved."""

import http.cookiejar
import itertools
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser

from mentoring.tests.chain.mailserver import MailServer
from mentoring.tests.chain.stack import PATIENCE, Stack, wait_for

_numbers = itertools.count(1)


@dataclass
class Form:
    """What a browser would send if nobody touched anything."""

    action: str = ""
    method: str = "get"
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)  # what radio buttons, checkboxes and lists offer
    names: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(values.get("action", ""), values.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and "disabled" not in values:
            self._take(self._form, tag, values)

    def _take(self, form: Form, tag: str, values: dict[str, str]) -> None:
        name = values.get("name", "")
        kind = values.get("type", "text")
        if tag == "option" and self._select:
            form.choices.setdefault(self._select, []).append(values.get("value", ""))
            if "selected" in values:
                form.fields.append((self._select, values.get("value", "")))
        if name and tag in ("input", "select", "textarea"):
            form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea" and name:
            self._area = (name, [])
        elif tag == "input" and name and kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(values.get("value", "on"))
            if "checked" in values:
                form.fields.append((name, values.get("value", "on")))
        elif tag == "input" and name and kind not in ("submit", "button", "image", "file", "reset"):
            form.fields.append((name, values.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area and self._form:
            self._form.fields.append((self._area[0], "".join(self._area[1])))
            self._area = None
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._form = None


@dataclass(frozen=True)
class Page:
    status: int
    url: str
    html: str

    @property
    def forms(self) -> list[Form]:
        reader = _Reader()
        reader.feed(self.html)
        return reader.forms

    def form(self, having: str = "", action: str = "") -> Form:
        """The form that has a field `having`, or whose action ends with `action`."""
        for form in self.forms:
            if (having and having in form.names) or (action and form.action.endswith(action)):
                return form
        raise AssertionError(f"no form with {having or action} on {self.url}: {self.forms}")

    def links(self, pattern: str) -> list[str]:
        return re.findall(rf'href="({pattern})"', self.html)


class Visitor:
    """One person's browser without a screen."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        number = next(_numbers)
        self.headers = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}", "Accept-Language": "de"}

    def get(self, path: str) -> Page:
        return self._open(urllib.request.Request(self._absolute(path), headers=self.headers))

    def send(self, page: Page, form: Form, **changes: object) -> Page:
        """Send `form` of `page`; a change is one value, a list of values, or None to leave the field out."""
        fields = [(name, value) for name, value in form.fields if name not in changes]
        for name, value in changes.items():
            values = value if isinstance(value, list) else [] if value is None else [value]
            fields.extend((name, str(one)) for one in values)
        headers = {**self.headers, "Referer": page.url}
        target = urllib.parse.urljoin(page.url, form.action or page.url)
        data = urllib.parse.urlencode(fields).encode()
        return self._open(urllib.request.Request(target, data=data, headers=headers))

    def _absolute(self, path: str) -> str:
        return urllib.parse.urljoin(self.stack.url, path)

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return Page(answer.status, answer.url, answer.read().decode())
        except urllib.error.HTTPError as error:
            return Page(error.code, error.url or "", error.read().decode())

    def sign_in_by_code(self, address: str, mails: MailServer) -> "Visitor":
        """Sign in with the code that comes by mail."""
        before = len(mails.codes(address))
        page = self.get("/accounts/login/code/")
        page = self.send(page, page.form(having="email"), email=address)
        code = wait_for(lambda: mails.codes(address)[before:], f"a code for {address}")[0]
        page = self.send(page, page.form(having="code"), code=code)
        assert page.status == 200
        assert "/accounts/" not in page.url, page.html
        return self
