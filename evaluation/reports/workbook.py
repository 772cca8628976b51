"""The report as a workbook: contents, a sheet for each subject, every number in one list, definitions.

Numbers are numbers, words are words: no cell is ever a formula, whatever people wrote into it.
"""

import io
from collections.abc import Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from evaluation.figures.results import Result
from evaluation.reports import sheets
from evaluation.reports.cells import number_in
from evaluation.reports.report import Part, Report, few, values
from evaluation.reports.sheets import BOLD, FINDING, HEAD, LINK, NOTE, PLAIN, TITLE, across, clean, write

WIDTHS = (46, 18, 18, 18, 18, 18, 18)


def workbook(report: Report) -> bytes:
    """An XLSX file in the active language."""
    book = Workbook()
    cover = sheets.first(book)
    title = _("Evaluation of %(name)s") % {"name": clean(report.program_name)}
    sheets.about(book, title=title, day=report.facts.day)
    by_subject = {part.code: _sheet_of(book, report, part) for part in report.parts}
    _list_values(book.create_sheet(_("All numbers")), report)
    _define(book.create_sheet(_("Definitions")), report)
    _cover(cover, report, by_subject)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# ---------------------------------------------------------------- sheets
def _cover(sheet: Worksheet, report: Report, by_subject: dict[str, Worksheet]) -> None:
    sheet.title = _("Overview")
    _set_up(sheet, report, (30, 74, 26, 26), frozen=3)
    write(sheet, [clean(report.program_name)], TITLE)
    write(sheet, [f"{report.selected} · {_as_of(report)}"], NOTE)
    write(sheet, [_("Subject"), _("Finding"), _("Figure"), _("On the sheet")], BOLD, fill=HEAD)
    write(sheet, [_("In short"), " ".join([report.headline, *report.sentences])], PLAIN, wrap=True)
    for fact, suggestion in report.decisions.rows:
        write(sheet, [report.decisions.finding, f"{fact} {suggestion}"], PLAIN, wrap=True)
    for part in report.parts:
        for result in part.results:
            finding = few() if result.state == "hidden" else result.finding
            write(sheet, [part.name, finding, _name(result), by_subject[part.code].title], PLAIN, wrap=True)
            link = sheet.cell(sheet.max_row, 4)
            link.hyperlink = Hyperlink(ref="", location=f"{quote_sheetname(by_subject[part.code].title)}!A1")
            link.font = LINK
    for note, results in report.untold:
        names = ", ".join(result.finding for result in results)
        write(sheet, [_("Still to come"), f"{names}. {note}".strip()], NOTE, wrap=True)
    write(sheet, [_("What holds for all"), report.promise], NOTE, wrap=True)


def _sheet_of(book: Workbook, report: Report, part: Part) -> Worksheet:
    sheet = book.create_sheet(sheets.named(part.name))
    _set_up(sheet, report, WIDTHS, frozen=2)
    write(sheet, [clean(report.program_name) + " · " + part.name], TITLE)
    write(sheet, [f"{report.selected} · {_as_of(report)}"], NOTE)
    for result in part.results:
        write(sheet, [""], PLAIN)
        _figure(sheet, result)
    return sheet


def _figure(sheet: Worksheet, result: Result) -> None:
    across(sheet, result.finding, FINDING, widths=WIDTHS)
    across(
        sheet,
        " · ".join(part for part in (_name(result), str(_unit(result)), result.note) if part),
        NOTE,
        widths=WIDTHS,
    )
    if result.state == "hidden":
        across(sheet, few(), PLAIN, widths=WIDTHS)
        return
    if result.quotes and len(result.columns) == 1:  # words alone: across the sheet, where there is room for them
        for text in result.quotes:
            across(sheet, text, PLAIN, widths=WIDTHS)
    elif result.rows:
        write(sheet, result.columns, BOLD, fill=HEAD, wrap=True)
        for row in result.rows:
            write(sheet, row, PLAIN, wrap=True, numbers=True)


def _list_values(sheet: Worksheet, report: Report) -> None:
    """Every number once, one in a row: to filter, to compare, to count on."""
    _set_up(sheet, report, (30, 30, 46, 24, 16), frozen=1)
    write(sheet, [_("Subject"), _("Figure"), _("Row"), _("Column"), _("Value")], BOLD, fill=HEAD)
    for part in report.parts:
        for result in part.results:
            for row, column, text in values(result):
                if number_in(text):
                    write(sheet, [part.name, _name(result), row, column, text], PLAIN, numbers=True)
    sheet.auto_filter.ref = sheet.dimensions


def _define(sheet: Worksheet, report: Report) -> None:
    _set_up(sheet, report, (30, 90, 24), frozen=1)
    write(sheet, [_("Figure"), _("How it is computed"), _("Unit")], BOLD, fill=HEAD)
    for result in report.results:
        definition = result.figure.definition if result.figure else ""
        write(sheet, [_name(result), str(definition), str(_unit(result))], PLAIN, wrap=True)


def _as_of(report: Report) -> str:
    return _("as of %(day)s") % {"day": report.facts.stand}


def _set_up(sheet: Worksheet, report: Report, widths: Sequence[float], *, frozen: int) -> None:
    footer = f"{report.program_name} · {report.selected} · {_as_of(report)}"
    sheets.set_up(sheet, widths, frozen=frozen, footer=footer)


def _name(result: Result) -> str:
    return str(result.figure.name) if result.figure else ""


def _unit(result: Result) -> str:
    return str(result.figure.unit) if result.figure else ""
