"""Questionnaires that a programme has worded itself go along with its blueprint."""

import pytest

from evaluation.blueprint import check, set_up, write_down
from evaluation.enums import Occasion
from evaluation.surveys.editing import new_version, release
from people.tests.factories import PersonFactory
from programs.tests.factories import ProgramFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


def managed():
    return TeamMemberFactory(program=ProgramFactory(), person=PersonFactory(is_staff=True))


def test_what_is_ready_for_use_is_the_same_in_the_next_programme(now):
    first, second = managed(), managed()
    draft = new_version(program=first.program, occasion=Occasion.MEETING, actor=first.person)
    draft.questions.first().delete()
    release(questionnaire=draft, actor=first.person, now=now)
    data = write_down(first.program)
    assert check(data) == []
    set_up(second.program, data, second.person, now)
    assert write_down(second.program) == data
    assert second.program.questionnaires.get().released_at == now


def test_a_draft_stays_behind_and_an_unsound_one_waits_as_a_draft(now):
    first, second = managed(), managed()
    new_version(program=first.program, occasion=Occasion.END, actor=first.person)
    assert write_down(first.program) == {}
    set_up(second.program, {"end": {"title_de": "Leer", "questions": []}}, second.person, now)
    assert second.program.questionnaires.get().released_at is None


@pytest.mark.parametrize(
    "data",
    [
        {"rockets": {}},
        {"end": 3},
        {"end": {"title_de": 3}},
        {"end": {"questions": [3]}},
        {"end": {"questions": [{"kind": "rocket", "code": "a"}]}},
        {"end": {"questions": [{"answer": 3}]}},
    ],
)
def test_wrong_ones_are_refused(data):
    assert check(data)
