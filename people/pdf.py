"""PDF documents from typst templates: tagged (PDF/UA-1), with text that can be copied and read aloud.

Data reach a template as one JSON text and are shown as strings; nothing of them is ever read as markup. Templates lie
in the `typst/` folder of their app and begin with the common page, `people/typst/page.typ`. Fonts come with the
package; a character that none of them has is looked for in the system's fonts, else written out by its name.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

STANDARD: Literal["ua-1"] = "ua-1"
_NOT_SHOWN = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


class PdfError(Exception):
    """A template is wrong. SECURITY: carries the template's name only, never what was to be printed."""


def render(template: Path, data: Mapping[str, Any], *, language: str, title: str) -> bytes:
    """The PDF that `template` makes of `data` (whatever JSON can hold; dates become ISO texts).

    `language` ("de", "en") and `title` are set in the document. Raises PdfError if the template does not compile.
    """
    plain = _clean(json.loads(json.dumps(data, cls=DjangoJSONEncoder)))
    heading = _clean(str(title))
    for system_fonts in (False, True):
        pdf, missing = _compile(template, plain, language[:2], heading, system_fonts=system_fonts)
        if pdf is not None:
            return pdf
    names = str.maketrans({char: _named(char) for char in missing})
    pdf, _missing = _compile(template, _translate(plain, names), language[:2], heading.translate(names), True)
    if pdf is None:
        raise PdfError(template.name)
    return pdf


def _compile(
    template: Path, data: Any, language: str, title: str, system_fonts: bool
) -> tuple[bytes | None, frozenset[str]]:
    """The document, or the characters that no font has. Raises PdfError for anything else."""
    import typst  # 30 MB: only where a document is made

    inputs = {"data": json.dumps(data), "language": language, "title": title}
    try:
        pdf = typst.compile(
            template,
            root=settings.BASE_DIR,
            ignore_system_fonts=not system_fonts,
            sys_inputs=inputs,
            pdf_standards=[STANDARD],
        )
    except typst.TypstError as error:
        missing = _missing(f"{error.message}\n{error.diagnostic}")
        if missing:
            return None, missing
    else:
        return pdf, frozenset()
    # outside the `except`: the error's own text may quote what was to be printed
    raise PdfError(template.name)


def _missing(diagnostic: str) -> frozenset[str]:
    shown = "".join(_NOT_SHOWN.findall(diagnostic))
    return frozenset(char for char in _ESCAPED.sub(lambda found: chr(int(found[1], 16)), shown) if not char.isascii())


def _named(char: str) -> str:
    """ "[grinning face]"; a character that only joins or varies others is left out."""
    if unicodedata.category(char) in ("Cf", "Mn", "Cn", "Co", "Cs"):
        return ""
    name = unicodedata.name(char, "")
    return f"[{name.lower()}]" if name and "IDEOGRAPH" not in name else f"[U+{ord(char):04X}]"


def _clean(value: Any) -> Any:
    return _each_text(value, lambda text: _CONTROL.sub("", text))


def _translate(value: Any, names: dict[int, str]) -> Any:
    return _each_text(value, lambda text: text.translate(names))


def _each_text(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(each, change) for each in value]
    if isinstance(value, dict):
        return {key: _each_text(each, change) for key, each in value.items()}
    return value
