"""What people may format, and what nobody gets past the one place that makes HTML of it."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from journals.tests.factories import EntryFactory
from people.texts.formatting import ATTRIBUTES, TAGS, to_html, to_plain

SHOWN = {
    "**fett**": "<p><strong>fett</strong></p>",
    "*kursiv*": "<p><em>kursiv</em></p>",
    "# Groß": "<h3>Groß</h3>",
    "###### Klein": "<h4>Klein</h4>",
    "- eins\n- zwei": "<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>",
    "3. drei": '<ol start="3">\n<li>drei</li>\n</ol>',
    "> gesagt": "<blockquote>\n<p>gesagt</p>\n</blockquote>",
    "eine\nZeile": "<p>eine<br>\nZeile</p>",
    "[Seite](https://example.org/a?b=1&c=2)": (
        '<p><a href="https://example.org/a?b=1&amp;c=2" rel="noopener nofollow">Seite</a></p>'
    ),
    "<ruth@example.org>": '<p><a href="mailto:ruth@example.org" rel="noopener nofollow">ruth@example.org</a></p>',
    "3 < 5 & 7": "<p>3 &lt; 5 &amp; 7</p>",
    "    eingerückt": "<p>eingerückt</p>",
    "nur_ein_name und 2*3*4": "<p>nur_ein_name und 2<em>3</em>4</p>",
}
ATTACKS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<b onmouseover=alert(1)>x</b>",
    "<!-- --><iframe src=https://example.org>",
    "<style>*{display:none}</style>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//example.org)",
    "[x](/accounts/logout/)",
    "<javascript:alert(1)>",
    "![x](https://example.org/pixel.png)",
    '![x](https://example.org/pixel.png "onload=alert(1)")',
    '[x](https://example.org "\\" onmouseover=\\"alert(1)")',
    "[x](https://example.org/\"onmouseover='alert(1)')",
    "> - # [x](javascript:alert(1)) <script>alert(1)</script>",
    "**<script>**alert(1)**</script>**",
    "[<img src=x onerror=alert(1)>](https://example.org)",
    "[[x](javascript:alert(1))](https://example.org)",
    "\\<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "# <form action=https://example.org><input name=password>",
    "\x00<scr\x00ipt>alert(1)</script>",
]


class Elements(HTMLParser):
    """What a browser would make elements of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def elements(html):
    parser = Elements()
    parser.feed(html)
    return parser.found


@pytest.mark.parametrize("text", SHOWN)
def test_simple_formatting_is_shown(text):
    assert to_html(text).strip() == SHOWN[text]


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_but_simple_formatting_is_made(text):
    for tag, attributes in elements(to_html(text)):
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | {"rel", "title"}
        assert attributes.get("rel", "noopener nofollow") == "noopener nofollow"
        assert (attributes.get("href") or "https://").startswith(("https://", "http://", "mailto:"))


def test_what_the_parser_lets_through_the_allow_list_stops(monkeypatch):
    """The second guard alone: with a parser that lets everything pass, nothing harmful is left."""
    from markdown_it import MarkdownIt

    from people.texts import formatting

    careless = MarkdownIt("commonmark", {"html": True})
    careless.validateLink = lambda url: True
    monkeypatch.setattr(formatting, "_parser", lambda: careless)
    for text in ATTACKS:
        for tag, attributes in elements(to_html(text)):
            assert tag in TAGS
            assert not any(name.startswith("on") for name in attributes)
            assert not (attributes.get("href") or "").lower().replace("\n", "").startswith(("javascript", "data", "vb"))
    assert "<img" in careless.render(ATTACKS[1])


@pytest.mark.parametrize("text", ["> " * 5000, "[a](" * 2000, "*a_" * 2000, "- " * 5000, "[" * 5000, "<" * 5000])
def test_deep_nesting_is_no_trap(text):
    assert to_html(text) is not None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("# Kopf\n\n- **a**\n- b\n\n> [c](https://example.org)", "Kopf\na\nb\nc"),
        ("eine\nZeile", "eine\nZeile"),
        ("<b>3 & 4</b>", "<b>3 & 4</b>"),
    ],
)
def test_an_excerpt_has_no_signs_of_formatting(text, plain):
    assert to_plain(text) == plain


@pytest.mark.django_db
def test_the_entry_shows_its_formatting_and_lists_show_plain_words(client):
    entry = EntryFactory(text="**Wichtig:** zuhören", answer_1="**so bleibt das**")
    client.force_login(entry.author)

    page = client.get(reverse("entry", args=[entry.pk])).content.decode()
    assert "<strong>Wichtig:</strong> zuhören" in page
    assert "**so bleibt das**" in page
    for address in (reverse("journal"), reverse("tandem", args=[entry.tandem_id])):
        assert "Wichtig: zuhören" in client.get(address).content.decode()


@pytest.mark.django_db
def test_while_writing_one_sees_what_is_possible(client):
    entry = EntryFactory(tandem__mentee__person__language="en")
    client.force_login(entry.author)
    assert "Simple formatting" in client.get(reverse("entry_edit", args=[entry.pk])).content.decode()
