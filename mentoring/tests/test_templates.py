"""Every template of the project compiles, extends something that exists, and carries no inline script or style."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.*"))
# mails carry their style with them, because mail programs load nothing
PAGES = [name for name in TEMPLATES if "email/" not in name and not name.startswith("mail/")]
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\s(?:style|on[a-z]+)\s*=\s*[\"']", re.IGNORECASE)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name, language):
    with translation.override(language):
        assert get_template(name).template.nodelist is not None


def parents(name: str) -> list[str]:
    """The names of templates that the template extends or includes by a fixed name."""
    source = (ROOT / "templates" / name).read_text()
    return re.findall(r"{%\s*(?:extends|include)\s+\"([^\"]+)\"", source)


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_a_template_builds_on_exists(name):
    for parent in parents(name):
        assert engines["django"].engine.find_template(parent)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_inline_script_or_style(name):
    source = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", (ROOT / "templates" / name).read_text(), flags=re.DOTALL)
    assert INLINE.findall(source) == []
