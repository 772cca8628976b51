"""The best pairing: as many mentees placed as possible, and among those the highest total. Proven, not approximated.

Mentees with room for several mentors are seated by `seats`; then as many pairs as possible come before the total.
Everyone else is paired by `assignment`. Pure: no database, no words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tandems.matching.assignment import UNIT, assign
from tandems.matching.facts import Pool, Rules
from tandems.matching.scoring import Scores, score
from tandems.matching.seats import assign_seats

Array = Any


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
    found, taken = assign(total, allowed, most_placed=most_placed)
    return Solution(pool, scores, fixed, tuple(sorted(zip(rows[found].tolist(), columns[taken].tolist(), strict=True))))


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
