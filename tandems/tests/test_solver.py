"""The pairing is the best there is: against brute force, against another library, and by its properties."""

import itertools
import random
from dataclasses import replace

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from people.lines import line_above
from tandems.matching import assignment
from tandems.matching.assignment import UNIT
from tandems.matching.facts import ANY, IN_PERSON, ONLINE, SAME, MenteeFacts, MentorFacts, Pool, Rules
from tandems.matching.scoring import score
from tandems.matching.solver import solve
from tandems.tests.pools import mentee, mentor, random_pool, rules, small_pools

PLAIN = Rules(weights={"topics": 10, "exchange": 6, "language": 2, "place": 4, "times": 4})


def whole(solution) -> tuple[int, int]:
    """(number placed, total in millionths)."""
    return len(solution.pairs), sum(round(float(solution.scores.total[pair]) * UNIT) for pair in solution.pairs)


def by_brute_force(pool: Pool, its_rules: Rules) -> tuple[int, int]:
    """The best (number placed, total) over every way to give each mentee a mentor or none."""
    pool = pool.in_order()
    scores = score(pool, its_rules)
    best = (0, 0)
    mentors = range(len(pool.mentors))
    for choice in itertools.product([None, *mentors], repeat=len(pool.mentees)):
        pairs = [(i, j) for i, j in enumerate(choice) if j is not None]
        if all(scores.allowed[pair] for pair in pairs) and all(
            sum(1 for _i, j in pairs if j == k) <= pool.mentors[k].capacity for k in mentors
        ):
            best = max(best, (len(pairs), sum(round(float(scores.total[pair]) * UNIT) for pair in pairs)))
    return best


def may_be_paired(a: MenteeFacts, b: MentorFacts, pool: Pool, its_rules: Rules) -> bool:
    """The musts that need no share, as one would tick them off by hand."""
    bosses = {a.person: line_above(a.person, pool.manager_of), b.person: line_above(b.person, pool.manager_of)}
    same_manager = pool.manager_of.get(a.person) == pool.manager_of.get(b.person) is not None
    same_site = a.site == b.site != "" and ONLINE not in (a.mode, b.mode)
    departments = None not in (a.department, b.department) and (a.department == b.department) == (
        its_rules.department_rule == SAME
    )
    return all(
        (
            a.level is not None and b.level is not None and a.level < b.level,
            a.person not in bosses[b.person] and b.person not in bosses[a.person],
            not (its_rules.same_manager_is_out and same_manager),
            its_rules.spans_organisations or a.organisation == b.organisation,
            (a.key, b.key) not in pool.past | pool.barred | pool.silent,
            not its_rules.language_is_must or a.languages & b.languages,
            not its_rules.times_are_must or a.slots & b.slots,
            not its_rules.place_is_must or same_site or IN_PERSON not in (a.mode, b.mode),
            not its_rules.department_is_must or its_rules.department_rule == ANY or departments,
        )
    )


def graph_of(pool: Pool, its_rules: Rules) -> networkx.Graph:
    pool = pool.in_order()
    scores = score(pool, its_rules)
    graph = networkx.Graph()
    for i, j in itertools.product(range(len(pool.mentees)), range(len(pool.mentors))):
        for seat in range(pool.mentors[j].capacity):
            if scores.allowed[i, j]:
                graph.add_edge(("a", i), ("b", j, seat), weight=round(float(scores.total[i, j]) * UNIT) + 1)
    return graph


@settings(max_examples=90)
@given(pool=small_pools(4), its_rules=rules())
def test_no_other_pairing_places_more_or_scores_higher(pool, its_rules):
    assert whole(solve(pool, its_rules)) == by_brute_force(pool, its_rules)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("mentees", "mentors"), [(25, 30), (40, 20)])
def test_another_library_finds_no_better_pairing(mentees, mentors, seed):
    pool = random_pool(mentees, mentors, seed)
    graph = graph_of(pool, PLAIN)
    found = networkx.max_weight_matching(graph, maxcardinality=True)
    total = sum(graph.edges[edge]["weight"] - 1 for edge in found)
    assert whole(solve(pool, PLAIN)) == (len(found), total)


@pytest.mark.parametrize("seed", range(3))
def test_with_the_total_alone_another_library_finds_no_higher_one(seed):
    pool = random_pool(20, 20, seed)
    graph = graph_of(pool, PLAIN)
    total = sum(graph.edges[edge]["weight"] - 1 for edge in networkx.max_weight_matching(graph))
    assert whole(solve(pool, PLAIN, most_placed=False))[1] >= total


@pytest.mark.parametrize("seed", range(4))
def test_the_sparse_and_the_dense_way_are_worth_the_same(seed, monkeypatch):
    pool = random_pool(30, 25, seed)
    dense = whole(solve(pool, PLAIN))
    monkeypatch.setattr(assignment, "SPARSE_BELOW", 1.1)
    assert whole(solve(pool, PLAIN)) == dense


def test_rows_that_compete_for_too_few_columns_are_left_out_by_both_ways_alike():
    """Many shapes; in one of ten some rows have no way to a column of their own."""
    chance, competing = np.random.default_rng(1), 0
    for _time in range(300):
        shape = tuple(chance.integers(1, 25, 2))
        allowed = chance.random(shape) < chance.choice([0.05, 0.1, 0.2, 0.5])
        total = (chance.integers(0, 7, shape) / 6).astype(np.float32)
        if not allowed.any():
            continue
        ways = [assignment._sparse(total, allowed), assignment._dense(total, allowed, most_placed=True)]
        for pairs in ways:
            assert allowed[pairs].all()
            assert [len(set(side)) for side in pairs] == [len(pairs[0])] * 2
        worth = {(len(pairs[0]), np.rint(total[pairs].astype(float) * UNIT).sum()) for pairs in ways}
        assert len(worth) == 1
        competing += len(ways[0][0]) < min(allowed.any(axis=0).sum(), allowed.any(axis=1).sum())
    assert competing > 30


@settings(max_examples=90)
@given(pool=small_pools(), its_rules=rules())
def test_musts_and_room_are_never_broken(pool, its_rules):
    solution = solve(pool, its_rules)
    for i, j in solution.pairs:
        assert may_be_paired(solution.pool.mentees[i], solution.pool.mentors[j], pool, its_rules)
    for j, one in enumerate(solution.pool.mentors):
        assert sum(1 for _i, k in solution.pairs if k == j) <= one.capacity
    assert len({i for i, _j in solution.pairs}) == len(solution.pairs)


@settings(max_examples=50)
@given(pool=small_pools(), its_rules=rules(), chance=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(pool, its_rules, chance):
    mentees, mentors = list(pool.mentees), list(pool.mentors)
    chance.shuffle(mentees)
    chance.shuffle(mentors)
    shuffled = replace(pool, mentees=tuple(mentees), mentors=tuple(mentors))
    assert solve(shuffled, its_rules).keys == solve(pool, its_rules).keys


@settings(max_examples=50)
@given(pool=small_pools(), its_rules=rules(), data=st.data())
def test_pins_are_kept_as_long_as_there_is_room(pool, its_rules, data):
    pairs = [(a.key, b.key) for a in pool.mentees for b in pool.mentors]
    pins = data.draw(st.lists(st.sampled_from(pairs), max_size=4)) if pairs else []
    room = {person.key: person.capacity for person in (*pool.mentees, *pool.mentors)}
    expected = set()
    for a, b in pins:
        if (a, b) not in expected and room[a] and room[b]:
            room[a], room[b] = room[a] - 1, room[b] - 1
            expected.add((a, b))
    solution = solve(pool, its_rules, pins)
    assert expected <= solution.keys
    assert len(solution.fixed) == len(expected)


@settings(max_examples=50)
@given(pool=small_pools(4), its_rules=rules())
def test_one_more_mentor_never_makes_it_worse(pool, its_rules):
    if not pool.mentors:
        return
    before = whole(solve(replace(pool, mentors=pool.mentors[:-1]), its_rules))
    after = whole(solve(pool, its_rules))
    assert after >= before


@pytest.mark.parametrize("seed", range(3))
def test_each_further_mentor_places_as_many_or_more_and_never_lowers_the_total(seed):
    pool = random_pool(12, 14, seed)
    results = [whole(solve(replace(pool, mentors=pool.mentors[:count]), PLAIN)) for count in range(15)]
    assert results == sorted(results)
    assert len(set(results)) > 5


@pytest.mark.parametrize("seed", range(5))
def test_among_people_who_are_alike_the_order_of_rows_decides_nothing(seed):
    """Ties everywhere, and too few places for all."""
    chance = random.Random(seed)
    mentees = [mentee(i, slots=frozenset(chance.choice([["1am"], ["1am", "2pm"]]))) for i in range(9)]
    mentors = [mentor(j, slots=frozenset(chance.choice([["1am"], ["1am", "2pm"]]))) for j in range(6)]
    expected = solve(Pool(mentees=tuple(mentees), mentors=tuple(mentors)), PLAIN).keys
    for _time in range(4):
        chance.shuffle(mentees)
        chance.shuffle(mentors)
        assert solve(Pool(mentees=tuple(mentees), mentors=tuple(mentors)), PLAIN).keys == expected


def test_placing_one_more_outweighs_any_score():
    """The first mentee fits both mentors, the second only the better one."""
    pool = Pool(
        mentees=(mentee(0), mentee(1, slots=frozenset({"2pm"}))),
        mentors=(mentor(0, slots=frozenset({"1am"}), skills={}), mentor(1, slots=frozenset({"1am", "2pm"}))),
    )
    assert solve(pool, PLAIN).keys == {("a00000", "b00000"), ("a00001", "b00001")}


def test_nobody_and_one_side_only_are_no_error():
    assert solve(Pool(mentees=(), mentors=()), PLAIN).pairs == ()
    assert solve(Pool(mentees=(mentee(),), mentors=()), PLAIN).pairs == ()
    assert solve(Pool(mentees=(), mentors=(mentor(),)), PLAIN).pairs == ()


def test_large_random_pools_are_paired_the_same_whatever_their_order():
    pool = random_pool(120, 150, seed=9)
    mentees, mentors = list(pool.mentees), list(pool.mentors)
    random.Random(3).shuffle(mentees)
    random.Random(4).shuffle(mentors)
    shuffled = replace(pool, mentees=tuple(mentees), mentors=tuple(mentors))
    assert solve(shuffled, PLAIN).keys == solve(pool, PLAIN).keys
