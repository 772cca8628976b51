"""The one thing that page, print, CSV, workbook and PDF are made from: a programme's results under one selection.

SECURITY: `report_of` is the only caller of the catalogue for whole programmes. Whatever it does not hold, because the
guard has hidden it, no page and no file can show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from evaluation.charts.shapes import Chart, InTemplates
from evaluation.figures import catalogue
from evaluation.figures.counts import Facts
from evaluation.figures.headline import Top, top_of
from evaluation.figures.results import Result
from evaluation.figures.selection import Selection, narrowed
from evaluation.reports.subjects import DECISIONS, FIRST, ON_FIRST_SCREEN, REST, SUBJECTS, subject_of

BRIEF_ROWS, BRIEF_NUMBERS = 4, 3  # of a picture on the first screen


@dataclass(frozen=True)
class Part(InTemplates):
    """A subject with what there is to show of it: results that are shown or hidden, never empty ones."""

    code: str
    name: str
    results: list[Result]

    @property
    def finding(self) -> str:
        """The first finding that may be told; the subject's summary."""
        return next((result.finding for result in self.results if result.state == "shown"), "")


@dataclass(frozen=True)
class Brief(InTemplates):
    """A finding on the first screen, with as much of its picture as fits there."""

    result: Result
    chart: Chart | None

    @property
    def numbers(self) -> list[tuple[str, str]]:
        return self.result.numbers[:BRIEF_NUMBERS]


@dataclass(frozen=True)
class Report(InTemplates):
    """In the language that was active when it was made."""

    facts: Facts
    selection: Selection
    started: int  # tandems of what is selected; 0 where they are too few to be told
    top: Top
    results: list[Result]

    @property
    def headline(self) -> str:
        return self.top.headline

    @property
    def whole(self) -> str:
        """What is said of the whole time although a quarter is selected."""
        said = " ".join(self.top.whole)
        return _("For the whole time so far: %(sentences)s") % {"sentences": said} if said else ""

    @property
    def sentences(self) -> list[str]:
        """What stands below the headline."""
        return [line for line in (*self.top.lines, self.whole) if line]

    @property
    def program_name(self) -> str:
        return self.facts.program.name

    @property
    def decisions(self) -> Result:
        return next(result for result in self.results if code_of(result) == DECISIONS)

    @property
    def parts(self) -> list[Part]:
        """Every figure that has something to say or hides something, by subject."""
        told = [result for result in self.results if result.state != "empty" and code_of(result) != DECISIONS]
        found = []
        for subject in (*SUBJECTS, REST):
            of_subject = [result for result in told if subject_of(code_of(result)) is subject]
            of_subject.sort(key=lambda result: _place(subject.figures, code_of(result)))
            if of_subject:
                found.append(Part(subject.code, str(subject.name), of_subject))
        return found

    @property
    def first(self) -> list[Result]:
        """The main findings, those that are shown before those that are hidden."""
        by_code = {code_of(result): result for result in self.results if result.state != "empty"}
        found = [by_code[code] for code in FIRST if code in by_code]
        found.sort(key=lambda result: result.state != "shown")
        return found[:ON_FIRST_SCREEN]

    @property
    def briefs(self) -> list[Brief]:
        return [Brief(result, result.chart.shortened(BRIEF_ROWS) if result.chart else None) for result in self.first]

    @property
    def untold(self) -> list[tuple[str, list[Result]]]:
        """Figures that have nothing yet, by the reason why."""
        empty = [result for result in self.results if result.state == "empty" and code_of(result) != DECISIONS]
        return [(note, list(found)) for note, found in groupby(empty, key=lambda result: result.note)]

    @property
    def promise(self) -> str:
        """What holds for every figure of answers."""
        return _(
            "Answers are shown from %(k)s people on, and renewed only in steps of at least as many, so that no figure, "
            "no filter and no second visit reveals anyone: figures may count fewer answers than have come in. A figure "
            "that does not follow a filter says so."
        ) % {"k": self.facts.program.smallest_group}

    @property
    def selected(self) -> str:
        """Whose answers these are, in words."""
        return self.selection.words()


def report_of(facts: Facts, selection: Selection) -> Report:
    """Everything there is to show of a programme under `selection`, through the guard."""
    part = narrowed(facts, selection)
    return Report(facts, selection, part.started, top_of(part, selection.period), catalogue.results(facts, selection))


def code_of(result: Result) -> str:
    assert result.figure is not None  # noqa: S101
    return result.figure.code


def few() -> str:
    """What stands in the place of a hidden figure, everywhere."""
    return _("Too few answers to show them without revealing people.")


def _place(figures: tuple[str, ...], code: str) -> int:
    return figures.index(code) if code in figures else len(figures)


def values(result: Result) -> Iterator[tuple[str, str, str]]:
    """(row, column, text) of each cell that holds something; nothing of a hidden figure."""
    if result.state != "shown":
        return
    for row in result.rows:
        for column, text in zip(result.columns[1:], row[1:], strict=False):
            if text:
                yield row[0], column, text
