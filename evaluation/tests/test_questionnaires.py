import logging
import re
import tomllib

import pytest

from evaluation.enums import Occasion
from evaluation.models import Question, Questionnaire
from evaluation.surveys import load_questionnaires
from evaluation.surveys.loading import FILES, addressed
from evaluation.surveys.preview import preview
from evaluation.tests.factories import WaveFactory
from programs.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    for path in FILES.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def reword(folder):
    path = folder / "meeting.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("I could speak openly", "I spoke openly"), encoding="utf-8"
    )


def test_there_is_one_for_each_occasion_and_loading_again_changes_nothing():
    assert {one.occasion for one in Questionnaire.objects.all()} == set(Occasion.values)
    assert load_questionnaires() == 0


def test_every_question_is_there_in_both_languages():
    questions = Question.objects.all()
    assert questions
    assert [question.code for question in questions if not (question.text_de and question.text_en)] == []


def test_what_is_asked_at_the_start_is_asked_at_the_end_in_the_same_words():
    def asked(occasion):
        questions = Question.objects.filter(questionnaire__occasion=occasion)
        return set(questions.values_list("code", "role", "kind", "text_de", "text_en"))

    assert asked(Occasion.START) < asked(Occasion.END)


def test_each_survey_is_short():
    questionnaires = Questionnaire.objects.all()
    assert questionnaires
    for questionnaire in questionnaires:
        for role in Role.values:
            assert questionnaire.questions.exclude(role=next(r for r in Role.values if r != role)).count() <= 10


def test_a_new_wording_is_taken_over_while_nobody_was_asked(folder):
    reword(folder)
    assert load_questionnaires(folder) == 1
    assert Question.objects.get(code="open").text_en == "I spoke openly."


def test_a_questionnaire_in_use_is_frozen(folder, caplog):
    WaveFactory(occasion=Occasion.MEETING)
    reword(folder)
    with caplog.at_level(logging.WARNING):
        assert load_questionnaires(folder) == 0
    assert Question.objects.get(code="open").text_en == "I could speak openly."
    assert "new version" in caplog.text


def test_a_new_version_stands_beside_the_one_in_use(folder):
    WaveFactory(occasion=Occasion.MEETING)
    path = folder / "meeting.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("version = 1", "version = 2"), encoding="utf-8")
    assert load_questionnaires(folder) == 1
    assert Questionnaire.objects.filter(occasion=Occasion.MEETING).count() == 2


def test_where_people_say_du_the_questionnaires_do_too(settings):
    settings.FORM_OF_ADDRESS = "du"
    assert load_questionnaires() == len(Questionnaire.objects.all())
    assert Questionnaire.objects.get(occasion=Occasion.MEETING).title_de == "Nach euren Treffen"
    start = Questionnaire.objects.get(occasion=Occasion.START)
    assert start.questions.get(code="skill").text_de == "Wie gut kommst du heute mit diesen Themen zurecht?"
    assert load_questionnaires() == 0


@pytest.mark.parametrize("path", sorted(FILES.glob("*.toml")), ids=lambda path: path.stem)
def test_the_texts_for_du_say_du(path):
    content = addressed(tomllib.loads(path.read_text(encoding="utf-8")), "du")
    texts = [content["title_de"], content["intro_de"], *[question["text_de"] for question in content["questions"]]]
    assert [text for text in texts if re.search(r"\b(Sie|Ihnen|Ihr|Ihre[mnrs]?)\b", text)] == []


def test_a_change_of_address_leaves_a_questionnaire_in_use_as_it_is(settings, caplog):
    WaveFactory(occasion=Occasion.MEETING)
    settings.FORM_OF_ADDRESS = "du"
    with caplog.at_level(logging.WARNING):
        load_questionnaires()
    assert Questionnaire.objects.get(occasion=Occasion.MEETING).title_de == "Nach Ihren Treffen"
    assert caplog.text == ""


def test_the_preview_shows_each_role_in_each_language_what_it_is_asked():
    pages = preview(Questionnaire.objects.get(occasion=Occasion.START))
    assert len(pages) == 4
    english_mentor = pages[3]
    texts = [text for text, _choices in english_mentor.questions]
    assert "I can explain what I know so that others can use it." in texts
    assert not any("topics" in text for text in texts)
