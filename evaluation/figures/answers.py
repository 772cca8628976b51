"""The only place that reads answers: sums by question, wave and role. Called when publishing, never by a page.

SECURITY: what comes out of here is not fit to be shown; `suppression.publishable` decides.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, QuerySet

from evaluation.enums import Occasion, QuestionKind
from evaluation.figures.suppression import ALL, Sums, Table, atom
from evaluation.models import Answer, Question, Response, Wave
from programs.models import Program

CHOSEN = (QuestionKind.CHOICE, QuestionKind.SEVERAL)


class Row(NamedTuple):
    """`number` answers alike: memory grows with the questions and their scales, not with the answers."""

    wave: str
    occasion: str
    role: str
    group: str
    code: str
    kind: str
    topic: int | None
    value: int
    number: int


class Pair(NamedTuple):
    """`number` people who said `before` at the start and `after` at the end."""

    role: str
    group: str
    code: str
    kind: str
    topic: int | None
    before: int
    after: int
    number: int


def rows_of(program: Program, waves: Collection[Wave] | None = None) -> Iterator[Row]:
    """What was answered, in `waves` or in all; the start apart: nothing is counted of it by itself."""
    wanted = Wave.objects.filter(program=program) if waves is None else waves
    occasions = {wave.pk: wave.occasion for wave in wanted if wave.occasion != Occasion.START}
    asked = Question.objects.filter(questionnaire__waves__in=list(occasions)).distinct().order_by()
    questions = {pk: (code, kind) for pk, code, kind in asked.values_list("pk", "code", "kind")}
    # by keys alone: grouped by words, a million answers would be sorted on disk
    found = Answer.objects.filter(response__wave__in=list(occasions), value__isnull=False).order_by()
    keys = ("response__wave_id", "response__role", "response__group", "question_id", "topic_id", "value")
    counted = found.values_list(*keys).annotate(number=Count("pk"))
    # few rows; a cursor would be planned for its first row, without the parallel workers that the sums want
    for wave, role, group, question, topic, value, number in counted:
        yield Row(str(wave), occasions[wave], role, group, *questions[question], topic, value, number)


PAIRS = f"""
    SELECT later.role, later."group", asked.code, asked.kind, after.topic_id, before.value, after.value, COUNT(*)
    FROM {Wave._meta.db_table} AS at_end
    JOIN {Response._meta.db_table} AS later ON later.wave_id = at_end.id
    JOIN {Answer._meta.db_table} AS after ON after.response_id = later.id
    JOIN {Question._meta.db_table} AS asked ON asked.id = after.question_id
    JOIN {Wave._meta.db_table} AS at_start ON at_start.program_id = at_end.program_id AND at_start.occasion = %s
    JOIN {Response._meta.db_table} AS earlier ON earlier.wave_id = at_start.id AND earlier.link = later.link
    JOIN {Answer._meta.db_table} AS before
        ON before.response_id = earlier.id AND COALESCE(before.topic_id, 0) = COALESCE(after.topic_id, 0)
    JOIN {Question._meta.db_table} AS asked_first
        ON asked_first.id = before.question_id AND asked_first.code = asked.code
    WHERE at_end.program_id = %s AND at_end.occasion = %s AND later.link <> ''
        AND before.value IS NOT NULL AND after.value IS NOT NULL
    GROUP BY later.role, later."group", asked.code, asked.kind, after.topic_id, before.value, after.value
"""  # noqa: S608 names of our own tables


def pairs_of(program: Program) -> Iterator[Pair]:
    """Start and end of the same people, by the link that both carry: a join that Django's queries do not know."""
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, [Occasion.START, program.pk, Occasion.END])
        for row in cursor.fetchall():
            yield Pair(*row)


def texts_of(program: Program, codes: Collection[str]) -> dict[str, list[str]]:
    """The free texts that answer `codes`, in no order."""
    texts: dict[str, list[str]] = defaultdict(list)
    found = _texts(program).filter(question__code__in=codes)
    for code, text in found.values_list("question__code", "text").iterator():
        if text:
            texts[code].append(text)
    return dict(texts)


def numbers_of_texts(program: Program) -> dict[str, int]:
    """How many free texts there are at most, by question, without opening one."""
    return dict(_texts(program).values_list("question__code").annotate(number=Count("pk")))


def _texts(program: Program) -> QuerySet[Answer]:
    return Answer.objects.filter(response__wave__program=program, question__kind=QuestionKind.TEXT).order_by()


def paired_codes(program: Program) -> set[str]:
    """What the programme asked at the start, to be compared with the end."""
    asked = Question.objects.filter(
        questionnaire__waves__program=program, questionnaire__waves__occasion=Occasion.START
    )
    return set(asked.order_by().values_list("code", flat=True))


def tables_of(rows: Iterable[Row], both: Collection[str], pairs: Iterable[Pair] = ()) -> dict[str, Table]:
    """Sums by atom (a role, or a role and a group) of every table there is.

    They stand under `<wave>/<code>[/<topic>]` and `change/<code>[/<topic>]`.

    Choices are counted for all together alone: how many took an option is a smaller group than how many answered, and
    beside the total a role would give away the other's.
    What is asked at the start and at the end (`both`) comes as change alone: beside the change, sums of all who
    answered at the start would show by subtraction what the few said who did not answer at the end.
    """
    tables: dict[str, Table] = defaultdict(dict)
    for row in rows:
        if row.occasion != Occasion.END or row.code not in both:
            _add(tables[wave_key(row.wave, row.code, row.topic)], row, _single(row))
    for pair in pairs:
        _add(tables[change_key(pair.code, pair.topic)], pair, _pair(pair))
    return dict(tables)


def _add(table: Table, row: Row | Pair, sums: Sums) -> None:
    name = ALL if row.kind in CHOSEN else atom(row.role, row.group)
    table[name] = table.get(name, Sums()) + sums


def wave_key(wave: str, code: str, topic: int | None = None) -> str:
    return f"{wave}/{code}/{topic}" if topic else f"{wave}/{code}"


def change_key(code: str, topic: int | None = None) -> str:
    return f"change/{code}/{topic}" if topic else f"change/{code}"


def _single(row: Row) -> Sums:
    n, value = row.number, row.value
    if row.kind == QuestionKind.CHOICE:
        return Sums(n, counts={str(value): n})
    if row.kind == QuestionKind.SEVERAL:
        return Sums(n, counts={str(place): n for place in places(value)})
    if row.kind == QuestionKind.NUMBER:  # no distribution: a number that few would give tells who it was
        return Sums(n, n * value, n * value**2)
    return Sums(n, n * value, n * value**2, 0, {str(value): n})


def places(chosen: int) -> list[int]:
    """The places of the options chosen, from the one number they are stored as."""
    return [bit + 1 for bit in range(chosen.bit_length()) if chosen >> bit & 1]


def _pair(pair: Pair) -> Sums:
    n, change = pair.number, pair.after - pair.before
    return Sums(n, n * pair.after, n * change**2, n * pair.before)
