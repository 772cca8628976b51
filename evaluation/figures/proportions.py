"""Shares of people, the difference of two, and shares as if one group were made up like another. Plain Python.

The tests compare with SciPy, with published examples and with simulated companies.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from evaluation.figures.statistics import Interval, Z


@dataclass(frozen=True)
class Share:
    """`value`, 0 to 1, of `n` people, with its interval (95 %). A standardised share has an effective `n`."""

    n: float
    value: float
    interval: Interval


@dataclass(frozen=True)
class Stratum:
    """People of one kind in both groups: how many there are, and how many of them stayed."""

    first: int
    first_yes: int
    second: int
    second_yes: int


def share_of(value: float, n: float) -> Share:
    """With the score interval of Wilson (1927, JASA 22, 209). Raises ValueError for nobody."""
    if n <= 0:
        raise ValueError("At least one person.")
    square = Z * Z
    centre = (value + square / (2 * n)) / (1 + square / n)
    half = Z * sqrt(value * (1 - value) / n + square / (4 * n * n)) / (1 + square / n)
    low, high = (max(0.0, centre - half) if value else 0.0), (min(1.0, centre + half) if value < 1 else 1.0)
    return Share(n, value, Interval(low, high))


def difference(first: Share, second: Share) -> tuple[float, Interval]:
    """`first` less `second`, with the interval (95 %) of Newcombe (1998, Stat Med 17, 873, method 10)."""
    found = first.value - second.value
    below = sqrt((first.value - first.interval.low) ** 2 + (second.interval.high - second.value) ** 2)
    above = sqrt((first.interval.high - first.value) ** 2 + (second.value - second.interval.low) ** 2)
    return found, Interval(found - below, found + above)


def standardised(strata: Iterable[Stratum]) -> Share:
    """Share of the second group as if its kinds were as frequent as in the first (direct standardisation).

    Wilson's interval takes the effective number of Kish (1965): squared sum of the weights of all people by the sum of
    their squares. Each stratum needs people of both groups.
    """
    strata = list(strata)
    all_ = sum(one.first for one in strata)
    value = sum(one.first / all_ * one.second_yes / one.second for one in strata)
    effective = all_**2 / sum(one.first**2 / one.second for one in strata)
    return share_of(min(1.0, value), effective)
