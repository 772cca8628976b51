"""Means, changes and their intervals from sums, so that answers themselves need not be kept at hand.

Plain Python: web processes load neither NumPy nor SciPy (the tests compare with SciPy).
"""

from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054  # 97.5 % point of the normal distribution
# 97.5 % points of Student's t for 1 to 30 degrees of freedom
T = (
    *(12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139),
    *(2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963),
    *(2.079614, 2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272),
)


ALIKE = 6  # so many who all changed the same way are no chance: sign test, two-sided, 2 * 0.5**6 < 0.05


@dataclass(frozen=True)
class Interval:
    low: float
    high: float

    def keeps_off_zero(self, decimals: int = 1) -> bool:
        """As it is read: what is shown as "0.0 to 0.4" is no change, however far from zero its bound is written out."""
        return round(self.low, decimals) > 0 or round(self.high, decimals) < 0


@dataclass(frozen=True)
class Mean:
    """A mean of `n` values; the interval (95 %, Student's t) is missing where values give none: one, or all alike."""

    n: int
    value: float
    interval: Interval | None


@dataclass(frozen=True)
class Change:
    """Before and after of the same `n` people.

    `effect` is Cohen's d_z: the mean change by the standard deviation of the changes (Cohen 1988, 48; Lakens 2013,
    Frontiers in Psychology 4, 863), not corrected for small groups. It and `interval` are missing where all changed
    alike.
    """

    n: int
    before: float
    after: float
    change: float
    interval: Interval | None
    effect: float | None

    @property
    def is_clear(self) -> bool:
        """Whether the interval keeps off zero; where all changed alike, whether they are enough for a sign test."""
        if self.interval:
            return self.interval.keeps_off_zero()
        return self.n >= ALIKE and round(self.change, 1) != 0


@dataclass(frozen=True)
class Recommendation:
    """Promoters (9, 10) minus detractors (0 to 6), in points from -100 to 100."""

    n: int
    promoters: float
    passives: float
    detractors: float
    score: float
    interval: Interval
    widest: Interval


def t_quantile(freedom: int) -> float:
    """97.5 % point of Student's t; above 30 degrees of freedom by Abramowitz & Stegun 26.7.5."""
    if freedom < 1:
        raise ValueError("At least one degree of freedom.")
    if freedom <= len(T):
        return T[freedom - 1]
    z = Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, start=1))


def deviation(n: int, total: float, squares: float) -> float | None:
    """Sample standard deviation from the sum of values and the sum of their squares; None below two values."""
    if n < 2:
        return None
    return sqrt(max(squares - total * total / n, 0.0) / (n - 1))


def interval(n: int, mean: float, spread: float | None) -> Interval | None:
    """None where nobody differs, too: a mean of five who agree is not known to the last digit."""
    if not spread:
        return None
    half = t_quantile(n - 1) * spread / sqrt(n)
    return Interval(mean - half, mean + half)


def mean_of(n: int, total: float, squares: float) -> Mean:
    value = total / n
    return Mean(n, value, interval(n, value, deviation(n, total, squares)))


def change_of(n: int, before: float, after: float, squares: float) -> Change:
    """From the sums before and after and the sum of squared changes of `n` pairs."""
    change = (after - before) / n
    spread = deviation(n, after - before, squares)
    effect = change / spread if spread else None
    return Change(n, before / n, after / n, change, interval(n, change, spread), effect)


Summed = tuple[int, float, float]  # how many, the sum of values, the sum of their squares


def difference_of(first: Summed, second: Summed) -> tuple[float, Interval | None]:
    """Mean of `second` less mean of `first` for two groups, with the interval of Welch (95 %).

    The degrees of freedom (Welch-Satterthwaite) are rounded down, which makes it wider by a little. The interval is
    missing where a group has one value, or where nobody differs in either.
    """
    (n1, total1, _), (n2, total2, _) = first, second
    difference = total2 / n2 - total1 / n1
    spreads = deviation(*first), deviation(*second)
    if spreads[0] is None or spreads[1] is None:
        return difference, None
    v1, v2 = spreads[0] ** 2 / n1, spreads[1] ** 2 / n2
    if v1 + v2 < 1e-12:
        return difference, None
    freedom = (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))
    half = t_quantile(max(1, int(freedom + 1e-9))) * sqrt(v1 + v2)
    return difference, Interval(difference - half, difference + half)


def recommendation_of(counts: dict[int, int]) -> Recommendation:
    """The score with the adjusted Wald interval for trinomials (Rocks 2016, American Statistician 70:365, AW(3, T)).

    It adds 3/4 of an answer to promoters and detractors each and 3/2 to those between, and so stays honest where few
    answered or all answered alike. `widest` is what it would be if nobody were between: it holds the other one and
    depends on the score and `n` alone, so it tells no more than they do.
    """
    n = sum(counts.values())
    promoters = sum(number for value, number in counts.items() if value >= 9)
    detractors = sum(number for value, number in counts.items() if value <= 6)
    up, down, all_ = promoters + 0.75, detractors + 0.75, n + 3
    centre = (up - down) / all_

    def bounds(apart: float) -> Interval:
        half = Z * sqrt((apart - centre**2) / all_)
        return Interval(100 * max(centre - half, -1.0), 100 * min(centre + half, 1.0))

    score = 100 * (promoters - detractors) / n
    return Recommendation(
        n,
        100 * promoters / n,
        100 * (n - promoters - detractors) / n,
        100 * detractors / n,
        score,
        bounds((up + down) / all_),
        bounds(1),
    )
