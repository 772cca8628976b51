"""What the strict Content-Security-Policy demands of every template, checked in the sources."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR / "templates"
# mails are read in mail programs, which know neither our policy nor our style sheets
MAILS = (ROOT / "mail", ROOT / "account" / "email")
TEMPLATES = sorted(path for path in ROOT.rglob("*.html") if not any(folder in path.parents for folder in MAILS))
FORBIDDEN = {
    "an inline style": re.compile(r"""<style\b|\sstyle\s*=\s*["'{]""", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=.application/json.)", re.IGNORECASE),
    "an inline handler": re.compile(r"""\son[a-z]+\s*=\s*["'{]""", re.IGNORECASE),
    "something from another host": re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE),
    "htmx code that needs eval": re.compile(r"""hx-(?:on|vals)[^=]*=\s*["'](?:js:|javascript:)|hx-on""", re.IGNORECASE),
    "a text that is not escaped": re.compile(r"\|\s*safe\b|autoescape\s+off"),
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_keeps_to_the_policy(path):
    source = path.read_text()
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(source)] == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ('<p style="color:red">', "an inline style"),
        ("<script>alert(1)</script>", "an inline script"),
        ('<a onclick="go()">', "an inline handler"),
        ('<img src="//elsewhere/x.png">', "something from another host"),
    ],
)
def test_the_check_itself_finds_what_it_looks_for(source, what):
    assert FORBIDDEN[what].search(source)
