"""How the figures of the catalogue are grouped, on the page and in every file, and which of them come first."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Subject:
    """A group of figures, in the order they are read. `name` is a lazy translation."""

    code: str
    name: Any
    figures: tuple[str, ...]


SUBJECTS = (
    Subject(
        "reach",
        _("Goals and people"),
        ("goals", "goals_over_time", "funnel", "acceptance", "participation", "early_endings"),
    ),
    Subject("learn", _("What they learn"), ("learning", "growth", "growth_by_role")),
    Subject("meet", _("How they meet"), ("meetings", "rhythm", "hours", "covered")),
    Subject("talk", _("How their meetings are"), ("usefulness", "openness", "exchange", "worth", "sides", "half_way")),
    Subject("gain", _("What it brings"), ("benefit", "recommendation", "after", "managers", "retention")),
    Subject(
        "say",
        _("What they say, and what came of it"),
        ("answer_rates", "you_said", "insights", "wishes", "examples", "second_half", "stayed_words"),
    ),
)
REST = Subject("rest", _("More"), ())
DECISIONS = "decisions"

# the first that have something to show stand on the first screen
FIRST = (
    "goals",
    "learning",
    "meetings",
    "usefulness",
    "recommendation",
    "exchange",
    "rhythm",
    "funnel",
    "participation",
    "answer_rates",
)
ON_FIRST_SCREEN = 6


def subject_of(figure: str) -> Subject:
    return next((subject for subject in SUBJECTS if figure in subject.figures), REST)
