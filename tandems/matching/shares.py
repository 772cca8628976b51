"""How well each pair fits: every criterion over a block of mentees × all mentors, and their weighted mean.

Every share is between 0 and 1. Where a criterion has nothing to go by for a pair it does not count.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from tandems.matching.arrays import REACH, Array, Arrays, within
from tandems.matching.facts import ANY, CRITERIA, ENOUGH_TIMES, SAME

WISHES = "wishes"


def once_a_block(compute: Callable[..., Array]) -> Callable[..., Array]:
    """What a must and a share both need is kept for the block at hand."""

    @wraps(compute)
    def kept(self: "Shares", rows: slice) -> Array:
        block, found = self._kept.get(compute.__name__, (None, None))
        if block != rows:
            found = compute(self, rows)
            self._kept[compute.__name__] = rows, found
        return found

    return kept


class Shares(Arrays):
    """Every criterion over a block of the pool's rows."""

    def __init__(self, *pool_and_rules: Any) -> None:
        super().__init__(*pool_and_rules)
        self._kept: dict[str, tuple[slice, Array]] = {}

    @property
    def criteria(self) -> list[str]:
        """Those that carry weight and may be shown."""
        return [name for name in CRITERIA if self.rules.weights.get(name) and name != WISHES]

    @property
    def has_wishes(self) -> bool:
        return bool(self.rules.weights.get(WISHES)) and any(one.likes for side in self._sides for one in side)

    def shape(self, rows: slice) -> tuple[int, int]:
        return len(self.pool.mentees[rows]), len(self.pool.mentors)

    def shares(self, rows: slice) -> dict[str, Array]:
        """Each criterion that carries weight and may be shown, 0 to 1, NaN where it has nothing to go by."""
        import numpy as np

        return {
            name: np.broadcast_to(
                np.where(self.counts(name, rows), self.share(name, rows), np.float32(np.nan)), self.shape(rows)
            )
            for name in self.criteria
        }

    def share(self, name: str, rows: slice) -> Array:
        """0 to 1; 0 where the criterion has nothing to go by."""
        return getattr(self, f"_share_{name}")(rows)

    def counts(self, name: str, rows: slice) -> Array:
        """Whether the criterion has something to go by: for each pair, mentee or mentor, or for all."""
        test = getattr(self, f"_counts_{name}", None)
        return everywhere() if test is None else test(rows)

    def total(self, rows: slice) -> Array:
        """The weighted mean of the shares that count and may be shown; 0 where none does."""
        return _mean(*self._points(rows))

    def totals(self, rows: slice) -> tuple[Array, Array]:
        """(what may be shown, what is solved for): with wishes the second is another one."""
        import numpy as np

        points, weights = self._points(rows)
        shown = _mean(points, weights)
        if not self.has_wishes:
            return shown, shown
        weight = np.float32(self.rules.weights[WISHES])
        points += weight * self._share_wishes(rows)
        return shown, _mean(points, weights + weight * self._counts_wishes(rows))

    def _points(self, rows: slice) -> tuple[Array, Array]:
        """(weighted shares added up, the weights that count: one number if they are the same for all)."""
        import numpy as np

        points, weights = np.zeros(self.shape(rows), dtype=np.float32), np.zeros((1, 1), dtype=np.float32)
        for name in self.criteria:
            weight, counts = np.float32(self.rules.weights[name]), self.counts(name, rows)
            points += weight * self.share(name, rows)
            weights = weights + weight * (everywhere() if counts.all() else counts)
        return points, weights

    # ------------------------------------------------------------ criterion by criterion
    def _counts_topics(self, rows: slice) -> Array:
        return self._topics[0][rows].any(axis=1)[:, None]

    @once_a_block
    def _share_topics(self, rows: slice) -> Array:
        """For each wish the mentor's level above the mentee's, as a share of what is possible from there."""
        wanted, reach = self._topics
        return wanted[rows] @ reach / (REACH * wanted[rows].sum(axis=1, keepdims=True)).clip(1)

    def _counts_exchange(self, rows: slice) -> Array:
        return (self._exchange[1].sum(axis=1) > 0)[None, :]

    @once_a_block
    def _share_exchange(self, rows: slice) -> Array:
        offered, hoped = self._exchange
        return offered[rows] @ hoped.T / hoped.sum(axis=1).clip(1)[None, :]

    def _counts_department(self, rows: slice) -> Array:
        return everywhere() & (self.rules.department_rule != ANY)

    def _share_department(self, rows: slice) -> Array:
        if self.rules.department_rule == ANY:
            return _nothing()
        return self._departments_fit(rows)

    def _share_language(self, rows: slice) -> Array:
        spoken = self._languages[0][rows].sum(axis=1, keepdims=True)
        return self._common_languages(rows) / spoken.clip(1)

    def _share_place(self, rows: slice) -> Array:
        """1 in person, or online where one of the two wants nothing else; a half where both would take either."""
        import numpy as np

        wanted_online = self._wants_online[0][rows, None] | self._wants_online[1][None, :]
        full = self._in_person(rows) | wanted_online & self._online(rows)
        return np.float32(0.5) * self._online(rows) * ~full + full

    def _share_times(self, rows: slice) -> Array:
        import numpy as np

        return np.minimum(self._common_slots(rows), ENOUGH_TIMES) / np.float32(ENOUGH_TIMES)

    def _counts_experience(self, rows: slice) -> Array:
        import numpy as np

        if self.rules.years_apart is None:
            return ~everywhere()
        return ~np.isnan(self._since[0][rows, None]) & ~np.isnan(self._since[1][None, :])

    @once_a_block
    def _share_experience(self, rows: slice) -> Array:
        """1 inside the band, falling to 0 over as many years as the band's middle is away from none."""
        import numpy as np

        if self.rules.years_apart is None:
            return _nothing()
        least, most = self.rules.years_apart
        apart = np.abs(self._since[0][rows, None] - self._since[1][None, :])
        outside = np.maximum(np.maximum(least - apart, apart - most), 0)
        return np.nan_to_num(np.clip(1 - outside / max((least + most) / 2, 1), 0, 1))

    def _counts_wishes(self, rows: slice) -> Array:
        """Half for each of the two who named someone: whoever named nobody neither gains nor loses."""
        named = self._names_someone
        return (named[0][rows, None].astype("float32") + named[1][None, :]) / 2

    def _share_wishes(self, rows: slice) -> Array:
        """Half for each of the two who wished for the other."""
        import numpy as np

        share = np.zeros(self.shape(rows), dtype=np.float32)
        for pairs in self._likes:
            share[within(pairs, rows)] += np.float32(0.5)
        return share

    # ------------------------------------------------------------ what musts look at too
    @once_a_block
    def _common_languages(self, rows: slice) -> Array:
        return self._languages[0][rows] @ self._languages[1].T

    @once_a_block
    def _common_slots(self, rows: slice) -> Array:
        return self._slots[0][rows] @ self._slots[1].T

    @once_a_block
    def _departments_fit(self, rows: slice) -> Array:
        same = _same(self._departments, rows)
        if self.rules.department_rule == SAME:
            return same
        mentees, mentors = self._departments
        return ~same & (mentees[rows, None] >= 0) & (mentors[None, :] >= 0)

    @once_a_block
    def _in_person(self, rows: slice) -> Array:
        mentees, mentors = self._wants_online
        return _same(self._site_codes, rows) & ~mentees[rows, None] & ~mentors[None, :]

    @once_a_block
    def _online(self, rows: slice) -> Array:
        mentees, mentors = self._wants_in_person
        return ~mentees[rows, None] & ~mentors[None, :]

    def _same_organisation(self, rows: slice) -> Array:
        return _same(self._organisations, rows)


def everywhere() -> Array:
    """True for every pair; it stretches to the shape of whatever it meets."""
    import numpy as np

    return np.ones((1, 1), dtype=bool)


def _nothing() -> Array:
    import numpy as np

    return np.zeros((1, 1), dtype=np.float32)


def _same(codes: tuple[Array, Array], rows: slice) -> Array:
    """Where both have one value; nobody shares what is unknown."""
    mentees, mentors = codes
    return (mentees[rows, None] == mentors[None, :]) & (mentees[rows, None] >= 0)


def _mean(points: Array, weights: Array) -> Array:
    import numpy as np

    if weights.size == 1:
        return points / weights if weights > 0 else np.zeros_like(points)
    return np.divide(points, weights, out=np.zeros_like(points), where=weights > 0)
