"""The German catalogue is complete, current and compiled. Works without gettext, but for the last test."""

import contextlib
import os
import shutil
import string
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
CATALOGUES = sorted((ROOT / "locale").rglob("*.po"))


def texts(path: Path) -> dict[tuple[str | None, str], tuple[str, ...]]:
    """Source text (with its context) to translations, as a program sees them."""
    entries = polib.pofile(str(path)) if path.suffix == ".po" else polib.mofile(str(path))
    return {
        (entry.msgctxt, entry.msgid): tuple(entry.msgstr_plural[key] for key in sorted(entry.msgstr_plural))
        or (entry.msgstr,)
        for entry in entries
        if not entry.obsolete and (path.suffix == ".mo" or entry.msgid)
    }


def placeholders(text: str) -> set[str]:
    """Names that a program puts values in for: `%(name)s` and `{name}`."""
    in_braces: set[str] = set()
    with contextlib.suppress(ValueError):  # braces that are only braces
        in_braces = {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}
    return in_braces | {part.split(")")[0] for part in text.split("%(")[1:]}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_is_translated_and_none_guessed(path):
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT)))
def test_translations_keep_the_placeholders(path):
    lost = {
        msgid: translation
        for (_context, msgid), translations in texts(path).items()
        for translation in translations
        # a singular may say "one" instead of the number
        if len(translations) == 1 and placeholders(translation) != placeholders(msgid)
    }
    assert lost == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_compiled_catalogue_is_fresh(path):
    assert texts(path.with_suffix(".mo")) == texts(path), "run `make messages`"


def test_there_is_a_german_catalogue():
    assert CATALOGUE in CATALOGUES


def test_every_text_of_the_source_is_in_the_catalogue(tmp_path):
    if not shutil.which("xgettext"):
        pytest.skip("Left out: whether the catalogue has every text of the source needs gettext (xgettext).")
    source = tmp_path / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".*", "var", "__pycache__", "*.po", "*.mo"))
    (source / "locale" / "de" / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "manage.py", "makemessages", "-l", "de", "--no-location", "-v", "0"]
    subprocess.run(command, cwd=source, env={**os.environ, "DEBUG": "1"}, check=True, timeout=120)
    found, known = texts(source / "locale" / "de" / "LC_MESSAGES" / "django.po"), texts(CATALOGUE)
    assert sorted(text for _context, text in found.keys() - known.keys()) == [], "run `make messages` and translate"
    assert sorted(text for _context, text in known.keys() - found.keys()) == [], "gone from the source: `make messages`"
