"""For each proposal two other mentors, and what choosing one would cost the whole: exactly, as if solved again with it.

Only for pairs that were found; joint sign-ups and HR's own pairs have no alternatives. SECURITY: a mentor who is
silently out of the question is shown as if nobody had said so: missing, they would tell HR. Where HR chooses them both
are asked, and a no leaves no trace.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from tandems.matching.prices import NONE, Array, Chains, chains, worth_of
from tandems.matching.solver import Solution, complete

SHOWN = 2
# all chains of moves take seconds at this size and grow with its cube: beyond it, alternatives carry no price
LARGEST = 1000
# where mentees have several mentors everything is solved again for each alternative
LARGEST_SOLVED_AGAIN = 60


@dataclass(frozen=True)
class Alternative:
    """`mentor`: number in the pool. `cost`: of the total, None where it was not computed. `placed_less`: 0 or 1."""

    mentor: int
    score: float
    cost: float | None
    placed_less: int


Price = Callable[[int, int], tuple[float | None, int]]


def alternatives(solution: Solution) -> dict[tuple[int, int], list[Alternative]]:
    """By pair, the mentors who fit next best."""
    seats, price = _open_seats(solution), _pricing(solution)
    return {
        (i, j): [
            Alternative(other, float(solution.scores.shown[i, other]), *price(i, other))
            for other in _next_best(solution, i, seats)
        ]
        for i, j in solution.found
    }


def _open_seats(solution: Solution) -> list[int]:
    """Places of each mentor that no fixed pair holds."""
    seats = [mentor.capacity for mentor in solution.pool.mentors]
    for _i, j in solution.fixed:
        seats[j] -= 1
    return seats


def _next_best(solution: Solution, i: int, seats: list[int]) -> list[int]:
    allowed, total = solution.scores.allowed[i], solution.scores.shown[i]
    theirs = {j for one, j in solution.pairs if one == i}
    by_rules = {*allowed.nonzero()[0].tolist(), *(j for one, j in solution.scores.silenced if one == i)}
    others = [j for j in by_rules - theirs if seats[j] > 0]
    return sorted(others, key=lambda j: (-float(total[j]), j))[:SHOWN]


def _pricing(solution: Solution) -> Price:
    """(mentee, other mentor) to what it costs: (of the total that may be shown, mentees placed less)."""
    has_several = any(mentee.capacity > 1 for mentee in solution.pool.mentees)
    if len(solution.pairs) > (LARGEST_SOLVED_AGAIN if has_several else LARGEST) or not solution.found:
        return lambda _i, _other: (None, 0)
    again = partial(_solved_again, solution)
    if has_several:
        return again
    by_moves, silenced = Seating(solution).price, solution.scores.silenced
    return lambda i, other: again(i, other) if (i, other) in silenced else by_moves(i, other)


def _solved_again(solution: Solution, i: int, other: int) -> tuple[float, int]:
    pool = solution.pool
    pins = [(pool.mentees[a].key, pool.mentors[b].key) for a, b in (*solution.fixed, (i, other))]
    forced = complete(pool, solution.scores, pins)
    # a mentor who is silently out of the question may even make room: that is not told
    return solution.shown - forced.shown, max(0, len(solution.pairs) - len(forced.pairs))


class Seating:
    """The pairs found, with a column for each place of a mentor."""

    def __init__(self, solution: Solution) -> None:
        import numpy as np

        self.solution = solution
        seats = np.array(_open_seats(solution)).clip(0)
        fixed = {i for i, _j in solution.fixed}
        mentees = [i for i, one in enumerate(solution.pool.mentees) if one.capacity > 0 and i not in fixed]
        self.solution = solution
        self.row_of = {i: row for row, i in enumerate(mentees)}
        self.first = np.concatenate([[0], np.cumsum(seats)])
        part = np.ix_(np.array(mentees), np.repeat(np.arange(len(seats)), seats))
        self.shown = solution.scores.shown[part]
        self.worth = worth_of(solution.scores.total[part], solution.scores.allowed[part])
        self.held = self._held(len(mentees))
        self.chains: Chains = chains(self.worth, self.held)

    def _held(self, count: int) -> Array:
        import numpy as np

        held, taken = np.full(count, NONE), dict.fromkeys(range(len(self.first) - 1), 0)
        for i, j in self.solution.found:
            held[self.row_of[i]] = self.first[j] + taken[j]
            taken[j] += 1
        return held

    def price(self, i: int, other: int) -> tuple[float, int]:
        """Of the places of that mentor the one that costs least."""
        columns = range(self.first[other], self.first[other + 1])
        ways = [self.chains.moved(self.row_of[i], column) for column in columns]
        best = max(ways, key=lambda after: self._sum(self.worth, after))
        before = {row: int(self.held[row]) for row in best}
        lost = sum(column != NONE for column in before.values()) - sum(column != NONE for column in best.values())
        return float(self._sum(self.shown, before) - self._sum(self.shown, best)), lost

    @staticmethod
    def _sum(values: Array, places: Mapping[int, int]) -> float:
        return sum(float(values[row, column]) for row, column in places.items() if column != NONE)
