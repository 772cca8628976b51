"""A browser without script: what it sends is what the forms of the page hold, with what somebody changed in them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client

Values = dict[str, list[str]]


@dataclass
class Button:
    text: str = ""
    name: str = ""
    value: str = ""


@dataclass
class Form:
    action: str
    method: str
    values: Values = field(default_factory=dict)  # what would be sent without touching anything
    choices: Values = field(default_factory=dict)  # what may be chosen, by name of the field
    typed: set[str] = field(default_factory=set)  # names of the fields for words
    areas: set[str] = field(default_factory=set)  # those of them with several lines
    buttons: list[Button] = field(default_factory=list)


class Reader(HTMLParser):
    """The forms and the links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[Button] = []
        self._form: Form | None = None
        self._select = ""
        self._area = ""
        self._said: list[Button] = []  # the open link or button
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a" and "href" in found:
            self._said = [Button(value=found["href"])]
            self.links += self._said
        elif self._form is not None and "disabled" not in found:
            self._read(self._form, tag, found)

    def _read(self, form: Form, tag: str, found: dict[str, str]) -> None:
        name, kind = found.get("name", ""), found.get("type", "text")
        if tag == "button":
            self._said = [Button(name=name, value=found.get("value", ""))]
            form.buttons += self._said
        elif tag == "textarea":
            self._area = name
            form.typed.add(name)
            form.areas.add(name)
            form.values.setdefault(name, []).append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._choice(form, self._select, found.get("value", ""), is_chosen="selected" in found)
        elif tag == "input" and kind in ("checkbox", "radio"):
            self._choice(form, name, found.get("value", "on"), is_chosen="checked" in found)
        elif tag == "input" and name and kind not in ("submit", "file"):
            form.values.setdefault(name, []).append(found.get("value", ""))
            if kind == "text":
                form.typed.add(name)

    def _choice(self, form: Form, name: str, value: str, *, is_chosen: bool) -> None:
        form.choices.setdefault(name, []).append(value)
        if is_chosen:
            form.values.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form.values[self._area][-1] += data
        for one in self._said:
            one.text = " ".join(f"{one.text} {data}".split())

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._form is not None and self._area:
            # as browsers read it: the line break behind the tag is not part of the text
            values = self._form.values[self._area]
            values[-1] = values[-1].removeprefix("\r\n").removeprefix("\n")
            self._area = ""
        elif tag in ("a", "button"):
            self._said = []


class Visitor:
    """One person at one browser. `page` is where they are, `html` what they see."""

    def __init__(self, person: object = None) -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
        if person is not None:
            self.client.force_login(person)  # type: ignore[arg-type]
        self.page = "/"
        self.html = ""
        self.status = 0

    def open(self, address: str) -> str:
        return self._arrive(self.client.get(urljoin(self.page, address), follow=True), urljoin(self.page, address))

    def _arrive(self, response: object, address: str) -> str:
        chain = getattr(response, "redirect_chain", [])
        self.page = chain[-1][0] if chain else address
        self.status = response.status_code  # type: ignore[attr-defined]
        self.answer = response
        is_page = response.headers["Content-Type"].startswith("text/html")  # type: ignore[attr-defined]
        self.html = response.content.decode() if is_page else ""  # type: ignore[attr-defined]
        return self.html

    @property
    def forms(self) -> list[Form]:
        return Reader(self.html).forms

    def follow(self, text: str) -> str:
        """The first link of the page that says so."""
        links = [one for one in Reader(self.html).links if text in one.text]
        assert links, f"no link says {text!r} on {self.page}: {[one.text for one in Reader(self.html).links]}"
        return self.open(links[0].value)

    def press(self, text: str, /, **changes: str | list[str]) -> str:
        """Send the form with the button that says so, as it stands but for `changes`."""
        found = [(form, one) for form in self.forms for one in form.buttons if text in one.text]
        assert found, f"no button says {text!r} on {self.page}: {[one.text for f in self.forms for one in f.buttons]}"
        form, button = found[0]
        assert self.send(form, button, **changes) is not None
        assert self.status < 400, (self.status, self.page)
        return self.html

    def send(self, form: Form, button: Button | None = None, /, **changes: str | list[str]) -> str:
        values = dict(form.values)
        for name, value in changes.items():
            asked = [value] if isinstance(value, str) else value
            assert name in form.values or name in form.choices, f"{name} is no field of the form on {self.page}"
            assert name not in form.choices or set(asked) <= set(form.choices[name]), (name, form.choices[name])
            values[name] = asked
        if button and button.name:
            values[button.name] = [button.value]
        address = urljoin(self.page, form.action or self.page)
        if form.method == "get":
            return self._arrive(self.client.get(address, values, follow=True), address)
        return self._arrive(self.client.post(address, values, follow=True), address)

    @property
    def path(self) -> str:
        return urlsplit(self.page).path
