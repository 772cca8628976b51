"""The closed catalogue: every figure there is, with its definition in words. Pages, prints and exports show no other.

docs/figures.md is written from it (`manage.py list_figures`), as an annex for a works agreement.
"""

from dataclasses import replace

from evaluation.figures import retention
from evaluation.figures.catalogue import answers, learning, meetings, overview, process, words
from evaluation.figures.facts import Facts
from evaluation.figures.results import Result
from evaluation.figures.selection import EVERYTHING, Selection

# in the order of the page
FIGURES = (
    *overview.FIGURES,
    *learning.FIGURES,
    *meetings.FIGURES,
    *answers.FIGURES,
    *process.FIGURES,
    retention.FIGURE,
    *words.FIGURES,
)
BY_CODE = {figure.code: figure for figure in FIGURES}


def result(code: str, facts: Facts, selection: Selection = EVERYTHING) -> Result:
    """One figure of a programme, of all of it or of what is selected."""
    figure = BY_CODE[code]
    return replace(figure.compute(facts, selection.role), figure=figure)


def results(facts: Facts, selection: Selection = EVERYTHING) -> list[Result]:
    """All figures, in the order of the page."""
    return [result(figure.code, facts, selection) for figure in FIGURES]
