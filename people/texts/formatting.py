"""Simple formatting of people's own text: one place makes HTML of it, and nothing else in the house does.

Headings, bold, italic, lists, quotes and links, written as Markdown; each line break stays where it was typed. No
images, no raw HTML, no address but http, https and mailto. Two guards stand behind each other: the parser knows no
other rules, and what it made is cut down to a list of allowed tags.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

RULES = ("heading", "list", "blockquote", "newline", "escape", "emphasis", "link", "autolink")
SCHEMES = {"http", "https", "mailto"}
TAGS = {"h3", "h4", "p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
# above them stand the title of the page and the question
HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
_BLOCK_ENDS = re.compile(r"</(?:p|h3|h4|li|blockquote)>|<br>")
_FORMATTED = re.compile(r"[*_#>\[\\<`]|^\s*(?:[-+]|\d+[.)])\s", re.MULTILINE)
_BLANKS = re.compile(r"\n\s*\n+")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 20}).enable(list(RULES))
    setattr(parser, "validateLink", _is_allowed)  # noqa: B010 the parser asks for it
    return parser


def _is_allowed(address: str) -> bool:
    """An absolute address of a scheme that cannot run anything. What is refused stays as the text it was typed as."""
    scheme, colon, rest = address.strip().partition(":")
    return bool(colon and rest) and scheme.lower() in SCHEMES


def to_html(text: str) -> SafeString:
    """`text` with its formatting, safe to show to anyone."""
    parser = _parser()
    tokens = parser.parse(text)
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
    made = parser.renderer.render(tokens, parser.options, {})
    # SECURITY: the last word has the allow-list, whatever the parser made
    clean = nh3.clean(made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener nofollow")
    return mark_safe(clean)  # noqa: S308 just cleaned


def to_blocks(text: str) -> list[dict[str, Any]]:
    """`text` as paragraphs, headings, lists and quotes of words, for documents that are not HTML.

    {"kind": "paragraph", "words": [{"text": "…", "strong": True}, {"break": True}]}, {"kind": "heading", …},
    {"kind": "quote", "blocks": […]}, {"kind": "list", "start": 1 (0: bullets), "items": [[…], […]]}.
    """
    return _blocks(SyntaxTreeNode(_parser().parse(text)))


def _blocks(node: SyntaxTreeNode) -> list[dict[str, Any]]:
    return [_block(child) for child in node.children]


def _block(node: SyntaxTreeNode) -> dict[str, Any]:
    if node.type in ("bullet_list", "ordered_list"):
        start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
        return {"kind": "list", "start": start, "items": [_blocks(item) for item in node.children]}
    if node.type == "blockquote":
        return {"kind": "quote", "blocks": _blocks(node)}
    kind = "heading" if node.type == "heading" else "paragraph"
    return {"kind": kind, "words": [word for child in node.children for word in _words(child, {})]}


def _words(node: SyntaxTreeNode, style: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if node.type in ("softbreak", "hardbreak"):
        yield {"break": True}
    elif node.type == "text" and node.content:
        yield {**style, "text": node.content}
    added: dict[str, dict[str, Any]] = {
        "strong": {"strong": True},
        "em": {"em": True},
        "link": {"link": str(node.attrs.get("href", ""))},
    }
    for child in node.children:
        yield from _words(child, {**style, **added.get(node.type, {})})


def to_plain(text: str) -> str:
    """`text` without the signs of its formatting, for excerpts. Not HTML: escape it where it is shown."""
    if not _FORMATTED.search(text):  # most texts: spares a search through years of entries the parser
        return _BLANKS.sub("\n", text).strip()
    lines = _BLOCK_ENDS.sub("\n", to_html(text))
    return _BLANKS.sub("\n", unescape(nh3.clean(lines, tags=set()))).strip()
