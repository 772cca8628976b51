"""The only place that reads answers: sums by question, wave and role. Called when publishing, never by a page.

SECURITY: what comes out of here is not fit to be shown; `suppression.publishable` decides.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from evaluation.enums import Occasion, QuestionKind
from evaluation.figures.suppression import Sums, Table
from evaluation.models import Answer, Question
from programs.enums import Role
from programs.models import Program


class Row(NamedTuple):
    wave: str
    occasion: str
    role: str
    link: str
    code: str
    topic: int | None
    value: int


def rows_of(program: Program) -> Iterator[Row]:
    values = Answer.objects.filter(response__wave__program=program, value__isnull=False).order_by()
    fields = ("wave_id", "wave__occasion", "role", "link")
    found = values.values_list(*[f"response__{name}" for name in fields], "question__code", "topic_id", "value")
    for wave, *rest in found.iterator():
        yield Row(str(wave), *rest)


def texts_of(program: Program) -> list[str]:
    """All free texts of the programme, in no order."""
    texts = Answer.objects.filter(response__wave__program=program, question__kind=QuestionKind.TEXT)
    return [text for text in texts.order_by().values_list("text", flat=True) if text]


def paired_codes() -> set[str]:
    """Constructs that are asked at the start, to be compared with the end."""
    asked = Question.objects.filter(questionnaire__occasion=Occasion.START)
    return set(asked.order_by().values_list("code", flat=True))


def tables_of(rows: Iterable[Row], both: Collection[str]) -> dict[str, Table]:
    """Sums by role of every table there is, under `<wave>/<code>` and `change/<code>[/<topic>]`.

    What is asked at the start and at the end (`both`) comes as change alone: beside the change, sums of all who
    answered at the start would show by subtraction what the few said who did not answer at the end.
    """
    rows = list(rows)
    before = {(row.link, row.code, row.topic): row for row in rows if row.occasion == Occasion.START}
    tables: dict[str, Table] = defaultdict(lambda: {role: Sums() for role in Role.values})
    for row in rows:
        if row.occasion == Occasion.START:
            continue
        if row.code not in both:
            table, sums = tables[f"{row.wave}/{row.code}"], _single(row)
        elif first := before.get((row.link, row.code, row.topic)):
            table, sums = tables[change_key(row.code, row.topic)], _pair(first, row)
        else:
            continue
        table[row.role] += sums
    return dict(tables)


def change_key(code: str, topic: int | None = None) -> str:
    return f"change/{code}/{topic}" if topic else f"change/{code}"


def _single(row: Row) -> Sums:
    return Sums(1, row.value, row.value**2, 0, {str(row.value): 1})


def _pair(before: Row, after: Row) -> Sums:
    return Sums(1, after.value, (after.value - before.value) ** 2, before.value)
