"""The adversary with every filter: role, group and period, crossed in every way, at every visit.

Everything any page, file or report could ever show under any selection is collected as sums whose value names who is in
them; then linear algebra looks for a combination that is about fewer people than the smallest group.
"""

from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.enums import Occasion, QuestionKind
from evaluation.figures import narrowing
from evaluation.figures.catalogue import results
from evaluation.figures.counts import Facts, Month
from evaluation.figures.periods import quarter_of, quarters_between
from evaluation.figures.selection import Selection
from evaluation.figures.suppression import ALL, Sums, atom, large_enough, publishable, shown, together
from evaluation.figures.surveys import CONSTRUCTS
from evaluation.surveys.groups import cells
from evaluation.tests.test_suppression import K, smallest_support, unguarded, waves
from programs.enums import Breakdown
from programs.models import Program
from tandems.enums import TandemState

ROLES, GROUPS = ("mentee", "mentor"), ("a", "b", "c")
SELECTIONS = [(role, group) for role in ("", *ROLES) for group in ("", *GROUPS)]


def table(people):
    """Sums by atom over `people`, who are (number, (role, group)): each weighs a power of two."""
    found = {}
    for number, (role, group) in people:
        name = atom(role, group)
        found[name] = found.get(name, Sums()) + Sums(1, 2**number, 0, 2**number, {"9": 1})
    return found


def without_complement(published, answers, *, k, is_final):
    """What is often taken for enough: whoever is few is left out, and the total is shown."""
    return answers


def read(published, role, group):
    return shown(published, k=K, role=role, group=group)


def read_large_ones(published, role, group):
    wanted = {
        name: sums
        for name, sums in (published or {}).items()
        if role in ("", name.split("/")[0]) and group in ("", name.split("/")[1])
    }
    return sums if (sums := together(wanted)).n >= K else None


def visits(kinds, steps, guard, look):
    """Every sum that was ever on show, as sets of people."""
    published, arrived, seen = None, [], set()
    people = list(enumerate(kinds))
    for position, step in enumerate([*steps, len(people)]):
        arrived += people[len(arrived) : len(arrived) + step]
        is_final = position == len(steps)
        published = guard(published, table(arrived), k=K, is_final=is_final) or published
        for role, group in SELECTIONS:
            sums = look(published, role, group)
            if sums and sums.n:
                seen.add(int(sums.total))
    return seen


kinds = st.lists(st.integers(0, 7), min_size=6, max_size=6).flatmap(
    lambda counts: st.permutations(
        [kind for kind, count in zip(product(ROLES, GROUPS), counts, strict=True) for _n in range(count)][:18]
    )
)
stories = st.tuples(kinds, st.lists(st.integers(1, 12), max_size=4))


@settings(max_examples=50)
@given(stories)
def test_no_arithmetic_over_time_roles_and_groups_is_about_fewer_than_the_smallest_group(story):
    people, steps = story
    assert smallest_support(visits(people, steps, publishable, read), len(people)) in (None, K)


A_FEW_OF_B = [("mentee", "a")] * 6 + [("mentee", "b")] * 2 + [("mentee", "c")] * 5


@pytest.mark.parametrize(
    ("people", "steps"),
    [
        (A_FEW_OF_B, [13]),  # all less the two large groups
        ([("mentee", "a")] * 5 + [("mentor", "a")] * 2 + [("mentor", "b")] * 5, [12]),  # a group less its mentees
        ([("mentee", "a")] * 6 + [("mentor", "b")] * 5, [9, 1]),  # today less yesterday
    ],
)
def test_the_same_adversary_succeeds_where_the_guard_is_off(people, steps):
    assert smallest_support(visits(people, steps, without_complement, read_large_ones), len(people)) < K
    assert smallest_support(visits(people, steps, publishable, read), len(people)) == K


def of(counts):
    return table(list(enumerate(kind for kind, number in counts.items() for _n in range(number))))


BOTH = {("mentee", "a"): 6, ("mentor", "a"): 5, ("mentee", "b"): 5, ("mentor", "b"): 4}


@pytest.mark.parametrize(
    ("counts", "is_final", "blocks"),
    [
        (BOTH, False, {"mentee/a", "mentor/a", "mentee/b", "mentor/b"}),
        ({**BOTH, ("mentor", "b"): 3}, False, set()),  # one more may answer
        # the small group hides behind the large one of its role; roles stay apart
        ({**BOTH, ("mentor", "b"): 3}, True, {"mentee/a", "mentee/b", "mentor/a+mentor/b"}),
        ({("mentee", "a"): 6, ("mentee", "b"): 2, ("mentee", "c"): 3}, True, {"mentee/a", "mentee/b+mentee/c"}),
        # too few mentors for a role: by group, both roles together
        (
            {("mentee", "a"): 6, ("mentor", "a"): 1, ("mentee", "b"): 4, ("mentor", "b"): 1},
            True,
            {"mentee/a+mentor/a", "mentee/b+mentor/b"},
        ),
        ({("mentee", "a"): 3, ("mentor", "b"): 2}, True, {ALL}),
        ({("mentee", "a"): 2, ("mentor", "b"): 1}, True, set()),
    ],
)
def test_how_a_table_is_cut(counts, is_final, blocks):
    assert set(publishable(None, of(counts), k=K, is_final=is_final) or {}) == blocks


def test_what_is_cut_stays_cut_and_newcomers_wait_for_enough():
    counts = {("mentee", "a"): 6, ("mentee", "b"): 2, ("mentee", "c"): 3}
    published = publishable(None, of(counts), k=K, is_final=True)
    more = {**counts, ("mentee", "b"): 6, ("mentor", "a"): 3}
    published = publishable(published, of(more), k=K, is_final=True)
    assert {name: sums.n for name, sums in published.items()} == {"mentee/a": 6, "mentee/b+mentee/c": 9}
    assert read(published, "", "b") is None
    assert read(published, "mentee", "").n == 15
    more[("mentor", "a")] = 4
    assert publishable(published, of(more), k=K, is_final=True)["mentor/a"].n == 4


# ---------------------------------------------------------------- every figure, under every selection
class Watched(Facts):
    """Facts that keep which sums any figure got, in whatever way it was narrowed."""

    def table(self, key, role=""):
        sums = super().table(key, role)
        if sums:
            self.program.seen.setdefault(key, set()).add(int(sums.before))
        return sums


def watched(quarter_of_wave):
    program = Program(smallest_group=K, breakdown=Breakdown.COMPANY)
    program.seen = {}
    facts = Watched(program, date(2026, 12, 1), started=20, waves=waves(), group_names={one: one for one in GROUPS})
    for wave, quarter in zip(facts.waves, quarter_of_wave, strict=True):
        wave.opens_on = date(2026, 3 * quarter - 1, 2)
    for group in GROUPS:
        facts.parts[group] = Facts(program, facts.day, started=5, signed_up=Counter(mentee=9, mentor=9))
    return facts


def keys_of(facts):
    found = {
        f"{wave.pk}/{one.code}": one.kind
        for wave in facts.waves
        for one in wave.questionnaire.questions.all()
        if wave.occasion != Occasion.START
    }
    return found | {f"change/{code}": QuestionKind.AGREEMENT for code in CONSTRUCTS}


def all_that_figures_got(people, steps, guard):
    facts, arrived = watched((1, 1, 2, 4)), []
    people = list(enumerate(people))
    for position, step in enumerate([*steps, len(people)]):
        arrived += people[len(arrived) : len(arrived) + step]
        for key, kind in keys_of(facts).items():
            answers = table(arrived)
            if kind in (QuestionKind.CHOICE, QuestionKind.SEVERAL):
                answers = {ALL: together(answers)}
            facts.tables[key] = guard(facts.tables.get(key), answers, k=K, is_final=position == len(steps))
        for role, group, period in product(("", *ROLES), ("", *GROUPS), ("", "2026-1", "2026-2")):
            results(facts, Selection(role, group, period))
        # and whoever sees one group alone
        for group in GROUPS:
            results(narrowing.of_group(facts, group, is_locked=True), Selection("", group))
    return facts.program.seen


@settings(max_examples=4)
@given(stories)
def test_no_figure_under_any_selection_gets_at_sums_that_single_anyone_out(story):
    people, steps = story
    for key, seen in all_that_figures_got(people, steps[:2], publishable).items():
        assert smallest_support(seen, len(people)) == K, key


def test_the_same_figures_single_people_out_where_the_guard_is_off():
    unsafe = all_that_figures_got(A_FEW_OF_B, [12], unguarded)
    assert {key.split("/")[1] for key, seen in unsafe.items() if smallest_support(seen, 13) < K} >= {
        "useful",
        "fit",
        "benefit_me",
        "recommend",
        "contact",
        "understanding",
    }
    safe = all_that_figures_got(A_FEW_OF_B, [12], publishable)
    assert {smallest_support(seen, 13) for seen in safe.values()} == {K}


# ---------------------------------------------------------------- counts of process
MONTHS = [date(2026, 2, 1), date(2026, 5, 1), date(2026, 6, 1)]


def process(tandems):
    """Facts over tandems (group, first quarter, last quarter): number i has 2**i minutes in each of its months."""
    program = Program(smallest_group=K, breakdown=Breakdown.DEPARTMENT)
    facts = Facts(program, date(2026, 6, 30), group_names={one: one for one in GROUPS})
    facts.kinds = [group for group, _first, _last in tandems]
    for number, (group, first, last) in enumerate(tandems):
        starts, ends = date(2026, 3 * min(first, last), 1), date(2026, 3 * max(first, last), 1)
        for one in facts.each(group):
            one.started += 1
            one.rhythm_of += number % 3 > 0
            one.in_rhythm += 2**number if number % 3 else 0  # names its tandems
            one.tandems[TandemState.ACTIVE] += 1
            one.signed_up.update(["mentee"])
            one.running.update(quarters_between(starts, ends))
            for month in MONTHS:
                if quarter_of(month) in set(quarters_between(starts, ends)):
                    one.months.setdefault(month, Month(month)).minutes += 2**number
    return facts


def seen_of_process(facts, cut):
    """By what is counted: the tandems behind every number under every selection."""
    seen = {}
    for group, period in product(("", *GROUPS), ("", "2026-1", "2026-2")):
        one = cut(facts, group) if group else facts
        one = narrowing.of_period(one, period) if period else one
        seen.setdefault("rhythm", set()).add(one.in_rhythm)
        for month in one.months.values():
            seen.setdefault(month.first, set()).add(month.minutes)
        if one.started:
            of_group = [2**number for number, kind in enumerate(facts.kinds) if group in ("", kind)]
            seen.setdefault("started", set()).add(sum(of_group))
    return {name: {group for group in groups if group} for name, groups in seen.items()}


def whatever_there_is(facts, group):
    return facts.parts.get(group, Facts(facts.program, facts.day))


tandems_ = st.lists(st.tuples(st.sampled_from(GROUPS), st.integers(1, 2), st.integers(1, 2)), max_size=16)


@settings(max_examples=40)
@given(tandems_)
def test_no_count_of_process_is_about_fewer_tandems_than_the_smallest_group(tandems):
    facts = process(tandems)
    told = seen_of_process(facts, narrowing.of_group)
    for name, groups in told.items():
        whole = max(groups, default=0)
        if bin(whole).count("1") >= K:  # the whole programme is told however small: that is no filter
            assert smallest_support(groups, len(tandems)) == K, name


@pytest.mark.parametrize("few", [1, 3])
def test_counts_of_process_tell_small_groups_where_the_guard_is_off(few):
    facts = process([("a", 1, 2)] * 6 + [("b", 1, 2)] * few + [("c", 1, 2)] * 5)
    for cut, is_safe in ((whatever_there_is, False), (narrowing.of_group, True)):
        told = seen_of_process(facts, cut).values()
        assert (min(smallest_support(groups, 11 + few) for groups in told) == K) is is_safe


def test_a_groups_meetings_are_those_of_the_quarters_in_which_it_may_be_told():
    facts = process([("a", 1, 2)] * 6 + [("b", 2, 2)] * 5 + [("b", 1, 2)] * 2)
    assert set(narrowing.of_group(facts, "b").months) == {date(2026, 5, 1), date(2026, 6, 1)}
    # in the first quarter a is not told either: all less a would be the two of b
    assert set(narrowing.of_group(facts, "a").months) == {date(2026, 5, 1), date(2026, 6, 1)}


@given(st.dictionaries(st.sampled_from(["", "a", "b", "c", "d"]), st.integers(0, 9)), st.integers(4, 6))
def test_small_groups_are_never_a_few_together(sizes, k):
    alone, rest = large_enough(sizes, k=k)
    assert all(sizes[name] >= k for name in alone)
    assert sum(sizes[name] for name in rest) == 0 or not alone or sum(sizes[name] for name in rest) >= k
    assert sorted([*alone, *rest]) == sorted(name for name in sizes if sizes[name])


@given(st.dictionaries(st.sampled_from(["", "a", "b", "c"]), st.integers(0, 9)))
def test_whatever_an_answer_says_of_its_group_holds_for_enough_people(sizes):
    found = cells(Counter(sizes), K)
    named = Counter()
    for code, number in sizes.items():
        named[code if code in found["alone"] else found["others"]] += number
    assert all(number >= K for name, number in named.items() if name and number)
    assert bool(named[""]) == (not found["alone"] and sum(sizes.values()) > 0)


def test_quarters_are_those_of_the_calendar():
    assert list(quarters_between(date(2025, 11, 3), date(2026, 4, 1))) == ["2025-4", "2026-1", "2026-2"]
    assert [quarter_of(date(2026, month, 1)) for month in (1, 3, 4, 12)] == ["2026-1", "2026-1", "2026-2", "2026-4"]
    day = date(2026, 1, 1)
    assert quarter_of(day - timedelta(days=1)) != quarter_of(day)
