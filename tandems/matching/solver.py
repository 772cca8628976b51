"""The best pairing: as many mentees placed as possible, and among those the highest total. Proven, not approximated.

Mentees with room for several mentors are seated by `seats`; then as many pairs as possible come before the total.

Scores are rounded to whole millionths, so that SciPy's solvers add whole numbers far below 2**53 and every sum is
exact: the optimum does not depend on rounding. Pure: no database, no words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tandems.matching.facts import Pool, Rules
from tandems.matching.scoring import Scores, score
from tandems.matching.seats import assign_seats

Array = Any
UNIT = 1_000_000
SPARSE_BELOW = 0.05


@dataclass(frozen=True)
class Solution:
    """Pairs as (mentee's number, mentor's number) in `pool`, which is in its canonical order.

    `fixed` were given, `found` were solved for; `scores` belong to `pool`.
    """

    pool: Pool
    scores: Scores
    fixed: tuple[tuple[int, int], ...]
    found: tuple[tuple[int, int], ...]

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        return tuple(sorted(self.fixed + self.found))

    @property
    def total(self) -> float:
        """What was solved for."""
        return float(sum(self.scores.total[pair] for pair in self.pairs))

    @property
    def shown(self) -> float:
        """The total without wishes: what HR may see."""
        return float(sum(self.scores.shown[pair] for pair in self.pairs))

    @property
    def keys(self) -> set[tuple[str, str]]:
        return {(self.pool.mentees[i].key, self.pool.mentors[j].key) for i, j in self.pairs}


def solve(pool: Pool, rules: Rules, pins: Iterable[tuple[str, str]] = (), *, most_placed: bool = True) -> Solution:
    """Pair the pool. `pins` (mentee's key, mentor's key) are kept whatever they score, and use up room.

    Of pins that ask for more room than there is, those that come first are kept. With `most_placed` off the total
    alone counts.
    """
    pool = pool.in_order()
    scores = score(pool, rules)
    return complete(pool, scores, pins, most_placed=most_placed)


def complete(pool: Pool, scores: Scores, pins: Iterable[tuple[str, str]] = (), *, most_placed: bool = True) -> Solution:
    """`solve` for a pool in canonical order that is scored already."""
    import numpy as np

    rooms = np.array([mentee.capacity for mentee in pool.mentees], dtype=int)
    seats = np.array([mentor.capacity for mentor in pool.mentors], dtype=int)
    have_several = rooms.max(initial=0) > 1
    fixed = _fix(pool, pins, rooms, seats)
    if have_several:
        return Solution(pool, scores, fixed, _on_seats(scores, fixed, rooms, seats, most_placed=most_placed))
    rows, columns = np.flatnonzero(rooms > 0), np.repeat(np.arange(len(seats)), seats.clip(0))
    allowed, total = _part(scores.allowed, rows, columns), _part(scores.total, rows, columns)
    worth = _worth(total, allowed, most_placed=most_placed)
    found = tuple((int(rows[i]), int(columns[j])) for i, j in assign(worth, allowed))
    return Solution(pool, scores, fixed, tuple(sorted(found)))


def _part(matrix: Array, rows: Array, columns: Array) -> Array:
    """Those rows and columns; the matrix itself where that is all of it, once each."""
    import numpy as np

    is_whole = matrix.shape == (len(rows), len(columns)) and np.array_equal(columns, np.arange(len(columns)))
    return matrix if is_whole else matrix[np.ix_(rows, columns)]


def _on_seats(
    scores: Scores, fixed: Iterable[tuple[int, int]], rooms: Array, seats: Array, *, most_placed: bool
) -> tuple[tuple[int, int], ...]:
    """Where mentees have room for several: no pair twice, nor one that is fixed already."""
    import numpy as np

    allowed = scores.allowed.copy()
    for pair in fixed:
        allowed[pair] = False
    worth = np.rint(scores.total.astype(np.float64) * UNIT)
    return tuple(assign_seats(worth, allowed, rooms, seats, most_placed=most_placed))


def _fix(pool: Pool, pins: Iterable[tuple[str, str]], rooms: Array, seats: Array) -> tuple[tuple[int, int], ...]:
    """The pins there is room for; takes their room out of `rooms` and `seats`."""
    mentee_at = {mentee.key: i for i, mentee in enumerate(pool.mentees)}
    mentor_at = {mentor.key: j for j, mentor in enumerate(pool.mentors)}
    kept: dict[tuple[int, int], None] = {}
    for mentee, mentor in pins:
        i, j = mentee_at.get(mentee), mentor_at.get(mentor)
        if i is None or j is None or (i, j) in kept or rooms[i] < 1 or seats[j] < 1:
            continue
        rooms[i] -= 1
        seats[j] -= 1
        kept[i, j] = None
    return tuple(kept)


def _worth(total: Array, allowed: Array, *, most_placed: bool) -> Array:
    """Whole numbers: the score in millionths, plus, for an allowed pair, more than all scores together can make."""
    import numpy as np

    placed = (min(total.shape, default=0) + 1) * UNIT if most_placed else 0
    worth = np.rint(total.astype(np.float64) * UNIT)
    worth += placed
    worth[~allowed] = 0
    return worth


def assign(worth: Array, allowed: Array) -> list[tuple[int, int]]:
    """The allowed pairs, each row and column used at most once, that are worth most together."""
    if not allowed.any():
        return []
    solver = _assign_sparse if allowed.mean() < SPARSE_BELOW else _assign_dense
    return sorted((int(i), int(j)) for i, j in solver(worth, allowed) if allowed[i, j])


def _assign_dense(worth: Array, allowed: Array) -> Iterable[Sequence[int]]:
    from scipy.optimize import linear_sum_assignment

    return zip(*linear_sum_assignment(worth, maximize=True), strict=True)


def _assign_sparse(worth: Array, allowed: Array) -> Iterable[Sequence[int]]:
    """Each row may also take a column of its own that is worth nothing: a full matching always exists."""
    import numpy as np
    from scipy.sparse import csr_array, hstack
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    count = worth.shape[0]
    rows, columns = np.nonzero(allowed)
    # an explicit zero would be no edge at all: everything is worth one more
    edges = csr_array((worth[rows, columns] + 1, (rows, columns)), shape=worth.shape)
    own = csr_array((np.ones(count), (np.arange(count), np.arange(count))), shape=(count, count))
    found, taken = min_weight_full_bipartite_matching(hstack([edges, own], format="csr"), maximize=True)
    return ((i, j) for i, j in zip(found, taken, strict=True) if j < worth.shape[1])
