"""An adversary reads every table at every visit and tries to single people out by adding and subtracting."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.figures.suppression import ALL, Sums, publishable, publishable_texts, shown, together

ROLES = ("mentee", "mentor")
K = 4


def table(people):
    """Sums by role over `people`, who are (number, role)."""
    rows = {role: [number for number, one in people if one == role] for role in ROLES}
    return {role: Sums(n=len(numbers), total=sum(2**number for number in numbers)) for role, numbers in rows.items()}


def unguarded(published, answers, *, k, is_final):
    return answers


def visits(roles, steps, guard):
    """Every sum that was ever on show, as sets of people: their values are powers of two, so a sum names its group."""
    published, arrived, seen = None, [], set()
    people = list(enumerate(roles))
    for position, step in enumerate([*steps, len(people)]):
        arrived += people[len(arrived) : len(arrived) + step]
        is_final = position == len(steps)
        published = guard(published, table(arrived), k=K, is_final=is_final) or None
        for role in ("", *ROLES):
            sums = shown(published, k=K, role=role) if guard is publishable else _anything(published, role)
            if sums and sums.n:
                seen.add(int(sums.total))
    return seen


def _anything(published, role):
    return published.get(role) if role else together(published)


def smallest_support(seen, count):
    """The fewest people that a linear combination of all published sums can be about: brute force over linear algebra.

    Whatever the adversary adds, subtracts or weights is a vector in the row space of the published groups; one that is
    zero outside a set of people exists where the columns outside have a smaller rank.
    """
    rows = np.array([[group >> number & 1 for number in range(count)] for group in seen], dtype=float)
    if not len(rows):
        return None
    rank = np.linalg.matrix_rank(rows)
    for size in range(1, K):
        for few in combinations(range(count), size):
            if np.linalg.matrix_rank(np.delete(rows, few, axis=1)) < rank:
                return size
    return K


programs = st.integers(1, 13).flatmap(
    lambda count: st.tuples(
        st.lists(st.sampled_from(ROLES), min_size=count, max_size=count),
        st.lists(st.integers(0, 6), max_size=8),
    )
)


@settings(max_examples=60, deadline=None)
@given(programs)
def test_no_arithmetic_over_time_and_roles_is_about_fewer_than_the_smallest_group(program):
    roles, steps = program
    assert smallest_support(visits(roles, steps, publishable), len(roles)) in (None, K)


@pytest.mark.parametrize(
    ("roles", "steps"),
    [
        (["mentee"] * 6 + ["mentor"] * 2, [8]),  # the total less the mentees
        (["mentee"] * 6, [5, 1]),  # today less yesterday
        (["mentee"] * 4 + ["mentor"] * 2 + ["mentee"] * 4, [6, 4]),
    ],
)
def test_the_same_adversary_succeeds_where_the_guard_is_off(roles, steps):
    assert smallest_support(visits(roles, steps, unguarded), len(roles)) < K
    assert smallest_support(visits(roles, steps, publishable), len(roles)) in (None, K)


def people(mentees, mentors):
    return table(list(enumerate(["mentee"] * mentees + ["mentor"] * mentors)))


def test_nothing_is_published_of_too_few():
    assert publishable(None, people(2, 1), k=4, is_final=True) is None
    assert publishable(None, people(0, 0), k=4, is_final=True) is None


def test_a_small_role_hides_behind_the_total_and_only_when_nobody_is_left_to_answer():
    assert publishable(None, people(6, 2), k=4, is_final=False) is None
    published = publishable(None, people(6, 2), k=4, is_final=True)
    assert set(published) == {ALL}
    assert shown(published, k=4).n == 8
    assert shown(published, k=4, role="mentee") is None
    assert shown(published, k=4, role="mentor") is None


def test_two_roles_that_are_large_enough_are_shown_with_their_sum():
    published = publishable(None, people(5, 4), k=4, is_final=False)
    assert [shown(published, k=4, role=role).n for role in ("", *ROLES)] == [9, 5, 4]


def test_what_is_published_is_renewed_in_steps_and_role_by_role():
    published = publishable(None, people(5, 4), k=4, is_final=False)
    published = publishable(published, people(8, 8), k=4, is_final=True)
    assert [published[role].n for role in ROLES] == [5, 8]


def test_a_smallest_group_that_was_raised_hides_what_was_shown():
    published = publishable(None, people(5, 4), k=4, is_final=False)
    assert shown(published, k=5, role="mentor") is None
    assert shown(published, k=10) is None


def test_a_smallest_group_below_four_counts_as_four():
    assert publishable(None, people(3, 0), k=1, is_final=True) is None
    assert shown({ALL: Sums(n=3)}, k=1) is None


def test_free_texts_come_in_steps():
    texts = ["a", "b", "c", "d", "e"]
    assert publishable_texts([], texts[:3], k=4) == []
    assert publishable_texts([], texts, k=4) == texts
    assert publishable_texts(texts, [*texts, "f", "g", "h"], k=4) == texts
