"""The evidence as a workbook."""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook

from evaluation.reports import sheets
from evaluation.reports.evidence.report import Evidence


def as_workbook(evidence: Evidence) -> bytes:
    """One sheet, a row for each question: to filter by what is missing."""
    book = Workbook()
    sheet = sheets.first(book)
    name = sheets.clean(evidence.program.name)
    sheets.about(book, title=sheets.clean(evidence.title), day=evidence.day)
    sheets.set_up(sheet, (30, 34, 44, 14, 64, 54), frozen=3, footer=f"{name} · {evidence.as_of}")
    sheet.title = _("Evidence")
    sheets.write(sheet, [evidence.title], sheets.TITLE)
    sheets.write(sheet, [f"{evidence.as_of}. {evidence.preface}"], sheets.NOTE)
    heads = [_("Standard"), _("Area"), _("Question"), _("State"), _("What is there"), _("What would be evidence")]
    sheets.write(sheet, heads, sheets.BOLD, fill=sheets.HEAD)
    for section in evidence.sections:
        for line in section.lines:
            asks, found = str(line.criterion.asks), line.found
            row = [section.standard.family, str(section.standard.name), asks, found.state_in_words, found.words]
            sheets.write(sheet, [*row, line.to_do], sheets.PLAIN, wrap=True)
    sheet.auto_filter.ref = f"A3:F{sheet.max_row}"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
