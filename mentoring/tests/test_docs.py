"""What README and docs point to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#]+)?(?:#([^)]+))?\)")


def anchors(text: str) -> set[str]:
    """As GitHub and others make them from headings."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for path, anchor in LINK.findall(text):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {path}"
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{page.name}: {path}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_of_docs_are_reached_from_the_readme(page):
    known = {ROOT / "README.md"}
    while True:
        more = {
            (one.parent / path).resolve()
            for one in known
            for path, _anchor in LINK.findall(one.read_text(encoding="utf-8"))
            if path.endswith(".md")
        }
        if more <= known:
            break
        known |= more
    assert page in known
