"""Running and offered tandems are held against the reporting line as it is today."""

import pytest

from people.tests.factories import PersonFactory
from tandems.conflicts import in_conflict
from tandems.enums import TandemState
from tandems.models import Tandem
from tandems.tests.factories import TandemFactory

pytestmark = pytest.mark.django_db


def puts_under(tandem, *, mentor_under_mentee, distance):
    low, high = tandem.mentor.person, tandem.mentee.person
    if not mentor_under_mentee:
        low, high = high, low
    for _step in range(distance - 1):
        high = PersonFactory(manager=high)
    low.manager = high
    low.save()


@pytest.mark.parametrize("distance", [1, 3])
@pytest.mark.parametrize("mentor_under_mentee", [True, False])
@pytest.mark.parametrize("state", [TandemState.ACTIVE, TandemState.OFFERED])
def test_a_line_at_any_distance_and_in_either_direction_is_a_conflict(state, mentor_under_mentee, distance):
    tandem = TandemFactory(state=state)
    assert in_conflict(Tandem.objects.all()) == {}
    puts_under(tandem, mentor_under_mentee=mentor_under_mentee, distance=distance)
    assert in_conflict(Tandem.objects.all()) == {tandem.pk: tandem.program_id}


def test_what_has_ended_is_none():
    tandem = TandemFactory(state=TandemState.COMPLETED)
    puts_under(tandem, mentor_under_mentee=True, distance=1)
    assert in_conflict(Tandem.objects.all()) == {}


@pytest.mark.parametrize("is_out", [True, False])
def test_one_direct_manager_is_one_only_where_the_programme_says_so(is_out):
    tandem, boss = TandemFactory(program__same_manager_is_out=is_out), PersonFactory()
    for person in tandem.people:
        person.manager = boss
        person.save()
    assert bool(in_conflict(Tandem.objects.all())) == is_out


def test_a_circle_of_managers_ends():
    tandem = TandemFactory()
    puts_under(tandem, mentor_under_mentee=True, distance=2)
    puts_under(tandem, mentor_under_mentee=False, distance=1)
    assert list(in_conflict(Tandem.objects.all())) == [tandem.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_two_queries_for_any_number(count, django_assert_num_queries):
    TandemFactory.create_batch(count)
    with django_assert_num_queries(2):
        in_conflict(Tandem.objects.all())
