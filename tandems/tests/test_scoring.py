"""What a pair must fulfil, and how well it fits, told apart criterion by criterion."""

import math

import pytest

from tandems.matching.facts import ANY, DIFFERENT, IN_PERSON, MUSTS, ONLINE, SAME, Pool, Rules
from tandems.matching.scoring import Grid, score
from tandems.tests.pools import mentee, mentor

ALONE = dict.fromkeys(("topics", "exchange", "department", "language", "place", "times"), 0)


def broken(a, b, *, rules=None, **pool) -> set[str]:
    """The musts that the one pair breaks."""
    grid = Grid(Pool(mentees=(a,), mentors=(b,), **pool), rules or Rules())
    return {name for name, holds in grid.musts(slice(0, 1)).items() if not holds[0, 0]}


def share(name, a, b, **rules) -> float:
    grid = Grid(Pool(mentees=(a,), mentors=(b,)), Rules(**{"weights": {name: 1}} | rules))
    return float(grid.shares(slice(0, 1))[name][0, 0])


def test_a_pair_that_fits_breaks_nothing():
    assert broken(mentee(), mentor()) == set()


@pytest.mark.parametrize(("mentee_level", "mentor_level", "allowed"), [(1, 2, True), (3, 3, False), (4, 2, False)])
def test_the_mentee_stands_strictly_above_the_mentor(mentee_level, mentor_level, allowed):
    assert ("seniority" in broken(mentee(level=mentee_level), mentor(level=mentor_level))) is not allowed


@pytest.mark.parametrize(("one", "other"), [(None, 4), (2, None), (None, None)])
def test_an_unknown_level_is_paired_with_nobody(one, other):
    assert "seniority" in broken(mentee(level=one), mentor(level=other))


@pytest.mark.parametrize("manager_of", [{50_000: 1000}, {50_000: 7, 7: 8, 8: 1000}, {1000: 7, 7: 50_000}])
def test_nobody_is_paired_in_a_line_at_any_distance_and_in_either_direction(manager_of):
    assert broken(mentee(), mentor(), manager_of=manager_of) == {"line"}


def test_a_circle_of_managers_ends_and_counts_as_one_line():
    assert broken(mentee(), mentor(), manager_of={1000: 7, 7: 50_000, 50_000: 1000}) == {"line"}
    assert broken(mentee(), mentor(), manager_of={1000: 7, 7: 8, 8: 7}) == set()


def test_the_same_direct_manager_is_out_only_where_the_programme_says_so():
    manager_of = {1000: 7, 50_000: 7}
    assert broken(mentee(), mentor(), manager_of=manager_of) == set()
    assert broken(mentee(), mentor(), manager_of=manager_of, rules=Rules(same_manager_is_out=True)) == {"line"}


def test_companies_are_kept_apart_unless_the_programme_spans_them():
    there = mentor(organisation=2)
    assert broken(mentee(), there) == {"organisation"}
    assert broken(mentee(), there, rules=Rules(spans_organisations=True)) == set()


def test_no_common_language_is_a_must_only_where_the_programme_says_so():
    there = mentor(languages=frozenset({"tr"}))
    assert broken(mentee(), there) == {"language"}
    assert broken(mentee(), there, rules=Rules(language_is_must=False)) == set()


def test_no_common_time_is_a_must_only_where_the_programme_says_so():
    there = mentor(slots=frozenset({"5pm"}))
    assert broken(mentee(), there) == {"times"}
    assert broken(mentee(), there, rules=Rules(times_are_must=False)) == set()


@pytest.mark.parametrize(
    ("rule", "department", "allowed"),
    [
        (SAME, 1, True),
        (SAME, 2, False),
        (SAME, None, False),
        (DIFFERENT, 1, False),
        (DIFFERENT, 2, True),
        (DIFFERENT, None, False),
        (ANY, None, True),
    ],
)
def test_the_department_rule_as_a_must(rule, department, allowed):
    must = Rules(department_rule=rule, department_is_must=True)
    wish = Rules(department_rule=rule, department_is_must=False)
    assert ("department" in broken(mentee(), mentor(department=department), rules=must)) is not allowed
    assert "department" not in broken(mentee(), mentor(department=department), rules=wish)


@pytest.mark.parametrize(
    ("one", "other", "same_site", "allowed", "value"),
    [
        ("both", "both", True, True, 1),
        ("both", "both", False, True, 0.5),
        ("both", "online", False, True, 1),
        ("online", "online", False, True, 1),
        (IN_PERSON, "both", True, True, 1),
        (IN_PERSON, "both", False, False, 0),
        (IN_PERSON, IN_PERSON, True, True, 1),
        (IN_PERSON, ONLINE, True, False, 0),
        (ONLINE, IN_PERSON, True, False, 0),
    ],
)
def test_meeting_in_person_needs_one_site_and_meeting_online_does_not(one, other, same_site, allowed, value):
    a, b = mentee(mode=one), mentor(mode=other, site="heilbronn " if same_site else "Neckarsulm")
    assert ("place" in broken(a, b)) is not allowed
    assert share("place", a, b) == value


def test_an_unknown_site_is_nobodys_site():
    assert "place" in broken(mentee(mode=IN_PERSON, site=""), mentor(site=""))


def test_past_and_barred_pairs_are_not_allowed_again():
    pair = frozenset({("a00000", "b00000")})
    assert broken(mentee(), mentor(), past=pair) == {"history"}
    assert broken(mentee(), mentor(), barred=pair) == {"barred"}


def test_no_pair_below_the_floor():
    rules = Rules(weights={"topics": 1}, floor=0.5)
    assert broken(mentee(), mentor(skills={1: 1}), rules=rules) == {"floor"}
    assert broken(mentee(), mentor(skills={1: 2}), rules=rules) == set()


def test_a_way_to_meet_is_no_must_where_the_programme_says_so():
    assert "place" not in broken(mentee(mode=IN_PERSON), mentor(mode=ONLINE), rules=Rules(place_is_must=False))


@pytest.mark.parametrize(("skills", "allowed"), [({1: 1}, True), ({1: 0}, False), ({2: 4}, False), ({}, False)])
def test_at_least_one_useful_topic_as_a_must(skills, allowed):
    assert "topics" not in broken(mentee(), mentor(skills=skills))
    assert ("topics" in broken(mentee(), mentor(skills=skills), rules=Rules(topics_is_must=True))) is not allowed


@pytest.mark.parametrize(("offers", "hopes", "allowed"), [({7}, {7, 8}, True), ({7}, {8}, False), ({7}, (), True)])
def test_something_in_return_as_a_must_where_the_mentor_hopes_for_anything(offers, hopes, allowed):
    a, b = mentee(offers=frozenset(offers)), mentor(hopes=frozenset(hopes))
    assert "exchange" not in broken(a, b)
    assert ("exchange" in broken(a, b, rules=Rules(exchange_is_must=True))) is not allowed


@pytest.mark.parametrize(("since", "allowed"), [(2010.0, True), (2001.0, True), (2019.0, False), (None, True)])
def test_the_years_apart_as_a_must_where_both_first_days_are_known(since, allowed):
    a, b = mentee(since=since), mentor(since=2021.0)
    band = {"weights": {"topics": 1}, "years_apart": (5, 20)}
    assert "experience" not in broken(a, b, rules=Rules(**band))
    assert ("experience" in broken(a, b, rules=Rules(**band, experience_is_must=True))) is not allowed


def test_a_silent_bar_holds_and_is_counted_nowhere():
    pair = frozenset({("a00000", "b00000")})
    assert broken(mentee(), mentor(), silent=pair) == set()
    assert not score(Pool(mentees=(mentee(),), mentors=(mentor(),), silent=pair), Rules()).allowed[0, 0]


def test_every_must_is_tested():
    assert list(Grid(Pool(mentees=(mentee(),), mentors=(mentor(),)), Rules()).musts(slice(0, 1))) == list(MUSTS)


def test_topics_weigh_by_priority_and_by_what_is_possible():
    wishes = mentee(wishes=((1, 0), (2, 2), (3, 1)))
    # weights 6/11, 3/11, 2/11; reached 2 of 4, 1 of 2, nothing
    assert share("topics", wishes, mentor(skills={1: 2, 2: 3, 3: 1})) == pytest.approx(6 / 11 / 2 + 3 / 11 / 2)
    assert share("topics", wishes, mentor(skills={1: 4, 2: 4, 3: 4})) == pytest.approx(1)
    assert share("topics", wishes, mentor(skills={})) == 0


def test_a_topic_the_mentee_could_teach_counts_neither_way():
    assert share("topics", mentee(wishes=((1, 4), (2, 0))), mentor(skills={2: 4})) == 1
    assert math.isnan(share("topics", mentee(wishes=((1, 4),)), mentor()))


def test_exchange_is_the_part_of_the_hopes_that_is_offered():
    assert share("exchange", mentee(offers=frozenset({5, 6})), mentor(hopes=frozenset({5, 7}))) == 0.5
    assert math.isnan(share("exchange", mentee(offers=frozenset({5})), mentor()))


def test_department_counts_only_where_the_programme_has_a_rule():
    assert math.isnan(share("department", mentee(), mentor()))
    assert share("department", mentee(), mentor(), department_rule=SAME) == 1
    assert share("department", mentee(), mentor(), department_rule=DIFFERENT) == 0


def test_languages_are_the_part_of_the_mentees_that_the_mentor_speaks():
    both = mentee(languages=frozenset({"de", "en"}))
    assert share("language", both, mentor()) == 0.5
    assert share("language", both, mentor(languages=frozenset({"de", "en", "tr"}))) == 1


@pytest.mark.parametrize(("common", "value"), [(0, 0), (1, 1 / 3), (2, 2 / 3), (3, 1), (5, 1)])
def test_more_common_times_are_better_up_to_three(common, value):
    slots = ["1am", "1pm", "2am", "2pm", "3am"]
    a, b = mentee(slots=frozenset(slots)), mentor(slots=frozenset(slots[:common]))
    assert share("times", a, b) == pytest.approx(value)


@pytest.mark.parametrize(("apart", "value"), [(0, 0.5), (4, 0.9), (5, 1), (15, 1), (20, 0.5), (25, 0), (30, 0)])
def test_experience_is_best_inside_the_band(apart, value):
    a, b = mentee(since=2020.0), mentor(since=float(2020 - apart))
    assert share("experience", a, b, years_apart=(5.0, 15.0)) == pytest.approx(value)


def wished(a, b):
    """(part of the weight that counts, share) of the wishes of a pair."""
    grid = Grid(Pool(mentees=(a,), mentors=(b,)), Rules(weights={"wishes": 1}))
    return float(grid.counts("wishes", slice(0, 1))[0, 0]), float(grid.share("wishes", slice(0, 1))[0, 0])


def test_wishes_count_half_for_each_side_and_only_for_who_named_someone():
    assert wished(mentee(likes=frozenset({50_000})), mentor(likes=frozenset({1000}))) == (1, 1)
    assert wished(mentee(likes=frozenset({50_000})), mentor()) == (0.5, 0.5)
    assert wished(mentee(likes=frozenset({50_000})), mentor(likes=frozenset({3}))) == (1, 0.5)
    assert wished(mentee(likes=frozenset({3})), mentor()) == (0.5, 0)
    assert wished(mentee(), mentor()) == (0, 0)


@pytest.mark.parametrize("fit", [0, 1, 2])
def test_a_wish_never_makes_its_pair_worse(fit):
    """However well the two fit otherwise: fit of `fit` common times out of three."""
    rules = Rules(weights={"times": 5, "wishes": 5})
    slots = {"slots": frozenset(["1am", "2pm"][:fit])}
    plain, wish = mentor(**slots), mentor(**slots, likes=frozenset({1000}))
    before = score(Pool(mentees=(mentee(),), mentors=(plain,)), rules).total[0, 0]
    assert score(Pool(mentees=(mentee(),), mentors=(wish,)), rules).total[0, 0] > before


def test_wishes_are_solved_for_and_never_shown():
    pool = Pool(mentees=(mentee(likes=frozenset({50_000})),), mentors=(mentor(slots=frozenset({"1am"})),))
    rules = Rules(weights={"times": 5, "wishes": 5})
    scores = score(pool, rules)
    assert scores.total[0, 0] == pytest.approx((5 / 3 + 5 / 2) / (5 + 5 / 2))
    assert scores.shown[0, 0] == pytest.approx(1 / 3)
    assert "wishes" not in Grid(pool, rules).shares(slice(0, 1))


def test_the_total_is_the_mean_weighted_as_the_programme_says_over_what_there_is_to_go_by():
    a, b = mentee(wishes=((1, 2),)), mentor(skills={1: 3}, slots=frozenset({"1am"}))
    pool = Pool(mentees=(a,), mentors=(b,))
    # topics 1/2, times 1/3; the mentor hopes for nothing, so exchange does not count
    weighted = score(pool, Rules(weights={"topics": 10, "times": 5, "exchange": 6})).total[0, 0]
    assert weighted == pytest.approx((10 / 2 + 5 / 3) / 15)
    assert score(pool, Rules(weights=ALONE)).total[0, 0] == 0
