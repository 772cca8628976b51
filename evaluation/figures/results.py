"""What a figure says: its finding, a note, rows for the table and the export, and a chart. Numbers come as text.

A page, a print, an export read nothing else, so what is hidden here is hidden everywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.utils import numberformat
from django.utils.formats import date_format, get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluation.charts.shapes import Chart, InTemplates
from evaluation.figures.counts import Facts
from evaluation.figures.statistics import Interval
from people.times.clock import day_of

MANY_COLUMNS = 7  # of a table that half the page has no room for
GUARDED = True
COUNTS = False

# what a figure can be filtered by
ROLE, GROUP, PERIOD = "role", "group", "period"


@dataclass(frozen=True)
class Figure(InTemplates):
    """An entry of the catalogue.

    `name`, `definition` and `unit` are lazy translations. `is_guarded`: computed from survey answers, and therefore
    shown from the programme's smallest group on. `compute(facts, role)` gives its result. `filters`: what of a
    selection it is narrowed to; `silent_under`: what makes it empty. Of anything else it says that it does not follow.
    """

    code: str
    name: Any
    definition: Any
    unit: Any
    is_guarded: bool
    compute: Callable[[Facts, str], "Result"]
    filters: tuple[str, ...] = ()
    silent_under: tuple[str, ...] = ()

    def heeds(self, name: str) -> bool:
        return name in self.filters or name in self.silent_under


@dataclass
class Result(InTemplates):
    """`finding` is a sentence true of the rows. `state`: shown, hidden (too few answers) or empty (none yet)."""

    finding: str
    note: str = ""
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    chart: Chart | None = None
    spread: Chart | None = None  # beside the chart of means, how answers are spread over the options of choices
    numbers: list[tuple[str, str]] = field(default_factory=list)  # a few plain numbers instead of a chart
    quotes: list[str] = field(default_factory=list)
    state: str = "shown"
    short: str = ""  # the finding in a number, where programmes stand side by side
    figure: Figure | None = None

    @property
    def is_wide(self) -> bool:
        return bool(self.quotes) or len(self.columns) > MANY_COLUMNS


def hidden(name: object) -> Result:
    return Result(finding=str(name), state="hidden")


def empty(name: object, note: str = "") -> Result:
    return Result(finding=str(name), note=note, state="empty")


def number(value: float, decimals: int = 1) -> str:
    """`value` in the active language; never "-0"."""
    return numberformat.format(round(value, decimals) + 0.0, decimal_pos=decimals, **_ways(get_language()))


@cache
def _ways(language: str | None) -> dict[str, Any]:
    """How a language writes numbers: looked up once, because a page has hundreds."""
    names = {"decimal_sep": "DECIMAL_SEPARATOR", "grouping": "NUMBER_GROUPING", "thousand_sep": "THOUSAND_SEPARATOR"}
    return {name: get_format(setting, language) for name, setting in names.items()}


def signed(value: float, decimals: int = 1) -> str:
    text = number(abs(value), decimals)
    if round(value, decimals) == 0:
        return text
    return f"+{text}" if value > 0 else f"−{text}"


def percent(share: float) -> str:
    """A share of 0 to 1, in whole percent."""
    return _("%(number)s%%") % {"number": number(100 * share, 0)}


def between(interval: Interval | None, decimals: int = 1) -> str:
    if interval is None:
        return "–"
    return _("%(low)s to %(high)s") % {
        "low": number(interval.low, decimals).replace("-", "−"),
        "high": number(interval.high, decimals).replace("-", "−"),
    }


def as_of(facts: Facts) -> str:
    """When the answers behind a figure were last published."""
    if facts.published_at is None:
        return ""
    return _("answers as of %(day)s") % {"day": short_day(day_of(facts.published_at))}


def short_day(day: date) -> str:
    """Written once for each language: a page names the same days again and again."""
    return _written(day, get_language())


@lru_cache(maxsize=1000)
def _written(day: date, language: str | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def quoted(statement: str) -> str:
    """A statement as it stands within quotation marks in a sentence: without a full stop of its own."""
    return statement.rstrip().removesuffix(".")


def notes(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
