"""The German catalogues are complete, current and compiled; the one for “du” says “du”.

Works without gettext, but for the last test.
"""

import contextlib
import os
import re
import shutil
import string
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import allauth
import django
import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
CATALOGUES = sorted((ROOT / "locale").rglob("*.po"))
# what differs where people say “du”: everything else comes from the main catalogue
DU = ROOT / "locale" / "du" / "de" / "LC_MESSAGES" / "django.po"
DJANGO, ALLAUTH = Path(django.__file__).parent, Path(allauth.__file__).parent
PACKAGES = [
    base / "locale" / "de" / "LC_MESSAGES" / "django.po"
    for base in (DJANGO / "conf", DJANGO / "contrib" / "admin", DJANGO / "contrib" / "auth", ALLAUTH)
]
ACCOUNTS = ("account/", "templates/account/")
FORMAL = re.compile(r"\b(?:Sie|Ihnen|Ihr|Ihre[mnrs]?)\b")
# “Ihr” at the beginning and a verb after it are several people who are each called “du”
TO_BOTH = re.compile(r"(?:^|(?<=[.:?] ))Ihr (?=(?:beide|seid|[a-zäöüß]+t)\b)")
# source texts whose German begins a sentence with “Sie” and means others than the reader; better to word them otherwise
NOT_THE_READER: set[str] = set()


@cache
def catalogue(path: Path) -> Any:
    """Read once: a catalogue has thousands of texts."""
    return polib.pofile(str(path)) if path.suffix == ".po" else polib.mofile(str(path))


@cache
def texts(path: Path) -> dict[tuple[str | None, str], tuple[str, ...]]:
    """Source text (with its context) to translations, as a program sees them."""
    return {
        (entry.msgctxt, entry.msgid): tuple(entry.msgstr_plural[key] for key in sorted(entry.msgstr_plural))
        or (entry.msgstr,)
        for entry in catalogue(path)
        if not entry.obsolete and (path.suffix == ".mo" or entry.msgid)
    }


def placeholders(text: str) -> set[str]:
    """Names that a program puts values in for: `%(name)s` and `{name}`."""
    in_braces: set[str] = set()
    with contextlib.suppress(ValueError):  # braces that are only braces
        in_braces = {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}
    return in_braces | {part.split(")")[0] for part in text.split("%(")[1:]}


def says_sie(translations: tuple[str, ...]) -> bool:
    return any(FORMAL.search(TO_BOTH.sub("", text)) for text in translations)


@cache
def of_packages() -> dict[tuple[str | None, str], tuple[str, ...]]:
    """What Django and allauth can show here in German; of allauth only its accounts are used."""
    found: dict[tuple[str | None, str], tuple[str, ...]] = {}
    for path in PACKAGES:
        shown = {
            (entry.msgctxt, entry.msgid)
            for entry in catalogue(path)
            if not (entry.obsolete or entry.fuzzy)
            and (path.is_relative_to(DJANGO) or any(name.startswith(ACCOUNTS) for name, _line in entry.occurrences))
        }
        found |= {key: translations for key, translations in texts(path).items() if key in shown}
    return found


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_is_translated_and_none_guessed(path):
    assert [entry.msgid for entry in catalogue(path).untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue(path).fuzzy_entries()] == []


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


@pytest.mark.parametrize("texts_of", [lambda: texts(CATALOGUE), of_packages], ids=["ours", "of packages"])
def test_every_text_that_says_sie_has_one_that_says_du(texts_of: Callable[[], dict]):
    ours, originals = texts(CATALOGUE), texts_of()
    shown = originals | {key: ours[key] for key in originals.keys() & ours.keys()}
    formal = {key for key, translations in shown.items() if says_sie(translations)}
    assert sorted({msgid for _context, msgid in formal - texts(DU).keys()} - NOT_THE_READER) == []


def test_no_text_for_du_says_sie():
    assert {msgid: one for (_context, msgid), one in texts(DU).items() if says_sie(one)} == {}


def test_every_text_for_du_stands_for_another_one_and_takes_the_same_values():
    originals = of_packages() | texts(CATALOGUE)
    assert sorted(msgid for _context, msgid in texts(DU).keys() - originals.keys()) == []
    for key, translations in texts(DU).items():
        assert translations != originals[key], key
        assert list(map(placeholders, translations)) == list(map(placeholders, originals[key])), key


@pytest.mark.parametrize(
    ("text", "formal"),
    [
        ("Bitte geben Sie den Code ein.", True),
        ("Ihr Tandem beginnt.", True),
        ("Ihr Text bleibt.", True),
        ("Wir schicken Ihnen einen Code.", True),
        ("Dann: Ihr könnt beide antworten. Ihr beide seid dran.", False),
        ("Sie antwortet, und sie hört von ihr.", True),
        ("Wenn sie antwortet, hörst du von ihr.", False),
    ],
)
def test_what_counts_as_formal(text, formal):
    assert says_sie((text,)) is formal


def test_every_text_of_the_source_is_in_the_catalogue(tmp_path):
    if not shutil.which("xgettext"):
        pytest.skip("Left out: whether the catalogue has every text of the source needs gettext (xgettext).")
    source = tmp_path / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".*", "var", "__pycache__", "*.po", "*.mo"))
    (source / "locale" / "de" / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "manage.py", "makemessages", "-l", "de", "--no-location", "-v", "0"]
    subprocess.run(command, cwd=source, env={**os.environ, "DEBUG": "1"}, check=True, timeout=600)
    found, known = texts(source / "locale" / "de" / "LC_MESSAGES" / "django.po"), texts(CATALOGUE)
    assert sorted(text for _context, text in found.keys() - known.keys()) == [], "run `make messages` and translate"
    assert sorted(text for _context, text in known.keys() - found.keys()) == [], "gone from the source: `make messages`"
