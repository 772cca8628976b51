"""Files to take away, for those who read the figures of a programme. Everyone else finds nothing here (404)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from evaluation.figures.views import seen
from evaluation.reports import files, pdf, table
from evaluation.reports.report import Report, report_of


@require_safe
def evaluation_csv(request: HttpRequest, slug: str) -> HttpResponse:
    return _file(request, slug, "csv", table.csv)


@require_safe
def evaluation_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    from evaluation.reports.workbook import workbook  # openpyxl is a tenth of what every process would load

    return _file(request, slug, "xlsx", workbook)


@require_safe
def evaluation_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    return _file(request, slug, "pdf", pdf.report_pdf)


def _file(request: HttpRequest, slug: str, ending: str, write: Callable[[Report], bytes]) -> HttpResponse:
    """The report in the language asked for (`?language=`), under the selection of the address."""
    with translation.override(files.language_of(request)):
        report = report_of(*seen(request, slug))
        return files.answer(write(report), files.name_of(report, ending))
