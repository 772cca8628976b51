"""What surveys say statement by statement: both sides beside each other, half-way, three months later, line managers.

Like every figure of surveys these read published sums through `Facts.table`, and choices through `takers`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.charts import shapes
from evaluation.enums import Occasion, QuestionKind
from evaluation.figures.answers import CHOSEN
from evaluation.figures.counts import Facts
from evaluation.figures.results import Result, as_of, between, empty, notes, number, percent, quoted, short_day, signed
from evaluation.figures.statistics import Mean, difference_of
from evaluation.figures.suppression import Sums, takers
from evaluation.figures.surveys import (
    CONSTRUCTS,
    FEW,
    SCALE,
    change_in,
    change_result,
    clearest,
    highest,
    mark,
    mean,
    mean_row,
    nothing,
    tone,
)
from evaluation.models import Question, Wave
from programs.enums import Role

BOTH_ANSWER = {
    Occasion.MEETING: {
        "useful": gettext_lazy("Useful to me"),
        "open": gettext_lazy("Could speak openly"),
        "shaped": gettext_lazy("We both shaped it"),
        "worth": gettext_lazy("Worth the time"),
    },
    Occasion.HALF_WAY: {"both_benefit": gettext_lazy("Both of us get something out of it")},
    Occasion.END: {
        "benefit_me": gettext_lazy("Has brought me something for my work"),
        "benefit_company": gettext_lazy("Brings our company something"),
        "differently": gettext_lazy("Does things differently than before"),
    },
}
ROLES = (Role.MENTEE, Role.MENTOR)


# ---------------------------------------------------------------- both sides
def sides(facts: Facts, role: str) -> Result:
    """Mentees and mentors side by side: who finds it useful, who shaped it, who benefits."""
    name = _("Both sides, side by side")
    if role:
        return empty(name, _("This figure is about both roles at once."))
    rows: list[list[str]] = []
    clear: list[tuple[str, float]] = []
    pairs = _pairs(facts)
    for label, pair in pairs:
        if pair is None:
            rows.append([label, str(FEW), "", "", "", "", ""])
            continue
        mentees, mentors = (mean(sums) for sums in pair)
        difference, interval = difference_of(*((one.n, one.total, one.squares) for one in pair))
        rows.append(
            [
                label,
                number(mentees.value, 2),
                str(mentees.n),
                number(mentors.value, 2),
                str(mentors.n),
                signed(difference, 2),
                between(interval, 2),
            ]
        )
        if interval and interval.keeps_off_zero():
            clear.append((label, difference))
    if not any(row[2] for row in rows):
        return nothing(facts, name, Occasion.MEETING)
    columns = ["", _("Mentees"), _("n, mentees"), _("Mentors"), _("n, mentors"), _("Mentors less mentees")]
    note = notes(str(SCALE), _("latest survey with both roles"), as_of(facts))
    return Result(_of_both(clear), note, [*columns, _("Interval (95 %)")], rows, _beside(pairs))


def _of_both(clear: list[tuple[str, float]]) -> str:
    if not clear:
        return _("Mentees and mentors do not differ clearly")
    label, difference = max(clear, key=lambda pair: abs(pair[1]))
    more = _("Mentors rate “%(statement)s” %(points)s points higher than mentees do")
    less = _("Mentors rate “%(statement)s” %(points)s points lower than mentees do")
    return (more if difference > 0 else less) % {"statement": quoted(label), "points": number(abs(difference))}


Pair = tuple[Sums, Sums]  # of mentees and of mentors


def _pairs(facts: Facts) -> list[tuple[str, Pair | None]]:
    """For each statement the sums of mentees and mentors in the latest survey that shows both."""
    return [
        (str(label), _latest_of_both(facts, waves, code))
        for occasion, statements in BOTH_ANSWER.items()
        if (waves := facts.waves_of(occasion))
        for code, label in statements.items()
    ]


def _latest_of_both(facts: Facts, waves: list[Wave], code: str) -> Pair | None:
    for wave in reversed(waves):
        mentees, mentors = (facts.table(f"{wave.pk}/{code}", role) for role in ROLES)
        if mentees and mentors:
            return mentees, mentors
    return None


def _beside(pairs: list[tuple[str, Pair | None]]) -> shapes.Chart:
    """Two lines for each statement, one in the colour of each role."""
    chart = shapes.means([], tone="both")
    for label, pair in pairs:
        for role, of_role, sums in zip(ROLES, (_("mentees"), _("mentors")), pair or (), strict=False):
            one = shapes.means([(f"{label}: {of_role}", *mark(mean(sums)))], tone=role)
            chart.marks += one.marks
    return chart


def growth_by_role(facts: Facts, role: str) -> Result:
    """Before and after for each construct and role, paired."""
    name = _("Before and after, by role")
    labels = {Role.MENTEE: _("%(what)s: mentees"), Role.MENTOR: _("%(what)s: mentors")}
    found = [
        (one, labels[one] % {"what": label}, facts.change(code, role=one))
        for code, label in CONSTRUCTS.items()
        for one in ROLES
        if (code != "explaining" or one == Role.MENTOR) and role in ("", one)
    ]
    changes = [(label, change_in(sums) if sums else None) for _role, label, sums in found]
    if not any(change for _label, change in changes):
        return nothing(facts, name, Occasion.END)
    best = clearest(changes)
    sentences = (
        _("“%(topic)s” has grown by %(points)s points"),
        _("“%(topic)s” has fallen by %(points)s points"),
        _("None of these has changed clearly"),
    )
    result = change_result(facts, changes, best, sentences, tone(role), _("Agreement, 1 to 5"))
    assert result.chart is not None  # noqa: S101
    for drawn, (of_role, _label, _sums) in zip(result.chart.marks, found, strict=True):
        drawn.tone = of_role
    return result


# ---------------------------------------------------------------- one survey, statement by statement
@dataclass
class Told:
    """What one survey shows: rows of the table, means for the picture, how choices were made for another one."""

    rows: list[list[str]] = field(default_factory=list)
    means: list[tuple[str, Mean | None]] = field(default_factory=list)
    choices: list[tuple[str, list[tuple[str, float | None, str]]]] = field(default_factory=list)

    @property
    def is_anything(self) -> bool:
        return bool(self.choices) or any(row[-1] for row in self.rows)


def statements(occasion: Occasion, name: Any, sentence: Any) -> Callable[[Facts, str], Result]:
    """Every question of the latest survey of `occasion` that shows anything; `sentence` is of the highest agreement."""

    def compute(facts: Facts, role: str) -> Result:
        if role and occasion == Occasion.MANAGERS:
            return empty(name, _("Line managers are asked, not mentees or mentors."))
        for wave in reversed(facts.waves_of(occasion)):
            told = _told_by(facts, wave, role)
            if told.is_anything:
                return _as_result(facts, wave, told, name, sentence)
        return nothing(facts, name, occasion)

    return compute


def _as_result(facts: Facts, wave: Wave, told: Told, name: Any, sentence: Any) -> Result:
    known = [(label, one) for label, one in told.means if one]
    finding = _("%(name)s: what was chosen") % {"name": name}
    if known:
        finding = highest(known, sentence)[0]
    day = _("survey of %(day)s") % {"day": short_day(wave.opens_on)}
    note = notes(day, str(SCALE), _("shares: of those who answered"), as_of(facts))
    chart = shapes.means([(label, *mark(one)) for label, one in told.means], tone="both") if told.means else None
    columns = ["", _("Mean or share"), _("Interval (95 %)"), "n"]
    return Result(finding, note, columns, told.rows, chart, shapes.distribution(told.choices) if told.choices else None)


def _told_by(facts: Facts, wave: Wave, role: str) -> Told:
    told, seen = Told(), set()
    topics = {topic.pk: topic.name for topic in facts.topics}
    for question in wave.questionnaire.questions.all():
        if question.code in seen or question.kind == QuestionKind.TEXT:
            continue  # worded for each role, or in words
        seen.add(question.code)
        if question.kind == QuestionKind.SELF_RATING:
            for topic, name in topics.items():
                _tell_mean(told, name, facts.table(f"{wave.pk}/{question.code}/{topic}", role), is_agreement=True)
        elif question.kind in CHOSEN:
            if not (role or facts.group):
                _tell_choice(told, question, facts.table(f"{wave.pk}/{question.code}"), facts.program.smallest_group)
        else:
            sums = facts.table(f"{wave.pk}/{question.code}", role)
            _tell_mean(told, question.text, sums, is_agreement=question.kind == QuestionKind.AGREEMENT)
    return told


def _tell_mean(told: Told, label: str, sums: Sums | None, *, is_agreement: bool) -> None:
    """A row for every statement; in the picture only what has the scale of 1 to 5."""
    told.rows.append([label, *mean_row(sums)])
    if is_agreement:
        told.means.append((label, mean(sums) if sums else None))


def _tell_choice(told: Told, question: Question, sums: Sums | None, k: int) -> None:
    if sums is None:
        told.rows.append([question.text, str(FEW), "", ""])
        return
    taken = takers(sums, k=k, options=len(question.options))
    options: list[tuple[str, float | None, str]] = []
    for place, option in question.options:
        share = taken[place] / sums.n if place in taken else None
        words = str(FEW) if share is None else percent(share)
        told.rows.append([f"{question.text} {option}", words, "", "" if share is None else str(sums.n)])
        options.append((option, share, words))
    if taken:
        told.choices.append((question.text, options))
