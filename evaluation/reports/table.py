"""The report as one CSV file, figure below figure."""

import csv as writing
import io

from django.utils.translation import gettext as _

from evaluation.figures.results import Result
from evaluation.reports.cells import number_in
from evaluation.reports.report import Report, few
from people.exports import safe_cell


def csv(report: Report) -> bytes:
    """In the active language, as Excel opens it: semicolons, UTF-8 with a byte order mark."""
    stream = io.StringIO(newline="")
    writer = writing.writer(stream, delimiter=";")
    stand = _("as of %(day)s") % {"day": report.facts.stand}
    writer.writerows([[safe_cell(report.program_name)], [report.selected], [stand], []])
    for result in report.results:
        # a number with a sign of ours makes no formula
        writer.writerows([cell if number_in(cell) else safe_cell(cell) for cell in row] for row in _rows(result))
    return stream.getvalue().encode("utf-8-sig")


def _rows(result: Result) -> list[list[str]]:
    rows = [
        [str(result.figure.name if result.figure else "")],
        [result.finding],
        *([[result.note]] if result.note else []),
    ]
    if result.state == "hidden":
        rows.append([few()])
    elif result.rows:
        rows += [result.columns, *result.rows]
    return [*rows, []]
