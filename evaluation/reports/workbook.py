"""The report as a workbook: contents, a sheet for each subject, every number in one list, definitions.

Numbers are numbers, words are words: no cell is ever a formula, whatever people wrote into it.
"""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from evaluation.figures.results import Result
from evaluation.reports.cells import number_in
from evaluation.reports.report import Part, Report, few, values

INK, SOFT = "1D2433", "5A6273"
TITLE = Font(name="Georgia", size=14, bold=True, color=INK)
FINDING = Font(name="Georgia", size=12, bold=True, color=INK)
PLAIN = Font(name="Calibri", size=11, color=INK)
BOLD = Font(name="Calibri", size=11, bold=True, color=INK)
NOTE = Font(name="Calibri", size=10, color=SOFT)
LINK = Font(name="Calibri", size=11, color=INK, underline="single")
HEAD = PatternFill("solid", start_color="F2EEE6")
UNDER = Border(bottom=Side("thin", color="C9C3B6"))
WIDTHS = (46, 18, 18, 18, 18, 18, 18)
FORBIDDEN = re.compile(r"[\\/*?:\[\]]")


def workbook(report: Report) -> bytes:
    """An XLSX file in the active language."""
    book = Workbook()
    cover = book.active
    assert isinstance(cover, Worksheet)  # noqa: S101
    _set_properties(book, report)
    sheets = {part.code: _sheet_of(book, report, part) for part in report.parts}
    _list_values(book.create_sheet(_("All numbers")), report)
    _define(book.create_sheet(_("Definitions")), report)
    _cover(cover, report, sheets)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _set_properties(book: Workbook, report: Report) -> None:
    day = datetime.combine(report.facts.day, time(12), tzinfo=UTC).replace(tzinfo=None)
    about = book.properties
    about.language, about.creator = get_language(), "Tandem"
    about.title = _("Evaluation of %(name)s") % {"name": clean(report.program_name)}
    about.created = about.modified = day


# ---------------------------------------------------------------- sheets
def _cover(sheet: Worksheet, report: Report, sheets: dict[str, Worksheet]) -> None:
    sheet.title = _("Overview")
    _set_up(sheet, report, (30, 74, 26, 26), frozen=3)
    _write(sheet, [clean(report.program_name)], TITLE)
    _write(sheet, [f"{report.selected} · {_as_of(report)}"], NOTE)
    _write(sheet, [_("Subject"), _("Finding"), _("Figure"), _("On the sheet")], BOLD, fill=HEAD)
    _write(sheet, [_("In short"), " ".join([report.headline, *report.lines])], PLAIN, wrap=True)
    for fact, suggestion in report.decisions.rows:
        _write(sheet, [report.decisions.finding, f"{fact} {suggestion}"], PLAIN, wrap=True)
    for part in report.parts:
        for result in part.results:
            finding = few() if result.state == "hidden" else result.finding
            _write(sheet, [part.name, finding, _name(result), sheets[part.code].title], PLAIN, wrap=True)
            link = sheet.cell(sheet.max_row, 4)
            link.hyperlink = Hyperlink(ref="", location=f"{quote_sheetname(sheets[part.code].title)}!A1")
            link.font = LINK
    for note, results in report.untold:
        names = ", ".join(result.finding for result in results)
        _write(sheet, [_("Still to come"), f"{names}. {note}".strip()], NOTE, wrap=True)
    _write(sheet, [_("What holds for all"), report.promise], NOTE, wrap=True)


def _sheet_of(book: Workbook, report: Report, part: Part) -> Worksheet:
    sheet = book.create_sheet(FORBIDDEN.sub(" ", part.name)[:31])
    _set_up(sheet, report, WIDTHS, frozen=2)
    _write(sheet, [clean(report.program_name) + " · " + part.name], TITLE)
    _write(sheet, [f"{report.selected} · {_as_of(report)}"], NOTE)
    for result in part.results:
        sheet.append([])
        _figure(sheet, result)
    return sheet


def _figure(sheet: Worksheet, result: Result) -> None:
    _across(sheet, result.finding, FINDING)
    _across(sheet, " · ".join(part for part in (_name(result), str(_unit(result)), result.note) if part), NOTE)
    if result.state == "hidden":
        _across(sheet, few(), PLAIN)
        return
    if result.quotes and len(result.columns) == 1:  # words alone: across the sheet, where there is room for them
        for text in result.quotes:
            _across(sheet, text, PLAIN)
    elif result.rows:
        _write(sheet, result.columns, BOLD, fill=HEAD, wrap=True)
        for row in result.rows:
            _write(sheet, row, PLAIN, wrap=True, numbers=True)


def _list_values(sheet: Worksheet, report: Report) -> None:
    """Every number once, one in a row: to filter, to compare, to count on."""
    _set_up(sheet, report, (30, 30, 46, 24, 16), frozen=1)
    _write(sheet, [_("Subject"), _("Figure"), _("Row"), _("Column"), _("Value")], BOLD, fill=HEAD)
    for part in report.parts:
        for result in part.results:
            for row, column, text in values(result):
                if number_in(text):
                    _write(sheet, [part.name, _name(result), row, column, text], PLAIN, numbers=True)
    sheet.auto_filter.ref = sheet.dimensions


def _define(sheet: Worksheet, report: Report) -> None:
    _set_up(sheet, report, (30, 90, 24), frozen=1)
    _write(sheet, [_("Figure"), _("How it is computed"), _("Unit")], BOLD, fill=HEAD)
    for result in report.results:
        definition = result.figure.definition if result.figure else ""
        _write(sheet, [_name(result), str(definition), str(_unit(result))], PLAIN, wrap=True)


# ---------------------------------------------------------------- cells
def _write(
    sheet: Worksheet,
    texts: Sequence[str],
    font: Font,
    *,
    fill: PatternFill | None = None,
    wrap: bool = False,
    numbers: bool = False,
) -> None:
    """A row. With `numbers`, what reads as a number becomes one; the first cell is a label and stays words."""
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
        side = "right" if number or (fill and place > 1 and sheet.column_dimensions["A"].width == WIDTHS[0]) else "left"
        cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=wrap)


def _across(sheet: Worksheet, text: str, font: Font) -> None:
    """Words over the whole width, as high as they need."""
    if not text:
        return
    _write(sheet, [text], font, wrap=True)
    row = sheet.max_row
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WIDTHS))
    lines = sum(1 + len(line) * (font.size or 11) / 11 // sum(WIDTHS) for line in text.splitlines() or [""])
    sheet.row_dimensions[row].height = 5 + lines * (font.size or 11) * 1.35


def say(cell: Cell, text: str) -> None:
    """SECURITY: words, also where they begin like a formula or an error; a spreadsheet program must run nothing."""
    cell.value = clean(text)
    cell.data_type = "s"
    cell.quotePrefix = clean(text)[:1] in ("=", "+", "-", "@", "'")  # so it stays words when someone edits the cell


def clean(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", str(text))


def _set_up(sheet: Worksheet, report: Report, widths: Iterable[float], *, frozen: int) -> None:
    """Column widths, heading rows that stay, and a landscape A4 page that is as wide as the sheet."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = f"A{frozen + 1}"
    sheet.print_title_rows = f"1:{frozen}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = _in_footer(f"{report.program_name} · {report.selected} · {_as_of(report)}")
    sheet.oddFooter.right.text = "&P / &N"
    sheet.sheet_view.showGridLines = False


def _in_footer(text: str) -> str:
    return clean(text).replace("&", "&&")


def _as_of(report: Report) -> str:
    return _("as of %(day)s") % {"day": date_format(report.facts.day, "DATE_FORMAT")}


def _name(result: Result) -> str:
    return str(result.figure.name) if result.figure else ""


def _unit(result: Result) -> str:
    return str(result.figure.unit) if result.figure else ""
