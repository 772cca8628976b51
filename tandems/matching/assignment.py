"""Rows and columns, each used at most once: as many pairs as possible, and among those the ones worth most together.

Scores are rounded to whole millionths, so that SciPy's solvers add whole numbers far below 2**53 and every sum is
exact: the optimum does not depend on rounding. Two ways lead to it, and both are proven:

- where few pairs are allowed, the sparse solver: it takes allowed pairs only and gives every row a column. Where that
  cannot be, as many columns are added as the maximum cardinality falls short of;
- else the dense solver, which may take any pair: one that is allowed is worth more than all scores together.
"""

from typing import Any

Array = Any
Places = tuple[Array, Array]
UNIT = 1_000_000
SPARSE_BELOW = 0.35


def assign(total: Array, allowed: Array, *, most_placed: bool = True) -> Places:
    """The rows and the columns of the best allowed pairs. With `most_placed` off the total alone counts."""
    import numpy as np

    if not allowed.any():
        return np.empty(0, dtype=int), np.empty(0, dtype=int)
    if most_placed and np.count_nonzero(allowed) < SPARSE_BELOW * allowed.size:
        return _sparse(total, allowed)
    return _dense(total, allowed, most_placed=most_placed)


def _dense(total: Array, allowed: Array, *, most_placed: bool) -> Places:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    placed = (min(total.shape) + 1) * UNIT if most_placed else 0
    cost = total * np.float64(-UNIT)
    np.rint(cost, out=cost)
    cost -= placed
    cost[~allowed] = 0
    rows, columns = linear_sum_assignment(cost)
    kept = allowed[rows, columns]
    return rows[kept], columns[kept]


def _sparse(total: Array, allowed: Array) -> Places:
    """Everyone of the shorter side is placed, as far as the rules allow."""
    import numpy as np

    if total.shape[0] > total.shape[1]:
        columns, rows = _sparse(total.T, allowed.T)
        return rows, columns
    counts = np.count_nonzero(allowed, axis=1)
    kept = np.flatnonzero(counts)
    # the solver wants what costs least, and no edge may cost nothing
    cost = UNIT + 1 - np.rint(total[allowed] * np.float64(UNIT))
    starts = np.concatenate([[0], np.cumsum(counts[kept])]).astype(np.int32)
    columns = (np.flatnonzero(allowed) % allowed.shape[1]).astype(np.int32)
    rows, columns = _full_matching(cost, columns, starts, (len(kept), allowed.shape[1]))
    return kept[rows], columns


def _full_matching(cost: Array, columns: Array, starts: Array, shape: tuple[int, int]) -> Places:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching, min_weight_full_bipartite_matching

    graph = csr_array((cost, columns, starts), shape=shape)
    try:
        return min_weight_full_bipartite_matching(graph)
    except ValueError:
        # some rows compete for too few columns: as many spare ones as there are rows too many, open to everyone
        placed = int((maximum_bipartite_matching(graph, perm_type="column") >= 0).sum())
        rows, found = min_weight_full_bipartite_matching(_with_spare(graph, shape[0] - placed))
        return rows[found < shape[1]], found[found < shape[1]]


def _with_spare(graph: Array, count: int) -> Array:
    """Spare columns cost all the same: every full matching uses each of them once."""
    import numpy as np
    from scipy.sparse import csr_array, hstack

    return hstack([graph, csr_array(np.ones((graph.shape[0], count)))], format="csr")
