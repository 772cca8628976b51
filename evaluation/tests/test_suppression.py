"""An adversary reads every table at every visit and tries to single people out by adding and subtracting."""

from collections import defaultdict
from datetime import date
from itertools import combinations, product
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.enums import Occasion, QuestionKind
from evaluation.figures.catalogue import results
from evaluation.figures.facts import Facts
from evaluation.figures.selection import Selection
from evaluation.figures.suppression import ALL, Sums, publishable, publishable_texts, shown, takers, together
from evaluation.figures.surveys import CONSTRUCTS
from programs.models import Program

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


@settings(max_examples=60)
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


# ---------------------------------------------------------------- every figure, by whoever reads all of them
class Watched(Facts):
    """Facts whose figures get at sums through `table` alone, and who keeps what they got."""

    def table(self, key, role=""):
        sums = shown(self.published.get(key), k=K, role=role)
        if sums:
            self.seen.setdefault(key, set()).add(int(sums.before))
        return sums


def question(code, kind, options=()):
    return SimpleNamespace(code=code, kind=kind, text=code, options=list(enumerate(options, start=1)))


ASKED = {
    Occasion.MEETING: [question(code, QuestionKind.AGREEMENT) for code in ("useful", "open", "shaped", "worth")],
    Occasion.HALF_WAY: [question("fit", QuestionKind.AGREEMENT), question("burden", QuestionKind.CHOICE, "abc")],
    Occasion.END: [question("benefit_me", QuestionKind.AGREEMENT), question("recommend", QuestionKind.RECOMMENDATION)],
    Occasion.AFTER: [question("stayed", QuestionKind.SEVERAL, "abc"), question("contact", QuestionKind.NUMBER)],
}
KEYS = {f"{occasion}/{one.code}": one.kind for occasion, asked in ASKED.items() for one in asked}
KEYS |= {f"change/{code}": QuestionKind.AGREEMENT for code in CONSTRUCTS}


def waves():
    return [
        SimpleNamespace(
            pk=str(occasion),
            occasion=occasion,
            opens_on=date(2026, 3, 2),
            closes_on=date(2026, 3, 23),
            invited=20,
            answered=9,
            declined=0,
            get_occasion_display=str,
            questionnaire=SimpleNamespace(questions=SimpleNamespace(all=lambda asked=asked: asked)),
        )
        for occasion, asked in ASKED.items()
    ]


def traced(people_, kind):
    """Sums by role whose `before` names who is in them, as powers of two."""
    table_ = {role: Sums(one.n, 3 * one.n, 9 * one.n, one.total, {"9": one.n}) for role, one in table(people_).items()}
    return {ALL: together(table_)} if kind in (QuestionKind.CHOICE, QuestionKind.SEVERAL) else table_


def all_that_figures_got(roles, steps, guard):
    """For each question, what any figure of the catalogue got in any visit with any filter, as groups of people."""
    arrived, people_ = [], list(enumerate(roles))
    facts = Watched(Program(smallest_group=K), date(2026, 6, 1), started=5, waves=waves())
    facts.published, facts.seen = {}, {}
    for position, step in enumerate([*steps, len(people_)]):
        arrived += people_[len(arrived) : len(arrived) + step]
        is_final = position == len(steps)
        for key, kind in KEYS.items():
            published = guard(facts.published.get(key), traced(arrived, kind), k=K, is_final=is_final)
            facts.published[key] = published
        for role in ("", *ROLES):
            results(facts, Selection(role=role))
    return facts.seen.values()


@settings(max_examples=12)
@given(programs)
def test_no_figure_gets_at_sums_that_single_anyone_out(program):
    roles, steps = program
    for seen in all_that_figures_got(roles, steps[:3], publishable):
        assert smallest_support(seen, len(roles)) == K


def test_the_same_figures_single_people_out_where_the_guard_is_off():
    roles, steps = ["mentee"] * 8, [6]
    unsafe = all_that_figures_got(roles, steps, unguarded)
    assert len(unsafe) == len(KEYS)
    assert all(smallest_support(seen, 8) < K for seen in unsafe)
    assert all(smallest_support(seen, 8) == K for seen in all_that_figures_got(roles, steps, publishable))


def no_rest(sums, *, k, options):
    return {int(place): count for place, count in sums.counts.items() if count >= k}


def told_by_options(hide, options, people_):
    """Every way in which people can choose one of some options, by what is shown: which small counts follow?"""
    ways = defaultdict(list)
    for counts in product(range(people_ + 1), repeat=options):
        if K <= sum(counts) <= people_:
            sums = Sums(sum(counts), counts={str(place): count for place, count in enumerate(counts, start=1)})
            ways[sums.n, tuple(hide(sums, k=K, options=options).items())].append(counts)
    return [
        (place, one[0][place])
        for one in ways.values()
        for place in range(options)
        if len({counts[place] for counts in one}) == 1 and 0 < one[0][place] < K
    ]


@pytest.mark.parametrize(("options", "people_"), [(2, 14), (3, 13), (4, 9)])
def test_what_few_chose_does_not_follow_from_what_is_shown_and_how_the_guard_works(options, people_):
    assert told_by_options(takers, options, people_) == []
    if options < 4:
        assert told_by_options(no_rest, options, people_)  # without hiding a second one it would


def test_choices_come_out_once_and_when_nobody_is_left_to_answer():
    first, later = {ALL: Sums(6, counts={"1": 6})}, {ALL: Sums(12, counts={"1": 11, "2": 1})}
    assert publishable(None, first, k=4, is_final=False) is None
    assert publishable(None, first, k=4, is_final=True) == first
    assert publishable(first, later, k=4, is_final=True) == first
    assert publishable(None, {ALL: Sums(3)}, k=4, is_final=True) is None
