"""What another mentor would cost the whole is what it costs when the pair is fixed and everything solved again."""

import random

import pytest
from hypothesis import given, settings

from tandems.matching import alternatives as room
from tandems.matching.alternatives import alternatives
from tandems.matching.facts import Pool, Rules
from tandems.matching.solver import solve
from tandems.tests.pools import mentee, mentor, random_pool, rules, small_pools

PLAIN = Rules(weights={"topics": 1})
EASY = Rules(
    weights={"topics": 10, "exchange": 6, "language": 2, "place": 4, "times": 4},
    language_is_must=False,
    times_are_must=False,
    place_is_must=False,
)


def test_the_two_next_best_are_named_with_their_price():
    pool = Pool(
        mentees=(mentee(0), mentee(1)),
        mentors=(
            mentor(0, skills={1: 4}),
            mentor(1, skills={1: 2}),
            mentor(2, skills={1: 1}),
            mentor(3, skills={1: 0}),
        ),
    )
    solution = solve(pool, PLAIN)
    found = alternatives(solution)
    # whoever takes the third mentor leaves the best one to the other
    assert {i: [each.mentor for each in others] for (i, _j), others in found.items()} == {
        i: [j for j in (0, 1, 2) if (i, j) not in solution.pairs][:2] for i in (0, 1)
    }
    for i, j in solution.pairs:
        price = {each.mentor: each.cost for each in found[i, j]}
        assert price[1 - j] == 0
        assert abs(price[2] - 0.25) < 1e-6


def test_an_alternative_may_cost_a_mentee_the_place():
    pool = Pool(
        mentees=(mentee(0), mentee(1, slots=frozenset({"1am"}))),
        mentors=(mentor(0, slots=frozenset({"2pm"})), mentor(1)),
    )
    assert [each.placed_less for each in alternatives(solve(pool, PLAIN))[0, 0]] == [1]


def test_joint_sign_ups_have_no_alternatives():
    pool = Pool(mentees=(mentee(0), mentee(1)), mentors=(mentor(0), mentor(1), mentor(2)))
    found = alternatives(solve(pool, PLAIN, [("a00000", "b00001")]))
    assert [i for i, _j in found] == [1]
    assert 1 not in [each.mentor for others in found.values() for each in others]


def test_beyond_a_size_there_is_no_price(monkeypatch):
    monkeypatch.setattr(room, "LARGEST", 5)
    found = alternatives(solve(random_pool(20, 30, seed=1), PLAIN))
    assert {each.cost for others in found.values() for each in others} == {None}


@settings(max_examples=60)
@given(pool=small_pools(4), its_rules=rules())
def test_no_alternative_gains_anything(pool, its_rules):
    solution = solve(pool, its_rules)
    for (i, _j), others in alternatives(solution).items():
        for each in others:
            is_silenced = (i, each.mentor) in solution.scores.silenced
            assert solution.scores.allowed[i, each.mentor] or is_silenced
            assert each.placed_less in (0, 1)
            # what HR reads leaves out wishes, which are solved for
            assert each.placed_less or each.cost >= -1e-5 or is_silenced or solution.total != solution.shown


@settings(max_examples=60)
@given(pool=small_pools(5), its_rules=rules())
def test_the_price_is_that_of_solving_again(pool, its_rules):
    """Wishes apart, of which no price may tell."""
    solution = solve(pool, its_rules)
    for (i, _j), others in alternatives(solution).items():
        for each in others:
            cost, placed_less = room._solved_again(solution, i, each.mentor)
            assert each.placed_less == placed_less
            assert solution.total != solution.shown or abs(each.cost - cost) < 1e-4


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("mentees", "mentors"), [(8, 8), (10, 4), (5, 9)])
def test_so_it_is_where_much_is_possible(mentees, mentors, seed):
    """As many people as places, more, fewer: who is moved may find another place, or none, or make room for a third."""
    solution = solve(random_pool(mentees, mentors, seed), EASY)
    for (i, _j), others in alternatives(solution).items():
        for each in others:
            cost, placed_less = room._solved_again(solution, i, each.mentor)
            assert (each.placed_less, each.cost) == (placed_less, pytest.approx(cost, abs=1e-5))


def test_so_it_is_beside_pairs_that_are_fixed():
    solution = solve(random_pool(60, 40, seed=5), EASY, [("a00003", "b00004"), ("a00007", "b00001")])
    found = alternatives(solution)
    for i, j in random.Random(1).sample(sorted(found), 12):
        for each in found[i, j]:
            cost, placed_less = room._solved_again(solution, i, each.mentor)
            assert (each.placed_less, each.cost) == (placed_less, pytest.approx(cost, abs=1e-5))
    assert len({each.cost for others in found.values() for each in others}) > 5
