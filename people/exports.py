"""What leaves as a table: text that people wrote stays text in every spreadsheet program."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

# SECURITY: spreadsheet programs run what begins like this; a tab or a line break before it changes nothing
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: Any) -> str:
    """A value as text for a CSV cell. What a spreadsheet program would run gets an apostrophe before it.

    Numbers stay as they are: -3 is no formula.
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_STARTS_FORMULA) or text.lstrip().startswith(_STARTS_FORMULA[:4]) else text


def csv_bytes(headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file that Excel opens with umlauts and in columns: semicolons, UTF-8 with a byte order mark."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow([safe_cell(heading) for heading in headings])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
