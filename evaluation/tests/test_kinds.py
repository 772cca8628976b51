"""Choices and numbers: how they are stored, refused, counted and hidden."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.enums import Occasion, QuestionKind
from evaluation.figures.answers import places, rows_of, tables_of
from evaluation.figures.publishing import publish
from evaluation.figures.suppression import ALL, Sums, shown, takers
from evaluation.models import Answer, PublishedFigures, Response
from evaluation.surveys import InvalidAnswers
from evaluation.surveys.answering import questions_for
from evaluation.surveys.forms import SurveyForm
from evaluation.tests.factories import WaveFactory, answer, noon, take_part
from programs.enums import Role
from programs.tests.factories import MenteeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def after():
    """A survey three months later: it has a number and a choice of several."""
    return WaveFactory(occasion=Occasion.AFTER)


def test_what_was_chosen_is_one_number_in_one_row(after):
    answer(after, MenteeFactory(program=after.program), stayed=[1, 4, 5], contact=12)
    found = dict(Answer.objects.values_list("question__code", "value"))
    assert found == {"stayed": 0b11001, "contact": 12}
    assert places(found["stayed"]) == [1, 4, 5]
    assert Response.objects.get().link == ""


@pytest.mark.parametrize(
    ("occasion", "answers"),
    [
        (Occasion.AFTER, {"stayed": [0]}),
        (Occasion.AFTER, {"stayed": [7]}),
        (Occasion.AFTER, {"stayed": 3}),
        (Occasion.AFTER, {"stayed": "12"}),
        (Occasion.AFTER, {"stayed": ["1"]}),
        (Occasion.AFTER, {"contact": -1}),
        (Occasion.AFTER, {"contact": 61}),
        (Occasion.AFTER, {"contact": "3"}),
        (Occasion.HALF_WAY, {"burden": 5}),
        (Occasion.HALF_WAY, {"burden": [1]}),
        (Occasion.AFTER, {"stayed": []}),  # nothing is answered at all
    ],
)
def test_what_does_not_fit_is_refused(occasion, answers):
    wave = WaveFactory(occasion=occasion)
    with pytest.raises(InvalidAnswers):
        answer(wave, MenteeFactory(program=wave.program), **answers)
    assert not Answer.objects.exists()


def form(wave, data):
    return SurveyForm(questions_for(wave, Role.MENTOR), [], data)


def test_the_form_gives_what_the_action_takes(after):
    filled = form(after, {"stayed": ["2", "6"], "contact": "0", "still_using": "4", "stayed_words": " "})
    assert filled.is_valid()
    assert filled.answers() == {"still_using": 4, "stayed": [2, 6], "contact": 0}
    assert not form(after, {"contact": "61"}).is_valid()
    assert not form(after, {"stayed": ["7"]}).is_valid()


def test_no_screen_of_a_phone_holds_more_than_four_questions():
    for occasion in Occasion:
        wave = WaveFactory(occasion=occasion)
        groups = form(wave, None).groups()
        assert groups
        assert max(len(group.items) for group in groups) <= 4


def test_a_number_means_the_same_in_both_languages(after):
    stayed = after.questionnaire.questions.get(code="stayed")
    with translation.override("de"):
        german = stayed.options
    with translation.override("en"):
        english = stayed.options
    assert [place for place, _text in german] == [place for place, _text in english] == [1, 2, 3, 4, 5, 6]
    assert (german[-1][1], english[-1][1]) == ("nichts davon", "nothing of these")


def tables(wave):
    return {key.split("/")[1]: table for key, table in tables_of(rows_of(wave.program), set()).items()}


def test_choices_are_counted_for_all_together_and_numbers_have_no_distribution(after):
    for one, chosen in zip(take_part(after.program, 3, 2), ([1, 2], [2], [2, 6], [1], [6]), strict=True):
        answer(after, one, stayed=chosen, contact=4, still_using=5)
    found = tables(after)
    assert found["stayed"] == {ALL: Sums(5, counts={"1": 2, "2": 3, "6": 2})}
    assert {role: sums.n for role, sums in found["contact"].items()} == {"mentee": 3, "mentor": 2}
    assert all(sums.counts == {} for sums in found["contact"].values())
    assert found["still_using"]["mentee"].counts == {"5": 3}


def test_published_choices_have_no_role(after):
    for one in take_part(after.program, 5, 5):
        answer(after, one, stayed=[1])
    publish(after.program, noon(after.opens_on))
    published = {key.split("/")[1]: table for key, table in PublishedFigures.objects.get().tables.items()}
    assert set(published["stayed"]) == {ALL}
    sums = Sums(**published["stayed"][ALL])
    assert shown({ALL: sums}, k=5, role="mentee") is None
    assert takers(sums, k=5) == {1: 10}


@pytest.mark.parametrize(
    ("n", "counts", "expected"),
    [
        (20, {"1": 12, "2": 8}, {1: 12, 2: 8}),
        (20, {"1": 15, "2": 4, "3": 1}, {1: 15}),  # the five others may be anybody of five
        (20, {"1": 12, "2": 7, "3": 1}, {}),  # the one would follow from what is left
        (20, {"1": 19, "2": 1}, {}),
        (4, {"1": 4}, {}),
        (9, {"1": 6, "2": 8, "3": 2}, {1: 6, 2: 8}),  # of several
    ],
)
def test_an_option_that_few_took_is_hidden_and_does_not_follow_from_the_rest(n, counts, expected):
    assert takers(Sums(n, counts=counts), k=5) == expected


@settings(max_examples=80)
@given(st.dictionaries(st.integers(1, 8).map(str), st.integers(1, 12)), st.integers(4, 8))
def test_whatever_was_chosen_what_is_hidden_is_nobody_or_a_group_that_is_large_enough(counts, k):
    n = sum(counts.values())
    found = takers(Sums(n, counts=counts), k=k)
    assert all(count >= k and counts[str(place)] == count for place, count in found.items())
    hidden = n - sum(found.values())
    assert not found or hidden == 0 or hidden >= k


def test_every_kind_is_asked_somewhere_and_can_be_drawn():
    asked = {
        question.kind
        for occasion in Occasion
        for question in WaveFactory(occasion=occasion).questionnaire.questions.all()
    }
    assert asked == set(QuestionKind.values)


def test_free_texts_of_different_questions_are_not_mixed():
    wave = WaveFactory(occasion=Occasion.END)
    for one in take_part(wave.program, 5, 0):
        answer(wave, one, change="Mehr Zeit", differently_words="Ich frage früher")
    from evaluation.figures.publishing import stored_texts

    publish(wave.program, noon(wave.opens_on))
    texts = stored_texts(PublishedFigures.objects.get())
    assert texts == {"change": ["Mehr Zeit"] * 5, "differently_words": ["Ich frage früher"] * 5}


def test_texts_published_when_there_was_one_question_are_still_found():
    from evaluation.figures.publishing import stored_texts

    assert stored_texts(PublishedFigures(texts='["Mehr Zeit"]')) == {"change": ["Mehr Zeit"]}
