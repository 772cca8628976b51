import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evaluation.figures import statistics

ratings = st.lists(st.integers(1, 5), min_size=2, max_size=60)
pairs = st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=60)


def sums(values):
    return len(values), sum(values), sum(value**2 for value in values)


@pytest.mark.parametrize("freedom", [*range(1, 200), 1000, 100_000])
def test_quantiles_of_t_are_those_of_scipy(freedom):
    assert statistics.t_quantile(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=2e-6)


def test_no_quantile_without_a_degree_of_freedom():
    with pytest.raises(ValueError):
        statistics.t_quantile(0)


@given(ratings)
def test_a_mean_has_the_interval_of_scipy(values):
    found = statistics.mean_of(*sums(values))
    assert found.value == pytest.approx(np.mean(values))
    error = stats.sem(values)
    if error == 0:  # all alike
        assert found.interval is None
        return
    low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), error)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=1e-5)


@given(pairs)
def test_a_change_is_that_of_a_paired_t_test(values):
    before, after = zip(*values, strict=True)
    difference = np.subtract(after, before)
    found = statistics.change_of(len(values), sum(before), sum(after), float(np.sum(difference**2)))
    assert found.change == pytest.approx(np.mean(difference))
    spread = np.std(difference, ddof=1)
    if spread == 0:  # all changed alike
        assert (found.effect, found.interval) == (None, None)
        signs = stats.binomtest(len(values), len(values)).pvalue  # the sign test, two-sided
        assert found.is_clear is bool(found.change and signs < 0.05)
        return
    low, high = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=1e-5)
    assert found.effect == pytest.approx(np.mean(difference) / spread)


def test_one_respondent_has_a_mean_and_no_interval():
    assert statistics.mean_of(1, 4, 16) == statistics.Mean(1, 4.0, None)
    assert statistics.change_of(1, 2, 4, 4) == statistics.Change(1, 2.0, 4.0, 2.0, None, None)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=80))
def test_the_recommendation_score_and_its_interval(values):
    counts = {value: values.count(value) for value in set(values)}
    found = statistics.recommendation_of(counts)
    signs = [1 if value >= 9 else -1 if value <= 6 else 0 for value in values]
    assert found.score == pytest.approx(100 * np.mean(signs))
    # independent: the same interval as mean and variance of the answers with three added ones (3/4, 3/2, 3/4)
    weighted = [*signs, 1, 0, -1]
    weights = [*[1] * len(signs), 0.75, 1.5, 0.75]
    centre = np.average(weighted, weights=weights)
    variance = np.average((np.array(weighted) - centre) ** 2, weights=weights)
    half = stats.norm.ppf(0.975) * np.sqrt(variance / sum(weights))
    expected = (100 * max(centre - half, -1), 100 * min(centre + half, 1))
    assert (found.interval.low, found.interval.high) == pytest.approx(expected)
    assert found.interval.low < found.interval.high
    assert found.widest.low <= found.interval.low + 1e-9
    assert found.widest.high >= found.interval.high - 1e-9
    assert found.promoters + found.passives + found.detractors == pytest.approx(100)


@given(ratings, ratings)
def test_a_difference_is_that_of_welch(first, second):
    difference, found = statistics.difference_of(sums(first), sums(second))
    assert difference == pytest.approx(np.mean(second) - np.mean(first))
    if np.var(first) == np.var(second) == 0:  # nobody differs
        assert found is None
        return
    error = np.sqrt(np.var(first, ddof=1) / len(first) + np.var(second, ddof=1) / len(second))
    freedom, (low, high) = welch(first, second, difference, error)
    half = stats.t.ppf(0.975, max(1, int(freedom + 1e-9))) * error
    assert (found.low, found.high) == pytest.approx((difference - half, difference + half), abs=1e-5)
    assert found.low <= low + 1e-5
    assert found.high >= high - 1e-5


def welch(first, second, difference, error):
    """Degrees of freedom and interval by SciPy. Where one side all say the same, only the other one's spread counts."""
    for constant, varying in ((first, second), (second, first)):
        if len(set(constant)) == 1:
            freedom = len(varying) - 1
            return freedom, stats.t.interval(0.95, freedom, difference, error)
    exact = stats.ttest_ind(second, first, equal_var=False)
    interval = exact.confidence_interval(0.95)
    return exact.df, (interval.low, interval.high)


def test_a_difference_from_one_respondent_has_no_interval():
    assert statistics.difference_of((1, 4, 16), (3, 9, 29)) == (-1.0, None)


@pytest.mark.parametrize(
    ("before", "after", "is_clear"),
    [
        ([2, 2, 2, 2], [3, 3, 3, 4], True),
        ([2, 2, 2, 2], [3, 3, 3, 1], False),
        ([2], [5], False),
        ([2, 3], [3, 4], False),  # alike, but two
        ([2] * 6, [3] * 6, True),
        ([2] * 6, [2] * 6, False),
        ([2] * 100, [2] * 92 + [3] * 8, False),  # 0.03 to 0.13, which is read as from 0.0 on
    ],
)
def test_a_change_is_clear_where_its_interval_keeps_off_zero(before, after, is_clear):
    squares = sum((b - a) ** 2 for a, b in zip(before, after, strict=True))
    assert statistics.change_of(len(before), sum(before), sum(after), squares).is_clear is is_clear
