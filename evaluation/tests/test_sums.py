"""Sums that the database adds up are those that plain Python adds up answer by answer, gaps and ties included."""

import random
from collections import defaultdict
from datetime import date

import pytest

from evaluation.enums import Occasion, Respondent
from evaluation.figures.answers import numbers_of_texts, paired_codes, pairs_of, rows_of, tables_of, texts_of
from evaluation.figures.publishing import publish
from evaluation.models import Answer, Response
from evaluation.surveys.answering import questions_for
from evaluation.tests.factories import WaveFactory, noon
from programs.enums import ProgramState
from programs.tests.factories import ProgramFactory, TopicFactory

pytestmark = pytest.mark.django_db
SCALES = {"agreement": (1, 5), "self_rating": (1, 5), "recommendation": (0, 10), "choice": (1, 3), "several": (1, 7)}


@pytest.fixture
def program():
    """Two dozen people who answered at random: some at one end alone, some left questions out."""
    chance = random.Random(11)
    program = ProgramFactory(state=ProgramState.RUNNING)
    topics = [None, *(TopicFactory(program=program).pk for _n in range(2))]
    waves = [
        WaveFactory(program=program, occasion=occasion, opens_on=date(2026, month, 2))
        for occasion, month in ((Occasion.START, 3), (Occasion.MEETING, 4), (Occasion.MEETING, 5), (Occasion.END, 9))
    ]
    for number in range(24):
        role = Respondent.MENTEE if number % 3 else Respondent.MENTOR
        for wave in waves:
            if chance.random() < 0.75:
                _respond(chance, wave, role, number, topics)
    return program


def _respond(chance, wave, role, number, topics):
    linked = wave.occasion in (Occasion.START, Occasion.END)
    response = Response.objects.create(
        wave=wave, role=role, group=chance.choice(["", "a"]), link=f"{number:064}" if linked else ""
    )
    rows = []
    for question in questions_for(wave, role):
        for topic in topics[1:] if question.kind == "self_rating" else topics[:1]:
            if chance.random() < 0.2:
                continue
            given = {"text": "Mehr Zeit"} if question.kind == "text" else {"value": _value(chance, question.kind)}
            rows.append(Answer(response=response, question=question, topic_id=topic, **given))
    Answer.objects.bulk_create(rows)


def _value(chance, kind):
    return chance.randint(*SCALES.get(kind, (0, 40)))


def by_hand(program):
    """Key and atom to the values: single ones, or pairs of before and after."""
    both, first, found = paired_codes(program), {}, defaultdict(list)
    answers = list(Answer.objects.filter(value__isnull=False).select_related("response__wave", "question"))
    for one in answers:
        if one.response.wave.occasion == Occasion.START:
            first[one.response.link, one.question.code, one.topic_id] = one.value
    for one in answers:
        wave, code = one.response.wave, one.question.code
        where = f"{code}/{one.topic_id}" if one.topic_id else code
        name = f"{one.response.role}/{one.response.group}" if one.response.group else one.response.role
        name = "all" if one.question.kind in ("choice", "several") else name
        if wave.occasion == Occasion.END and code in both:
            before = first.get((one.response.link, code, one.topic_id))
            if before is not None:
                found[f"change/{where}", name].append((before, one.value))
        elif wave.occasion != Occasion.START:
            found[f"{wave.pk}/{where}", name].append(one.value)
    return found


def test_the_database_adds_up_what_python_does(program):
    found = tables_of(rows_of(program), paired_codes(program), pairs_of(program))
    expected = by_hand(program)
    assert {(key, name) for key, table in found.items() for name in table} == set(expected)
    assert any(key.startswith("change/skill") for key in found)
    for (key, name), values in expected.items():
        sums = found[key][name]
        assert sums.n == len(values)
        if key.startswith("change/"):
            assert sums.before == sum(before for before, _after in values)
            assert sums.total == sum(after for _before, after in values)
            assert sums.squares == sum((after - before) ** 2 for before, after in values)
        elif sums.total:
            assert (sums.total, sums.squares) == (sum(values), sum(value**2 for value in values))
            assert sum(sums.counts.values()) in (0, len(values))
        else:  # a choice
            assert sum(sums.counts.values()) >= len(values)


def test_nothing_of_another_programme_is_added(program):
    other = ProgramFactory()
    assert tables_of(rows_of(other), paired_codes(other), pairs_of(other)) == {}
    assert numbers_of_texts(other) == {}


def test_texts_are_counted_without_being_opened(program, monkeypatch):
    expected = texts_of(program, numbers_of_texts(program))
    monkeypatch.setattr("people.encryption.decrypt", None)
    assert numbers_of_texts(program) == {code: len(texts) for code, texts in expected.items()}
    assert set(numbers_of_texts(program)) >= {"change"}


def test_memory_grows_with_the_questions_and_not_with_the_answers(program):
    before = sum(1 for _row in rows_of(program))
    responses = Response.objects.filter(wave__occasion=Occasion.MEETING)
    for response in list(responses):
        copy = Response.objects.create(wave=response.wave, role=response.role, group=response.group)
        Answer.objects.bulk_create(
            Answer(response=copy, question_id=one.question_id, value=one.value) for one in response.answers.all()
        )
    assert sum(1 for _row in rows_of(program)) == before


def test_surveys_that_have_not_changed_are_not_added_up_again(program):
    now = noon(date(2026, 12, 1))
    published = publish(program, now)
    before = dict(published.tables)
    assert any(key.startswith("change/") for key in before)
    meeting = program.waves.filter(occasion=Occasion.MEETING).order_by("opens_on")[0]
    Answer.objects.exclude(response__wave=meeting).update(value=1)  # nobody writes like this: it must not be looked at
    for _n in range(6):
        copy = Response.objects.create(wave=meeting, role=Respondent.MENTEE)
        question = meeting.questionnaire.questions.get(code="useful", role="")
        Answer.objects.create(response=copy, question=question, value=5)
    after = publish(program, now).tables
    assert {key for key in after if after[key] != before[key]} == {f"{meeting.pk}/useful"}
