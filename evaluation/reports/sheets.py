"""Sheets of a workbook: how they look, print and hold words. Words are words: no cell is ever a formula."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from evaluation.reports.cells import number_in

INK, SOFT = "1D2433", "5A6273"
TITLE = Font(name="Georgia", size=14, bold=True, color=INK)
FINDING = Font(name="Georgia", size=12, bold=True, color=INK)
PLAIN = Font(name="Calibri", size=11, color=INK)
BOLD = Font(name="Calibri", size=11, bold=True, color=INK)
NOTE = Font(name="Calibri", size=10, color=SOFT)
LINK = Font(name="Calibri", size=11, color=INK, underline="single")
HEAD = PatternFill("solid", start_color="F2EEE6")
UNDER = Border(bottom=Side("thin", color="C9C3B6"))
FORBIDDEN = re.compile(r"[\\/*?:\[\]]")  # in names of sheets
LONGEST_NAME = 31


def first(book: Workbook) -> Worksheet:
    """The sheet that a new workbook comes with."""
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101
    return sheet


def named(text: str) -> str:
    """`text` as the name of a sheet: what programs allow, at most 31 characters, cut between words."""
    plain = FORBIDDEN.sub(" ", text)
    return plain if len(plain) <= LONGEST_NAME else plain[: LONGEST_NAME + 1].rsplit(" ", 1)[0][:LONGEST_NAME]


def about(book: Workbook, *, title: str, day: date) -> None:
    """Title, language and day of the document."""
    book.properties.language, book.properties.creator, book.properties.title = get_language(), "Tandem", title
    book.properties.created = book.properties.modified = datetime.combine(day, time(12))


def set_up(sheet: Worksheet, widths: Iterable[float], *, frozen: int, footer: str) -> None:
    """Column widths, heading rows that stay, and landscape A4 pages that are as wide as the sheet."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = f"A{frozen + 1}"
    sheet.print_title_rows = f"1:{frozen}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = clean(footer).replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
    sheet.sheet_view.showGridLines = False


def write(
    sheet: Worksheet,
    texts: Sequence[str],
    font: Font,
    *,
    fill: PatternFill | None = None,
    wrap: bool = False,
    numbers: bool = False,
) -> None:
    """A row below the last. With `numbers`, what reads as one becomes one; the first cell is a label: words."""
    row = 1 if sheet.max_row == 1 and sheet["A1"].value is None else sheet.max_row + 1
    for place, text in enumerate(texts, start=1):
        cell = sheet.cell(row, place)
        number = number_in(text) if numbers and place > 1 else None
        if number:
            cell.value, cell.number_format = number.value, number.format
        else:
            say(cell, text)
        cell.font = font
        if fill:
            cell.fill, cell.border = fill, UNDER
        cell.alignment = Alignment(horizontal="right" if number else "left", vertical="top", wrap_text=wrap)


def across(sheet: Worksheet, text: str, font: Font, *, widths: Sequence[float]) -> None:
    """Words over the whole width, as high as they need."""
    if not text:
        return
    write(sheet, [text], font, wrap=True)
    row, size = sheet.max_row, font.size or 11
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(widths))
    lines = sum(1 + len(line) * size / 11 // sum(widths) for line in text.splitlines() or [""])
    sheet.row_dimensions[row].height = 5 + lines * size * 1.35


def say(cell: Cell, text: str) -> None:
    """SECURITY: words, also where they begin like a formula or an error; a spreadsheet program must run nothing."""
    cell.value = clean(text)
    cell.data_type = "s"
    cell.quotePrefix = clean(text)[:1] in ("=", "+", "-", "@", "'")  # so it stays words when someone edits the cell


def clean(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", str(text))
