"""The only place that reads answers: sums by question, wave and role. Called when publishing, never by a page.

SECURITY: what comes out of here is not fit to be shown; `suppression.publishable` decides.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from evaluation.enums import Occasion, QuestionKind
from evaluation.figures.suppression import ALL, Sums, Table, atom
from evaluation.models import Answer, Question
from programs.models import Program

CHOSEN = (QuestionKind.CHOICE, QuestionKind.SEVERAL)


class Row(NamedTuple):
    wave: str
    occasion: str
    role: str
    group: str
    link: str
    code: str
    kind: str
    topic: int | None
    value: int


def rows_of(program: Program) -> Iterator[Row]:
    values = Answer.objects.filter(response__wave__program=program, value__isnull=False).order_by()
    fields = ("wave_id", "wave__occasion", "role", "group", "link")
    found = values.values_list(
        *[f"response__{name}" for name in fields], "question__code", "question__kind", "topic_id", "value"
    )
    for wave, *rest in found.iterator():
        yield Row(str(wave), *rest)


def texts_of(program: Program) -> dict[str, list[str]]:
    """All free texts of the programme by question, in no order."""
    texts: dict[str, list[str]] = defaultdict(list)
    found = Answer.objects.filter(response__wave__program=program, question__kind=QuestionKind.TEXT).order_by()
    for code, text in found.values_list("question__code", "text"):
        if text:
            texts[code].append(text)
    return dict(texts)


def paired_codes(program: Program) -> set[str]:
    """What the programme asked at the start, to be compared with the end."""
    asked = Question.objects.filter(
        questionnaire__waves__program=program, questionnaire__waves__occasion=Occasion.START
    )
    return set(asked.order_by().values_list("code", flat=True))


def tables_of(rows: Iterable[Row], both: Collection[str]) -> dict[str, Table]:
    """Sums by atom (a role, or a role and a group) of every table there is.

    They stand under `<wave>/<code>[/<topic>]` and `change/<code>[/<topic>]`.

    Choices are counted for all together alone: how many took an option is a smaller group than how many answered, and
    beside the total a role would give away the other's.
    What is asked at the start and at the end (`both`) comes as change alone: beside the change, sums of all who
    answered at the start would show by subtraction what the few said who did not answer at the end.
    """
    rows = list(rows)
    before = {(row.link, row.code, row.topic): row for row in rows if row.occasion == Occasion.START}
    tables: dict[str, Table] = defaultdict(dict)
    for row in rows:
        if row.occasion == Occasion.START:
            continue
        if row.occasion != Occasion.END or row.code not in both:
            table, sums = tables[wave_key(row.wave, row.code, row.topic)], _single(row)
        elif first := before.get((row.link, row.code, row.topic)):
            table, sums = tables[change_key(row.code, row.topic)], _pair(first, row)
        else:
            continue
        name = ALL if row.kind in CHOSEN else atom(row.role, row.group)
        table[name] = table.get(name, Sums()) + sums
    return dict(tables)


def wave_key(wave: str, code: str, topic: int | None = None) -> str:
    return f"{wave}/{code}/{topic}" if topic else f"{wave}/{code}"


def change_key(code: str, topic: int | None = None) -> str:
    return f"change/{code}/{topic}" if topic else f"change/{code}"


def _single(row: Row) -> Sums:
    if row.kind == QuestionKind.CHOICE:
        return Sums(1, counts={str(row.value): 1})
    if row.kind == QuestionKind.SEVERAL:
        return Sums(1, counts={str(place): 1 for place in places(row.value)})
    if row.kind == QuestionKind.NUMBER:  # no distribution: a number that few would give tells who it was
        return Sums(1, row.value, row.value**2)
    return Sums(1, row.value, row.value**2, 0, {str(row.value): 1})


def places(chosen: int) -> list[int]:
    """The places of the options chosen, from the one number they are stored as."""
    return [bit + 1 for bit in range(chosen.bit_length()) if chosen >> bit & 1]


def _pair(before: Row, after: Row) -> Sums:
    return Sums(1, after.value, (after.value - before.value) ** 2, before.value)
