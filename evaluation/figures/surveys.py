"""Results of surveys, from published sums alone. Every figure asks `Facts.table`, which is the guard, for numbers."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluation.charts import shapes
from evaluation.enums import Occasion
from evaluation.figures.counts import Facts
from evaluation.figures.results import (
    Result,
    as_of,
    between,
    empty,
    hidden,
    notes,
    number,
    percent,
    quoted,
    short_day,
    signed,
)
from evaluation.figures.statistics import Change, Mean, Recommendation, change_of, mean_of, recommendation_of
from evaluation.figures.suppression import Sums, few_hidden, together
from evaluation.models import Wave
from people.texts.languages import in_order
from programs.enums import Role

CONSTRUCTS = {
    "understanding": gettext_lazy("Understanding of the other generation"),
    "confidence": gettext_lazy("Confidence to ask and to speak openly"),
    "network": gettext_lazy("Contacts outside one's own area"),
    "explaining": gettext_lazy("Explaining what one knows"),
}
BENEFITS = {
    "benefit_me": gettext_lazy("Has brought me something for my work"),
    "benefit_company": gettext_lazy("Brings our company something"),
    "differently": gettext_lazy("Does things differently than before"),
}
SCALE = gettext_lazy("agreement, 1 to 5")
DAY_OF_MONTH = {"de": "j. M", "en": "j M"}
FEW = gettext_lazy("too few answers")
EMPTY_NOTE = gettext_lazy("Results appear once enough answers have come in.")


def tone(role: str) -> str:
    """Role colours carry role and nothing else: all together wear the colour of what both share."""
    return role or "both"


def _has_answers(facts: Facts, occasion: str) -> bool:
    return any(wave.answered for wave in facts.waves_of(occasion))  # type: ignore[attr-defined]


def nothing(facts: Facts, name: object, occasion: str) -> Result:
    return hidden(name) if _has_answers(facts, occasion) else empty(name, str(EMPTY_NOTE))


# ---------------------------------------------------------------- before and after
def change_in(sums: Sums) -> Change:
    return change_of(sums.n, sums.before, sums.total, sums.squares)


def topic_changes(facts: Facts) -> list[tuple[str, Change | None]]:
    """The mentees' change in each topic, None where it is hidden."""
    found = [(topic.name, facts.change("skill", topic, Role.MENTEE)) for topic in facts.topics]
    return [(name, change_in(sums) if sums else None) for name, sums in found]


def learning(facts: Facts, role: str) -> Result:
    name = _("What mentees learn")
    if role == Role.MENTOR:
        return empty(name, _("Mentors are not asked about the topics: they bring them."))
    changes = topic_changes(facts)
    if not any(change for _name, change in changes):
        return nothing(facts, name, Occasion.END)
    best = clearest(changes)
    sentences = (
        _("Mentees rate themselves %(points)s points higher in “%(topic)s” than at the start"),
        _("Mentees rate themselves %(points)s points lower in “%(topic)s” than at the start"),
        _("The mentees' self-assessment has not changed clearly"),
    )
    return change_result(facts, changes, best, sentences, "mentee", _("Self-assessment, 1 to 5"))


def growth(facts: Facts, role: str) -> Result:
    name = _("What grows on both sides")
    found = [(str(label), facts.change(code, role=role)) for code, label in CONSTRUCTS.items() if _asks(code, role)]
    changes = [(label, change_in(sums) if sums else None) for label, sums in found]
    if not any(change for _name, change in changes):
        return nothing(facts, name, Occasion.END)
    best = clearest(changes)
    sentences = (
        _("“%(topic)s” has grown by %(points)s points"),
        _("“%(topic)s” has fallen by %(points)s points"),
        _("None of these has changed clearly"),
    )
    return change_result(facts, changes, best, sentences, tone(role), _("Agreement, 1 to 5"))


def _asks(code: str, role: str) -> bool:
    return code != "explaining" or role != Role.MENTEE


def clearest(changes: Sequence[tuple[str, Change | None]]) -> tuple[str, Change]:
    """What a figure speaks of: the largest clear change, up or down; the largest of all only where none is clear."""
    known = [(label, one) for label, one in changes if one]
    clear = [pair for pair in known if pair[1].is_clear]
    return max(clear or known, key=lambda pair: abs(pair[1].change))


def change_result(
    facts: Facts,
    changes: Sequence[tuple[str, Change | None]],
    best: tuple[str, Change],
    sentences: tuple[str, str, str],
    colour: str,
    scale: str,
) -> Result:
    label, change = best
    finding = sentences[_direction(change)] % {"points": number(abs(change.change)), "topic": label}
    about = _("95%%: %(interval)s") % {"interval": between(change.interval)}
    who = _("n = %(n)s who answered both times") % {"n": change.n}
    note = notes(scale, _("start ○, end ●"), who, about, as_of(facts))
    headings = [_("At the start"), _("At the end"), _("Difference"), _("Interval (95 %)"), _("Effect size d_z"), "n"]
    rows = [[label, *_change_row(one)] for label, one in changes]
    chart = shapes.change(
        [(label, one.before if one else None, one.after if one else None) for label, one in changes], tone=colour
    )
    return Result(finding, note, ["", *headings], rows, chart, short=signed(change.change))


def _direction(change: Change) -> int:
    """0: up, 1: down, 2: not clear."""
    if not change.is_clear:
        return 2
    return 0 if change.change > 0 else 1


def _change_row(change: Change | None) -> list[str]:
    if change is None:
        return [str(FEW), "", "", "", "", ""]
    effect = number(change.effect, 2) if change.effect is not None else "–"
    values = [number(change.before, 2), number(change.after, 2), signed(change.change, 2)]
    return [*values, between(change.interval, 2), effect.replace("-", "−"), str(change.n)]


# ---------------------------------------------------------------- after meetings
def pulse(code: str, name: Any, sentences: tuple[Any, Any, Any]) -> Callable[[Facts, str], Result]:
    """A figure over time for one question of the survey after meetings; sentences for high, middling and low means."""

    def compute(facts: Facts, role: str) -> Result:
        waves = facts.waves_of(Occasion.MEETING)
        found = [(wave, facts.table(f"{wave.pk}/{code}", role)) for wave in waves]
        sums = [one for _wave, one in found if one]
        if not sums:
            return nothing(facts, name, Occasion.MEETING)
        together_ = together({str(index): one for index, one in enumerate(sums)})
        of_all = round(together_.total / together_.n, 1)  # the sentence goes with the number that is read
        finding = sentences[0 if of_all >= 3.5 else 1 if of_all >= 2.5 else 2] % {"mean": number(of_all)}
        last = mean(sums[-1])
        surveys = ngettext(
            "%(answers)s answers in %(count)s survey", "%(answers)s answers in %(count)s surveys", len(sums)
        )
        answers = number(together_.n, 0)
        latest = _("last %(mean)s (95%%: %(interval)s, n = %(n)s)")
        note = notes(
            str(SCALE),
            surveys % {"answers": answers, "count": len(sums)},
            not_counted(facts, waves, together_.n, role),
            latest % {"mean": number(last.value), "interval": between(last.interval), "n": last.n},
            as_of(facts),
        )
        rows = [[short_day(wave.opens_on), *mean_row(one)] for wave, one in found]
        course = [
            (date_format(wave.opens_on, DAY_OF_MONTH[in_order()[0]]), one.total / one.n if one else None)
            for wave, one in found
        ]
        columns = [_("Survey of"), _("Mean"), _("Interval (95 %)"), "n"]
        chart = shapes.course(course[-12:], tone=tone(role))
        return Result(finding, note, columns, rows, chart, short=number(of_all))

    return compute


def not_counted(facts: Facts, waves: Sequence[Wave], n: int, role: str) -> str:
    """Why fewer answers are counted than have come in. How many came in is told of all together alone."""
    more = sum(wave.answered for wave in waves) - n  # type: ignore[attr-defined]
    if role or facts.group or more <= 0 or not facts.tells_answers:
        return ""
    words = ngettext(
        "%(count)s more is not counted: too few at a time, or left open",
        "%(count)s more are not counted: too few at a time, or left open",
        more,
    )
    return words % {"count": number(more, 0)}


def pulse_mean(facts: Facts, code: str) -> float | None:
    """The mean of all answers after meetings that may be shown."""
    sums = [facts.table(f"{wave.pk}/{code}") for wave in facts.waves_of(Occasion.MEETING)]
    total = together({str(index): one for index, one in enumerate(sums) if one})
    return total.total / total.n if total.n else None


def latest_pulse(facts: Facts, code: str) -> Mean | None:
    """The mean of the latest survey after meetings that may be shown."""
    found = [facts.table(f"{wave.pk}/{code}") for wave in facts.waves_of(Occasion.MEETING)]
    return next((mean(sums) for sums in reversed(found) if sums), None)


def mean(sums: Sums) -> Mean:
    return mean_of(sums.n, sums.total, sums.squares)


def mean_row(sums: Sums | None) -> list[str]:
    if sums is None:
        return [str(FEW), "", ""]
    one = mean(sums)
    return [number(one.value, 2), between(one.interval, 2), str(one.n)]


# ---------------------------------------------------------------- at the end
def _at_the_end(facts: Facts, code: str, role: str) -> Sums | None:
    return next((facts.table(f"{wave.pk}/{code}", role) for wave in facts.waves_of(Occasion.END)), None)


def benefit(facts: Facts, role: str) -> Result:
    name = _("What it has brought")
    found = [(str(label), _at_the_end(facts, code, role)) for code, label in BENEFITS.items()]
    means = [(label, mean(sums) if sums else None) for label, sums in found]
    known = [(label, one) for label, one in means if one]
    if not known:
        return nothing(facts, name, Occasion.END)
    finding, best = highest(known, _("Highest agreement: “%(statement)s”, %(mean)s of 5"))
    waiting = not_counted(facts, facts.waves_of(Occasion.END), best.n, role)
    note = notes(str(SCALE), f"n = {best.n}", waiting, _("line: interval (95 %)"), as_of(facts))
    rows = [[label, *mean_row(sums)] for label, sums in found]
    marks = [(label, *mark(one)) for label, one in means]
    columns = ["", _("Mean"), _("Interval (95 %)"), "n"]
    return Result(finding, note, columns, rows, shapes.means(marks, tone=tone(role)))


def highest(known: Sequence[tuple[str, Mean]], sentence: str) -> tuple[str, Mean]:
    """`sentence` of the highest mean, and the mean; another one where several read alike."""
    label, best = max(known, key=lambda pair: pair[1].value)
    alike = [one for _label, one in known if number(one.value) == number(best.value)]
    if len(alike) > 1:
        sentence = _("Several statements are rated highest: %(mean)s of 5")
    return sentence % {"statement": quoted(label), "mean": number(best.value)}, best


def mark(one: Mean | None) -> tuple[float | None, float, float]:
    if one is None:
        return None, 0, 0
    low, high = (one.interval.low, one.interval.high) if one.interval else (one.value, one.value)
    return one.value, low, high


def recommendation(facts: Facts, role: str) -> Result:
    """The score, and the mean of the answers.

    How many are for and against is told as choices are: of all together alone, and not where any of it is only a few.
    """
    name = _("Recommendation")
    sums = _at_the_end(facts, "recommend", role)
    if sums is None:
        return nothing(facts, name, Occasion.END)
    found = recommendation_of({int(value): count for value, count in sums.counts.items()})
    average = mean(sums)
    shares = [
        (_("recommend (9, 10)"), found.promoters),
        (_("in between (7, 8)"), found.passives),
        (_("do not recommend (0 to 6)"), found.detractors),
    ]
    k = facts.program.smallest_group
    few = role or facts.group or any(few_hidden(round(share * found.n / 100), k=k) for _label, share in shares)
    sure = found.widest if few else found.interval
    score = _("score %(score)s (at least 95%%: %(interval)s)") if few else _("score %(score)s (95%%: %(interval)s)")
    note = notes(
        _("0 to 10: 9 and 10 recommend, up to 6 do not"),
        score % {"score": signed(found.score, 0), "interval": between(sure, 0)},
        _("mean %(mean)s") % {"mean": number(average.value)},
        f"n = {found.n}",
        not_counted(facts, facts.waves_of(Occasion.END), found.n, role),
        as_of(facts),
    )
    rows = [] if few else [[label, percent(share / 100)] for label, share in shares]
    rows.append([_("Score"), signed(found.score, 0)])
    rows.append([_("Interval of the score (95 %)"), between(sure, 0)])
    rows.append([_("Mean, 0 to 10"), number(average.value, 2)])
    rows.append([_("Interval of the mean (95 %)"), between(average.interval, 2)])
    rows.append(["n", str(found.n)])
    columns = ["", _("Answers in percent")]
    if few:
        numbers = [(_("score, -100 to 100"), signed(found.score, 0)), (_("mean, 0 to 10"), number(average.value))]
        return Result(_for_and_against(found), note, ["", _("Answers")], rows, numbers=numbers)
    finding = _("%(yes)s would recommend the programme, %(no)s would not") % {
        "yes": percent(found.promoters / 100),
        "no": percent(found.detractors / 100),
    }
    chart = shapes.parts([(label, share, percent(share / 100)) for label, share in shares])
    return Result(finding, note, columns, rows, chart)


def _for_and_against(found: Recommendation) -> str:
    if not found.widest.keeps_off_zero(0):
        return _("Those who recommend the programme and those who do not are not clearly more or fewer")
    if found.score > 0:
        return _("Clearly more people recommend the programme than do not")
    return _("Clearly fewer people recommend the programme than do not")


def words(code: str, occasion: Occasion, name: Any, sentence: Any) -> Callable[[Facts, str], Result]:
    """The free answers to one question; `sentence` says how many there are."""

    def compute(facts: Facts, role: str) -> Result:
        if role or facts.group:
            return empty(name, _("Free texts are never shown by group."))
        texts = facts.texts.get(code, [])
        if not texts:
            return nothing(facts, name, occasion)
        note = notes(_("in the words of those who answered, in random order"), as_of(facts))
        columns, rows = [_("In their words")], [[text] for text in texts]
        return Result(sentence % {"count": len(texts)}, note, columns, rows, quotes=texts)

    return compute
