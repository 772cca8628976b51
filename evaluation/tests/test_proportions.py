"""Shares, their difference and standardised shares, against SciPy, published examples and simulated companies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evaluation.figures.proportions import Stratum, difference, share_of, standardised

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts)
def test_a_share_has_the_interval_of_scipy(case):
    yes, n = case
    found = share_of(yes / n, n)
    expected = stats.binomtest(yes, n).proportion_ci(0.95, method="wilson")
    assert (found.interval.low, found.interval.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_nobody_has_no_share():
    with pytest.raises(ValueError):
        share_of(0, 0)


# Newcombe 1998, Statistics in Medicine 17, 873, table II, method 10
@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_a_difference_is_that_of_the_published_examples(first, second, low, high):
    shares = [share_of(yes / n, n) for yes, n in (first, second)]
    value, interval = difference(*shares)
    assert value == pytest.approx(first[0] / first[1] - second[0] / second[1])
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=6e-5)


@given(counts, counts)
def test_a_difference_turned_round_changes_its_sign(first, second):
    one, other = (share_of(yes / n, n) for yes, n in (first, second))
    (value, interval), (back, turned) = difference(one, other), difference(other, one)
    assert (value, interval.low, interval.high) == pytest.approx((-back, -turned.high, -turned.low))
    assert -1 <= interval.low <= value <= interval.high <= 1


strata = st.lists(
    st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
        lambda ns: st.builds(Stratum, st.just(ns[0]), st.integers(0, ns[0]), st.just(ns[1]), st.integers(0, ns[1]))
    ),
    min_size=1,
    max_size=12,
)


@given(strata)
def test_a_standardised_share_is_that_of_weighted_people(found):
    """Independent: every colleague a number with a weight of their own, as in a survey."""
    stayed = np.concatenate([[1.0] * one.second_yes + [0.0] * (one.second - one.second_yes) for one in found])
    weights = np.concatenate([[one.first / one.second] * one.second for one in found])
    share = standardised(found)
    assert share.value == pytest.approx(np.average(stayed, weights=weights))
    assert share.n == pytest.approx(weights.sum() ** 2 / np.sum(weights**2))


def test_one_kind_is_a_plain_share():
    assert standardised([Stratum(7, 1, 40, 38)]) == share_of(0.95, 40)


def test_the_interval_of_a_difference_covers_the_truth_in_simulated_companies():
    """4,000 companies with three kinds of people who leave at different rates: at least 94 of 100 intervals hold it."""
    rng = np.random.default_rng(7)
    participants, colleagues = np.array([12, 18, 10]), np.array([20, 160, 45])
    rates, others = np.array([0.95, 0.9, 0.85]), np.array([0.9, 0.88, 0.7])
    truth = np.average(rates - others, weights=participants)
    first, second = (rng.binomial(n, p, size=(4000, 3)) for n, p in ((participants, rates), (colleagues, others)))
    held = 0
    for yes, other_yes in zip(first, second, strict=True):
        rows = zip(participants.tolist(), yes.tolist(), colleagues.tolist(), other_yes.tolist(), strict=True)
        share = standardised([Stratum(*row) for row in rows])
        interval = difference(share_of(yes.sum() / participants.sum(), participants.sum()), share)[1]
        held += interval.low <= truth <= interval.high
    assert 0.94 <= held / 4000 <= 0.985
