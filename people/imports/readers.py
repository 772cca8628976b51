"""Tables out of files that people upload: CSV or XLSX in, text out.

Knows nothing of employees; sign-ups are read by the same functions. Every cell becomes text: formulas are never
computed, macros and XML entities are refused. Whatever cannot be read raises UnreadableFile with a plain sentence.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from people.errors import ActionError

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELL = 10_000  # characters; anything longer is a quotation mark that was never closed
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
SURPLUS = ""  # the key under which read_table keeps cells beyond the last heading

_SEPARATORS = (";", ",", "\t")
_OLE_FILE = b"\xd0\xcf\x11\xe0"
_ZIP_FILE = b"PK\x03\x04"
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
# what has no width or turns the direction of writing: two names or addresses that look alike must be alike
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")
_ENTITY_MARKS = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_LONGEST_MARK = max(map(len, _ENTITY_MARKS))


class UnreadableFile(ActionError):
    """The file is no table that can be read. Its message says why and what helps."""

    message = _("This file cannot be read. Please save it as CSV or XLSX and upload it again.")


@dataclass(frozen=True)
class Row:
    """`number` counts from the first row below the headings, empty rows included: the spreadsheet's row less one."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Headings and the rows that are not empty. A row has fewer cells than headings if the file left them out."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(file_name: str, content: bytes) -> list[dict[str, str]]:
    """The rows of a file as heading -> text. A short row lacks its last keys, what is too much stands under SURPLUS.

    Raises UnreadableFile.
    """
    table = read(file_name, content)
    return [as_dict(table.headings, row.cells) for row in table.rows]


def as_dict(headings: Iterable[str], cells: tuple[str, ...]) -> dict[str, str]:
    headings = tuple(headings)
    surplus = "; ".join(cell for cell in cells[len(headings) :] if cell)
    named = dict(zip(headings, cells, strict=False))
    return named | {SURPLUS: surplus} if surplus else named


def content_of(file: IO[bytes]) -> bytes:
    """What was uploaded, or so much of it that `read` refuses it as too large."""
    return file.read(MAX_BYTES + 1)


def read(file_name: str, content: bytes) -> Table:
    """The table in `content`; what kind of file it is, its first bytes say. Raises UnreadableFile."""
    if not content.strip():
        raise UnreadableFile(_("This file is empty."))
    if len(content) > MAX_BYTES:
        raise UnreadableFile(_("This file is larger than 10 MB. Please divide it into several files."))
    if content.startswith(_OLE_FILE):
        raise UnreadableFile(
            _("This file is in the old Excel format or protected by a password. Please save it as XLSX without one.")
        )
    rows = _xlsx_rows(content) if content.startswith(_ZIP_FILE) else _csv_rows(content)
    return _table(rows)


def plain_text(value: Any) -> str:
    """A cell as text: dates as 2026-03-04, whole numbers without decimals, no invisible characters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date() if value.time() == time() else value.replace(microsecond=0)
    if isinstance(value, date):
        return value.isoformat()
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", _CONTROLS.sub(" ", str(value))))
    return " ".join(text.split())


def _table(rows: Iterable[tuple[str, ...]]) -> Table:
    numbered = enumerate(_without_endless_gap(rows))
    headings: tuple[str, ...] = ()
    first = 0
    for first, cells in numbered:  # noqa: B007  empty rows above the headings do not count
        headings = _without_empty_end(cells)
        if headings:
            break
    _check_headings(headings)
    found: list[Row] = []
    for number, cells in numbered:
        if any(cells):
            if len(found) >= MAX_ROWS:
                raise UnreadableFile(_("This file has more than 20,000 rows. Please divide it into several files."))
            found.append(Row(number - first, cells[: len(headings)] + _without_empty_end(cells[len(headings) :])))
    if not found:
        raise UnreadableFile(_("This file has headings but no rows below them."))
    return Table(headings, tuple(found))


def _without_endless_gap(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """SECURITY: a row numbered in the billions makes every empty one before it, in a file of a few kilobytes."""
    empty = 0
    for cells in rows:
        empty = 0 if any(cells) else empty + 1
        if empty > MAX_ROWS:
            raise UnreadableFile(
                _("There are thousands of empty rows in this file. Please copy the table into a new one.")
            )
        yield cells


def _check_headings(headings: tuple[str, ...]) -> None:
    if not headings:
        raise UnreadableFile(_("This file is empty."))
    if len(headings) > MAX_COLUMNS:
        raise UnreadableFile(_("This file has more than 60 columns. Is it the right one?"))
    named = [heading.casefold() for heading in headings if heading]
    twice = next((heading for heading in headings if heading and named.count(heading.casefold()) > 1), None)
    if twice:
        raise UnreadableFile(_("The column “%(heading)s” is there twice.") % {"heading": twice[:80]})


def _without_empty_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


# ---------------------------------------------------------------- CSV


def _csv_rows(content: bytes) -> Iterator[tuple[str, ...]]:
    text = _decoded(content)
    separator, text = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if any(len(cell) > MAX_CELL for cell in cells):
                raise csv.Error
            yield tuple(plain_text(cell) for cell in cells)
    except csv.Error as error:
        raise UnreadableFile(
            _("Near line %(line)s a quotation mark is missing or stands in the wrong place. Please mend it there.")
            % {"line": max(reader.line_num, 1)}
        ) from error


def _decoded(content: bytes) -> str:
    """Text in UTF-8, UTF-16 or Windows' code page, as HR systems and Excel write it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content[:2]:
        encodings = ["utf-16-be" if content[0] == 0 else "utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableFile


def _separator(text: str) -> tuple[str, str]:
    """The separator that finds most columns in the first line, and the text without Excel's own `sep=` line."""
    declared = re.match(r"\s*\"?sep=([;,\t])\"?\r?\n", text, re.IGNORECASE)
    if declared:
        return declared.group(1), text[declared.end() :]
    first_line = next((line for line in text.splitlines() if line.strip(" \t;,")), "")
    unquoted = re.sub(r'"[^"]*"', "", first_line)
    return max(_SEPARATORS, key=unquoted.count), text


# ---------------------------------------------------------------- XLSX


def _xlsx_rows(content: bytes) -> Iterator[tuple[str, ...]]:
    _check_package(content)
    # heavy, and needed by few processes
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True):
            yield tuple(plain_text(_formula_as_text(cell)) for cell in cells)
    except UnreadableFile:
        raise
    except Exception as error:  # openpyxl has no error of its own: a damaged package raises nearly anything
        raise UnreadableFile(
            _("This XLSX file is damaged. Please open it in your spreadsheet program, save it again and upload it.")
        ) from error


def _formula_as_text(cell: Any) -> Any:
    """Array formulas arrive as objects; what they compute is none of our business."""
    if not hasattr(cell, "ref"):
        return cell
    return getattr(cell, "text", None) or f"={cell.ref}"


def _check_package(content: bytes) -> None:
    """Refuse what a spreadsheet of employees has no need of. SECURITY: before any XML parser sees it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise UnreadableFile(_("This file is larger than 10 MB. Please divide it into several files."))
            if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
                raise UnreadableFile(_("This file contains macros. Please save it as XLSX or CSV without them."))
            if any(_declares_entities(package, part) for part in parts):
                raise UnreadableFile
    except UnreadableFile:
        raise
    except Exception as error:  # zipfile too raises nearly anything on a damaged archive
        raise UnreadableFile from error


def _declares_entities(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """SECURITY: whatever the part is called and wherever in it: a sheet may bear any name, a comment any length."""
    end = b""
    with package.open(part) as stream:
        while piece := stream.read(1024 * 1024):
            if any(mark in end + piece for mark in _ENTITY_MARKS):
                return True
            end = piece[-_LONGEST_MARK:]
    return False
