"""Junior boards: several mentors for one mentee, none twice, and still no better seating exists."""

import itertools
from dataclasses import replace

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.enums import ProgramState
from programs.tests.factories import MenteeFactory, ParticipationFactory, TeamMemberFactory
from tandems.actions import offer_pair
from tandems.matching import release, run_now, start_run
from tandems.matching.assignment import UNIT
from tandems.matching.facts import Pool
from tandems.matching.scoring import score
from tandems.matching.solver import solve
from tandems.tests.pools import mentee, mentor, random_pool, rules, small_pools
from tandems.tests.test_solver import PLAIN


def with_rooms(pool: Pool, rooms) -> Pool:
    return replace(pool, mentees=tuple(replace(a, capacity=r) for a, r in zip(pool.mentees, rooms, strict=True)))


def boards(most: int) -> st.SearchStrategy[Pool]:
    return small_pools(most).flatmap(
        lambda pool: st.lists(st.integers(0, 3), min_size=len(pool.mentees), max_size=len(pool.mentees)).map(
            lambda rooms: with_rooms(pool, rooms)
        )
    )


def whole(solution) -> tuple[int, int, int]:
    """(mentees placed, pairs, total in millionths)."""
    points = sum(round(float(solution.scores.total[pair]) * UNIT) for pair in solution.pairs)
    return len({i for i, _j in solution.pairs}), len(solution.pairs), points


def by_brute_force(pool: Pool, its_rules) -> tuple[int, int, int]:
    """The best over every set of mentors for every mentee."""
    pool = pool.in_order()
    scores = score(pool, its_rules)
    seats = [one.capacity for one in pool.mentors]
    choices = [
        [
            some
            for size in range(one.capacity + 1)
            for some in itertools.combinations([j for j in range(len(seats)) if scores.allowed[i, j]], size)
        ]
        for i, one in enumerate(pool.mentees)
    ]
    best = (0, 0, 0)
    for chosen in itertools.product(*choices):
        pairs = [(i, j) for i, some in enumerate(chosen) for j in some]
        if all(sum(j == k for _i, j in pairs) <= room for k, room in enumerate(seats)):
            points = sum(round(float(scores.total[pair]) * UNIT) for pair in pairs)
            best = max(best, (sum(bool(some) for some in chosen), len(pairs), points))
    return best


@settings(max_examples=120)
@given(pool=boards(3), its_rules=rules())
def test_no_other_seating_places_more_or_scores_higher(pool, its_rules):
    assert whole(solve(pool, its_rules)) == by_brute_force(pool, its_rules)


@pytest.mark.parametrize("seed", range(4))
def test_a_min_cost_flow_in_whole_numbers_finds_no_better_seating(seed):
    pool = with_rooms(random_pool(8, 40, seed), [5, 4, 3, 2, 1, 5, 4, 3]).in_order()
    scores = score(pool, PLAIN)
    placed, made, points = whole(solve(pool, PLAIN))
    graph, first, pair = networkx.DiGraph(), 10**12, 10**9
    for i, one in enumerate(pool.mentees):
        graph.add_edge("s", ("first", i), capacity=1, weight=-first)
        graph.add_edge(("first", i), ("a", i), capacity=1, weight=0)
        graph.add_edge("s", ("a", i), capacity=one.capacity - 1, weight=0)
    for j, one in enumerate(pool.mentors):
        graph.add_edge(("b", j), "t", capacity=one.capacity, weight=0)
    for i, j in zip(*scores.allowed.nonzero(), strict=True):
        graph.add_edge(("a", i), ("b", j), capacity=1, weight=-pair - round(float(scores.total[i, j]) * UNIT))
    graph.add_edge("t", "s", capacity=10**6, weight=0)
    best = -networkx.min_cost_flow_cost(graph)
    assert placed * first + made * pair + points == best


@settings(max_examples=80)
@given(pool=boards(4), its_rules=rules(), chance=st.randoms(use_true_random=False))
def test_no_pair_twice_no_must_broken_no_room_exceeded_whatever_the_order(pool, its_rules, chance):
    solution = solve(pool, its_rules)
    assert len(set(solution.pairs)) == len(solution.pairs)
    assert all(solution.scores.allowed[pair] for pair in solution.pairs)
    for axis, side in enumerate((solution.pool.mentees, solution.pool.mentors)):
        for number, one in enumerate(side):
            assert sum(pair[axis] == number for pair in solution.pairs) <= one.capacity
    mentees, mentors = list(pool.mentees), list(pool.mentors)
    chance.shuffle(mentees)
    chance.shuffle(mentors)
    assert solve(replace(pool, mentees=tuple(mentees), mentors=tuple(mentors)), its_rules).keys == solution.keys


@settings(max_examples=60)
@given(pool=boards(3), its_rules=rules(), data=st.data())
def test_pins_are_kept_and_not_doubled(pool, its_rules, data):
    pairs = [(a.key, b.key) for a in pool.mentees for b in pool.mentors if a.capacity and b.capacity]
    pins = [data.draw(st.sampled_from(pairs))] if pairs else []
    solution = solve(pool, its_rules, pins)
    assert set(pins) <= solution.keys
    assert len(set(solution.pairs)) == len(solution.pairs)


def test_everyone_has_one_mentor_before_anyone_has_two():
    pool = Pool(
        mentees=tuple(mentee(i, capacity=3, wishes=((1, i),)) for i in range(2)),
        mentors=(mentor(0), mentor(1)),
    )
    assert {a for a, _b in solve(pool, PLAIN).keys} == {"a00000", "a00001"}


# ---------------------------------------------------------------- in a programme
@pytest.mark.django_db
def test_a_junior_board_gives_one_leader_several_mentors(now):
    hr = TeamMemberFactory(program__state=ProgramState.MATCHING, program__mentors_per_mentee=3)
    leader = MenteeFactory(program=hr.program)
    ParticipationFactory.create_batch(4, program=hr.program, max_tandems=2)
    run = run_now(start_run(program=hr.program, actor=hr.person, now=now), now)
    assert run.summary["placed"] == 1
    tandems = release(run=run, proposals=run.proposals.all(), actor=hr.person, now=now)
    assert len({tandem.mentor for tandem in tandems}) == 3
    assert {tandem.mentee for tandem in tandems} == {leader}
    again = run_now(start_run(program=hr.program, actor=hr.person, now=now), now)
    assert not again.proposals.exists()


@pytest.mark.django_db
def test_elsewhere_a_mentee_has_one_mentor_whatever_was_ticked(now):
    from people.errors import ActionError

    hr = TeamMemberFactory(program__state=ProgramState.MATCHING)
    leader = MenteeFactory(program=hr.program, max_tandems=3)
    first, second = ParticipationFactory.create_batch(2, program=hr.program)
    offer_pair(program=hr.program, mentee=leader, mentor=first, actor=None, now=now)
    with pytest.raises(ActionError):
        offer_pair(program=hr.program, mentee=leader, mentor=second, actor=None, now=now)
