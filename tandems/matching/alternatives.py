"""For each proposal two other mentors, and what choosing one would cost the whole: exactly, by solving again with it.

Only for pairs that were found; joint sign-ups and HR's own pairs have no alternatives.
"""

from dataclasses import dataclass

from tandems.matching.solver import Solution, complete

SHOWN = 2
# solving again takes some milliseconds at this size and grows with its cube: beyond it, alternatives carry no price
LARGEST = 500


@dataclass(frozen=True)
class Alternative:
    """`mentor`: number in the pool. `cost`: of the total, None where it was not computed. `placed_less`: 0 or 1."""

    mentor: int
    score: float
    cost: float | None
    placed_less: int


def alternatives(solution: Solution) -> dict[tuple[int, int], list[Alternative]]:
    """By pair, the mentors who fit next best."""
    seats = _open_seats(solution)
    return {
        (i, j): [_alternative(solution, i, other) for other in _next_best(solution, i, seats)]
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
    others = [int(j) for j in allowed.nonzero()[0] if j not in theirs and seats[j] > 0]
    return sorted(others, key=lambda j: (-float(total[j]), j))[:SHOWN]


def _alternative(solution: Solution, i: int, j: int) -> Alternative:
    score = float(solution.scores.shown[i, j])
    if len(solution.pairs) > LARGEST:
        return Alternative(j, score, None, 0)
    pool = solution.pool
    pins = [(pool.mentees[a].key, pool.mentors[b].key) for a, b in (*solution.fixed, (i, j))]
    forced = complete(pool, solution.scores, pins)
    return Alternative(j, score, solution.shown - forced.shown, len(solution.pairs) - len(forced.pairs))
