"""What it costs the whole to give a mentee another mentor: exactly, for all pairs at once, without solving again.

If a mentee moves to a place, whoever holds it has to move on, and so on, until the place that the mentee has left is
filled or nobody needs another. The best such chain is a shortest path: nodes are the mentees, an edge leads from one to
the one whose place is taken over, and one more node stands for whatever is free, where a chain may leave its last
mentee and take up another. Floyd's algorithm finds all of them. The pairs found are the best there are, so no circle of
edges costs less than nothing, which is what the algorithm needs.

Whole numbers, as in `assignment`; a mentee who is placed is worth more than all scores together.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tandems.matching.assignment import UNIT

Array = Any
NONE = -1


@dataclass(frozen=True)
class Chains:
    """The best way on from each mentee to each other, by the numbers of their rows.

    `held` and `best_free`: each row's column now, and the best of those nobody holds; NONE if there is none. `holder`:
    whose a column is. `before`: for each two nodes the last but one on the best chain; the last node is what is free.
    """

    held: Array
    best_free: Array
    holder: dict[int, int]
    before: Array

    def moved(self, row: int, column: int) -> dict[int, int]:
        """The columns that rows hold after the best chain which begins with `row` taking `column`."""
        free = len(self.held)
        first, path = self.holder.get(column, free), [row]
        while path[-1] != first:
            path.append(int(self.before[first, path[-1]]))
        after = {row: column}
        for one, other in pairwise(reversed(path)):
            if one != free:
                after[one] = int(self.best_free[one] if other == free else self.held[other])
        return after


def chains(worth: Array, held: Array) -> Chains:
    """`worth`: rows × columns in whole numbers, above 0 where a pair is allowed, else 0. `held`: the best columns."""
    import numpy as np
    from scipy.sparse.csgraph import floyd_warshall

    count, rows, placed = len(held), np.arange(len(held)), held != NONE
    mine = np.where(placed, worth[rows, held], 0)
    best_free, gain = _best_free(worth, held[placed])
    costs = np.full((count + 1, count + 1), np.inf)
    theirs = worth[:, held[placed]]
    costs[np.ix_(rows, rows[placed])] = np.where(theirs > 0, mine[:, None] - theirs, np.inf)
    costs[:count, count] = mine - gain
    costs[count, :count] = 0
    # the solver takes an edge that costs nothing for none: one more for each, and so much that it decides nothing
    _costs, before = floyd_warshall(costs * (count + 2) + 1, return_predecessors=True)
    return Chains(held, best_free, {int(held[row]): int(row) for row in rows[placed]}, before)


def _best_free(worth: Array, taken: Array) -> tuple[Array, Array]:
    """For each row the best column that nobody holds, and what it is worth."""
    import numpy as np

    free = worth.copy()
    free[:, taken] = 0
    best = free.argmax(axis=1)
    gain = free[np.arange(len(free)), best]
    return np.where(gain > 0, best, NONE), gain


def worth_of(total: Array, allowed: Array) -> Array:
    """Whole numbers: the score in millionths and, for an allowed pair, more than all scores together can make."""
    import numpy as np

    worth = np.rint(total * np.float64(UNIT)) + (min(total.shape, default=0) + 1) * UNIT
    worth[~allowed] = 0
    return worth
