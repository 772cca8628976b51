"""Where mentees have several seats (a junior board): no pair twice, and still the best there is.

First as many mentees as possible with at least one mentor, then as many pairs as possible, then the highest total.
The first two are counted by flows in whole numbers. The third is a linear programme over a network: its corners are
whole numbers, and worths up to `assignment.UNIT` keep the arithmetic of HiGHS far from its tolerances.
"""

from typing import Any

Array = Any


def assign_seats(
    worth: Array, allowed: Array, rooms: Array, seats: Array, *, most_placed: bool
) -> list[tuple[int, int]]:
    """The allowed pairs that are worth most together: row i at most `rooms[i]` times, column j `seats[j]` times."""
    import numpy as np

    rows, columns = np.nonzero(allowed & (rooms > 0)[:, None] & (seats > 0)[None, :])
    if not len(rows):
        return []
    chosen = _best(worth[rows, columns], rows, columns, rooms, seats, _most(rows, columns, rooms, seats, most_placed))
    return sorted((int(i), int(j)) for i, j in zip(rows[chosen], columns[chosen], strict=True))


def _most(rows: Array, columns: Array, rooms: Array, seats: Array, most_placed: bool) -> tuple[int, int] | None:
    """(rows that can be placed, pairs that can be made); every largest set of pairs can place as many rows."""
    import numpy as np

    if not most_placed:
        return None
    return _flow(rows, columns, np.minimum(rooms, 1), seats), _flow(rows, columns, rooms, seats)


def _flow(rows: Array, columns: Array, rooms: Array, seats: Array) -> int:
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    m, n = len(rooms), len(seats)
    source, sink = m + n, m + n + 1
    tails = np.concatenate([np.full(m, source), rows, m + np.arange(n)])
    heads = np.concatenate([np.arange(m), m + columns, np.full(n, sink)])
    room = np.concatenate([rooms.clip(0), np.ones(len(rows), dtype=int), seats.clip(0)]).astype(np.int32)
    kept = room > 0
    graph = csr_array((room[kept], (tails[kept], heads[kept])), shape=(m + n + 2, m + n + 2), dtype=np.int32)
    return int(maximum_flow(graph, source, sink).flow_value)


def _best(worth: Array, rows: Array, columns: Array, rooms: Array, seats: Array, most: tuple[int, int] | None) -> Array:
    """Which edges to take. Beside them, for each row its first seat and its further seats are variables."""
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import coo_array, eye_array, hstack, vstack

    edges, m, n = len(rows), len(rooms), len(seats)
    each = np.ones(edges)
    out = coo_array((each, (rows, np.arange(edges))), shape=(m, edges))
    into = coo_array((each, (columns, np.arange(edges))), shape=(n, edges))
    of_seats = coo_array((n, 2 * m))
    # what leaves a row is its first seat and its further ones
    balance = hstack([out, -eye_array(m), -eye_array(m)])
    equal, right = [balance], [np.zeros(m)]
    if most is not None:
        ones, none = np.ones((1, m)), np.zeros((1, m))
        counted = np.vstack([np.hstack([np.zeros((1, edges)), *pair]) for pair in ((ones, none), (none, ones))])
        equal.append(coo_array(counted))
        right.append(np.array([most[0], most[1] - most[0]]))
    room = rooms.clip(0)
    found = linprog(
        np.concatenate([-worth, np.zeros(2 * m)]),
        A_ub=hstack([into, of_seats]).tocsr(),
        b_ub=seats.clip(0),
        A_eq=vstack(equal).tocsr(),
        b_eq=np.concatenate(right),
        bounds=[*[(0, 1)] * edges, *((0, int(min(r, 1))) for r in room), *((0, int(max(r - 1, 0))) for r in room)],
        method="highs-ds",
    )
    if not found.success:
        raise ArithmeticError(found.message)
    return found.x[:edges] > 0.5
