"""A blueprint as a document: read from our own files, from a file that HR brings, or from the database."""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from people.errors import ActionError
from people.texts.languages import in_order

FILES = Path(__file__).parent / "files"
FORMAT = 1
LARGEST = 1_000_000  # bytes
HEAD = ("code", "name", "suits")


class BadBlueprint(ActionError):
    """A blueprint that cannot be used; `problems` are sentences."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


@dataclass(frozen=True)
class Document:
    """`name` and `suits` (for whom it is, in a sentence or two) in both languages; `sections` by app."""

    code: str
    names: dict[str, str]
    suits: dict[str, str]
    sections: dict[str, Any]

    @property
    def name(self) -> str:
        return in_reader_language(self.names)

    @property
    def suits_whom(self) -> str:
        return in_reader_language(self.suits)

    def as_data(self) -> dict[str, Any]:
        head = {"format": FORMAT, "code": self.code, "name": self.names, "suits": self.suits}
        return {**head, **self.sections}


def in_reader_language(texts: dict[str, str]) -> str:
    """The text of the active language, the other one's where it is missing."""
    first, second = in_order()
    return texts.get(first) or texts.get(second) or ""


@cache
def ours() -> dict[str, Document]:
    """The blueprints that come with Tandem, by code, in the order in which HR chooses among them."""
    read = [read_data(tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(FILES.glob("*.toml"))]
    return {document.code: document for document in read}


def read_data(data: Any) -> Document:
    """Raises BadBlueprint where the head is not that of a blueprint."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BadBlueprint([_("This is no blueprint of Tandem, or one of a version that is not known here.")])
    names, suits = data.get("name", {}), data.get("suits", {})
    if not (_are_texts(names) and _are_texts(suits) and any(names.values())):
        raise BadBlueprint([_("The blueprint has no name.")])
    sections = {key: value for key, value in data.items() if key not in ("format", *HEAD)}
    wrong = sorted(key for key, value in sections.items() if not isinstance(value, dict))
    if wrong:
        raise BadBlueprint([_("There is no section “%(name)s”.") % {"name": name} for name in wrong])
    return Document(code=str(data.get("code", "")), names=names, suits=suits, sections=sections)


def _are_texts(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) <= {"de", "en"}
        and all(isinstance(text, str) and len(text) <= 500 for text in value.values())
    )


def from_file(content: bytes) -> Document:
    """A blueprint from an exported file (JSON) or one written by hand (TOML). Raises BadBlueprint."""
    if len(content) > LARGEST:
        raise BadBlueprint([_("The file is too large for a blueprint.")])
    try:
        text = content.decode("utf-8-sig")
        data = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadBlueprint([_("The file cannot be read: it is neither JSON nor TOML.")]) from error
    return read_data(data)


def to_file(document: Document) -> bytes:
    return (json.dumps(document.as_data(), ensure_ascii=False, indent=2) + "\n").encode()
