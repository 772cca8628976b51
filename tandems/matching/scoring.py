"""Which pairs are allowed, and how well they fit: NumPy over blocks of mentees × all mentors.

Pure: no database, no words. `arrays` holds the pool as numbers, `shares` how well a pair fits, `musts` what must hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tandems.matching.arrays import Array
from tandems.matching.facts import Pool, Rules
from tandems.matching.musts import Musts as Grid

__all__ = ["Grid", "Scores", "blocks", "score"]
BLOCK = 128


@dataclass(frozen=True)
class Scores:
    """For the i-th mentee and j-th mentor of the pool, as it was given: whether they may be paired, and the fit.

    `total` counts everything and is what is solved for; `shown` leaves out wishes, which nobody but matching reads.
    `silenced` are the pairs that are not allowed for no other reason than that one of the two wants it so.
    """

    allowed: Array
    silenced: frozenset[tuple[int, int]]
    total: Array
    shown: Array


def score(pool: Pool, rules: Rules) -> Scores:
    """All pairs at once. Memory: five bytes a pair beside one block, nine where there are wishes."""
    import numpy as np

    grid = Grid(pool, rules)
    shape = (len(pool.mentees), len(pool.mentors))
    allowed, shown = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=np.float32)
    total = np.zeros(shape, dtype=np.float32) if grid.has_wishes else shown
    silenced: list[tuple[int, int]] = []
    for rows in blocks(shape[0]):
        shown[rows], total[rows] = grid.totals(rows)
        allowed[rows] = grid.by_rules(rows, shown[rows])
        out = grid.silent(rows)
        silenced += [(rows.start + int(i), int(j)) for i, j in zip(*out, strict=True) if allowed[rows][i, j]]
        allowed[rows][out] = False
    return Scores(allowed, frozenset(silenced), total, shown)


def blocks(count: int) -> Iterator[slice]:
    for start in range(0, count, BLOCK):
        yield slice(start, min(start + BLOCK, count))
