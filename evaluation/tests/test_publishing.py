from datetime import timedelta

import pytest

from evaluation.enums import Occasion
from evaluation.figures.facts import facts_of
from evaluation.figures.publishing import publish, publish_due
from evaluation.figures.surveys import change_in, topic_changes
from evaluation.models import Invitation, PublishedFigures
from evaluation.tests.factories import InvitationFactory, WaveFactory, answer, noon, take_part
from programs.enums import ProgramState
from programs.tests.factories import ProgramFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.RUNNING, smallest_group=5)


def facts(program, now):
    return facts_of([program], now)[0]


def useful(program, wave, role=""):
    return facts(program, noon(wave.closes_on)).table(f"{wave.pk}/useful", role)


def test_an_open_wave_shows_nothing_until_both_roles_are_large_enough(program):
    wave = WaveFactory(program=program)
    people = take_part(program, 5, 5)
    for one in people[:9]:
        answer(wave, one, useful=4)
    InvitationFactory(wave=wave)
    publish(program, noon(wave.opens_on))
    assert useful(program, wave) is None
    answer(wave, people[9], useful=2)
    publish(program, noon(wave.opens_on))
    assert (useful(program, wave).n, useful(program, wave).total) == (10, 38)
    assert useful(program, wave, "mentor").n == 5


def test_one_more_answer_does_not_show(program):
    wave = WaveFactory(program=program)
    for one in take_part(program, 5, 5):
        answer(wave, one, useful=4)
    InvitationFactory(wave=wave)
    publish(program, noon(wave.opens_on))
    before = PublishedFigures.objects.get().tables
    answer(wave, InvitationFactory(wave=wave).participation, useful=1)
    publish(program, noon(wave.closes_on + timedelta(days=1)))
    assert PublishedFigures.objects.get().tables == before


def test_a_closed_wave_with_a_small_role_is_shown_for_all_together(program):
    wave = WaveFactory(program=program)
    for one in take_part(program, 5, 2):
        answer(wave, one, useful=4)
    InvitationFactory(wave=wave)
    publish(program, noon(wave.closes_on))
    assert useful(program, wave) is None
    publish(program, noon(wave.closes_on + timedelta(days=1)))
    assert useful(program, wave).n == 7
    assert useful(program, wave, "mentee") is None


def test_a_wave_that_everyone_has_answered_need_not_close_first(program):
    wave = WaveFactory(program=program)
    for one in take_part(program, 5, 2):
        answer(wave, one, useful=4)
    publish(program, noon(wave.opens_on))
    assert useful(program, wave).n == 7


def test_the_task_looks_only_where_something_has_changed(program):
    wave = WaveFactory(program=program)
    for one in take_part(program, 5, 0):
        answer(wave, one, useful=4)
    assert publish_due(noon(wave.opens_on)) == 1
    assert publish_due(noon(wave.opens_on)) == 0
    assert publish_due(noon(wave.closes_on + timedelta(days=1))) == 0  # it was final already


def before_and_after(program, changes, gap=0):
    """Mentees who rate themselves 2 at the start and 2 plus their change at the end; `gap` more leave out the end."""
    topic = TopicFactory(program=program)
    start = WaveFactory(program=program, occasion=Occasion.START)
    end = WaveFactory(program=program, occasion=Occasion.END, opens_on=start.opens_on + timedelta(days=100))
    people = take_part(program, len(changes) + gap, 0)
    for one in people:
        answer(start, one, skill={topic.pk: 2}, network=3)
    for one, change in zip(people, changes, strict=False):
        answer(end, one, skill={topic.pk: 2 + change}, network=3)
    publish(program, noon(end.closes_on + timedelta(days=1)))
    return facts(program, noon(end.closes_on + timedelta(days=1))), topic


def test_before_and_after_are_paired_person_by_person(program):
    found, topic = before_and_after(program, [1, 1, 2, 0, 1, 3], gap=3)
    ((name, change),) = topic_changes(found)
    assert name == topic.name
    assert (change.n, change.before, change.change) == (6, 2.0, pytest.approx(8 / 6))


def test_sums_of_all_who_answered_at_the_start_are_nowhere(program):
    """Beside the sums of the pairs they would tell by subtraction what the others said."""
    found, topic = before_and_after(program, [1, 1, 2, 0, 1, 3], gap=1)
    assert set(found.tables) == {f"change/skill/{topic.pk}", "change/network"}
    assert found.change("network").n == 6


def test_too_few_pairs_are_hidden(program):
    found, _topic = before_and_after(program, [1, 1, 2, 0], gap=4)
    assert [change for _name, change in topic_changes(found)] == [None]


def test_who_starts_late_is_not_a_pair(program):
    found, _topic = before_and_after(program, [1, 1, 1, 1, 1])
    assert change_in(found.change("network")).n == 5


def test_free_texts_are_shown_from_enough_on_and_never_in_the_order_they_came(program):
    wave = WaveFactory(program=program, occasion=Occasion.END)
    texts = [f"Wunsch {number}" for number in range(20)]
    for text, one in zip(texts, take_part(program, 20, 0), strict=True):
        answer(wave, one, change=text)
        if text == texts[3]:
            publish(program, noon(wave.opens_on))
            assert facts(program, noon(wave.opens_on)).texts == {}
    publish(program, noon(wave.opens_on))
    shown = facts(program, noon(wave.opens_on)).texts["change"]
    assert sorted(shown) == sorted(texts)
    assert shown != texts


def test_published_texts_are_encrypted(program):
    from django.db import connection

    wave = WaveFactory(program=program, occasion=Occasion.END)
    for one in take_part(program, 5, 0):
        answer(wave, one, change="Mehr Fragen")
    publish(program, noon(wave.opens_on))
    with connection.cursor() as cursor:
        cursor.execute("SELECT texts FROM evaluation_publishedfigures")
        assert "Fragen" not in cursor.fetchone()[0]


def test_a_task_that_finds_nothing_leaves_nothing():
    assert publish_due(noon(WaveFactory.build().opens_on)) == 0
    assert not PublishedFigures.objects.exists()
    assert not Invitation.objects.exists()
