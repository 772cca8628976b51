"""Which pairs are allowed, and how well they fit: NumPy over blocks of mentees × all mentors.

Pure: no database, no words. Every share is between 0 and 1, or absent (NaN) where the criterion has nothing to go by
for this pair; the total is the weighted mean of those present.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from people.lines import line_above
from tandems.matching.facts import (
    ANY,
    CRITERIA,
    ENOUGH_TIMES,
    IN_PERSON,
    MUSTS,
    ONLINE,
    SAME,
    TOP_LEVEL,
    MenteeFacts,
    MentorFacts,
    PersonFacts,
    Pool,
    Rules,
)

Array = Any  # numpy is imported inside functions: web processes stay small
BLOCK = 512
WISHES = "wishes"


@dataclass(frozen=True)
class Scores:
    """For the i-th mentee and j-th mentor of the pool, as it was given: whether they may be paired, and the fit.

    `total` counts everything and is what is solved for; `shown` leaves out wishes, which nobody but matching reads.
    """

    allowed: Array
    total: Array
    shown: Array


def score(pool: Pool, rules: Rules) -> Scores:
    """All pairs at once. Memory: five bytes a pair beside one block, nine where there are wishes."""
    import numpy as np

    grid = Grid(pool, rules)
    shape = (len(pool.mentees), len(pool.mentors))
    allowed, shown = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=np.float32)
    total = np.zeros(shape, dtype=np.float32) if grid.has_wishes else shown
    for rows in blocks(shape[0]):
        shown[rows] = grid.total(rows)
        if grid.has_wishes:
            total[rows] = grid.total(rows, with_wishes=True)
        allowed[rows] = grid.allowed(rows, shown[rows])
    return Scores(allowed, total, shown)


def blocks(count: int) -> Iterator[slice]:
    for start in range(0, count, BLOCK):
        yield slice(start, min(start + BLOCK, count))


def _once_a_block(compute: Callable[..., Array]) -> Callable[..., Array]:
    """What a must and a share both need is kept for the block at hand."""

    @wraps(compute)
    def kept(self: "Grid", rows: slice) -> Array:
        block, found = self._kept.get(compute.__name__, (None, None))
        if block != rows:
            found = compute(self, rows)
            self._kept[compute.__name__] = rows, found
        return found

    return kept


class Grid:
    """The pool as arrays, and every rule and criterion over a block of its rows."""

    def __init__(self, pool: Pool, rules: Rules) -> None:
        self.pool = pool
        self.rules = rules
        self._kept: dict[str, tuple[slice, Array]] = {}

    # ------------------------------------------------------------ what must hold
    def musts(self, rows: slice, total: Array | None = None) -> dict[str, Array]:
        """For each must, in the order of `MUSTS`, where it holds."""
        total = self.total(rows) if total is None else total
        tests = {name: getattr(self, f"_may_{name}") for name in MUSTS if name != "floor"}
        return {name: test(rows) for name, test in tests.items()} | {"floor": total >= self.rules.floor}

    def allowed(self, rows: slice, total: Array | None = None) -> Array:
        import numpy as np

        found = np.ones((len(self.pool.mentees[rows]), len(self.pool.mentors)), dtype=bool)
        for holds in self.musts(rows, total).values():
            found &= holds
        found &= self._not_in(self._silent, rows)
        return found

    @staticmethod
    def _everywhere() -> Array:
        """True for every pair; it stretches to the shape of whatever it meets."""
        import numpy as np

        return np.ones((1, 1), dtype=bool)

    def _may_seniority(self, rows: slice) -> Array:
        # unknown levels are NaN, and NaN is above nothing
        return self._levels[0][rows, None] < self._levels[1][None, :]

    def _may_line(self, rows: slice) -> Array:
        return self._not_in(self._line, rows)

    def _may_organisation(self, rows: slice) -> Array:
        if self.rules.spans_organisations:
            return self._everywhere()
        return self._same("organisation", rows)

    def _may_barred(self, rows: slice) -> Array:
        return self._not_in(self._barred, rows)

    def _may_history(self, rows: slice) -> Array:
        return self._not_in(self._past, rows)

    def _may_language(self, rows: slice) -> Array:
        return self._common_languages(rows) > 0 if self.rules.language_is_must else self._everywhere()

    def _may_department(self, rows: slice) -> Array:
        if not self.rules.department_is_must or self.rules.department_rule == ANY:
            return self._everywhere()
        return self._departments_fit(rows)

    def _may_place(self, rows: slice) -> Array:
        return self._in_person(rows) | self._online(rows) if self.rules.place_is_must else self._everywhere()

    def _may_topics(self, rows: slice) -> Array:
        return self._share_topics(rows) > 0 if self.rules.topics_is_must else self._everywhere()

    def _may_exchange(self, rows: slice) -> Array:
        """Who hopes for nothing is not disappointed."""
        if not self.rules.exchange_is_must:
            return self._everywhere()
        return (self._share_exchange(rows) > 0) | ~self._counts_exchange(rows)

    def _may_experience(self, rows: slice) -> Array:
        if not self.rules.experience_is_must or self.rules.years_apart is None:
            return self._everywhere()
        return (self._share_experience(rows) >= 1) | ~self._counts_experience(rows)

    def _may_times(self, rows: slice) -> Array:
        return self._common_slots(rows) > 0 if self.rules.times_are_must else self._everywhere()

    # ------------------------------------------------------------ how well it fits
    @property
    def criteria(self) -> list[str]:
        """Those that carry weight and may be shown."""
        return [name for name in CRITERIA if self.rules.weights.get(name) and name != WISHES]

    @property
    def has_wishes(self) -> bool:
        return bool(self.rules.weights.get(WISHES)) and any(one.likes for side in self._sides for one in side)

    def shares(self, rows: slice) -> dict[str, Array]:
        """Each criterion that carries weight and may be shown, 0 to 1, NaN where it has nothing to go by."""
        import numpy as np

        shape = (len(self.pool.mentees[rows]), len(self.pool.mentors))
        return {
            name: np.broadcast_to(np.where(self.counts(name, rows), self.share(name, rows), np.nan), shape)
            for name in self.criteria
        }

    def share(self, name: str, rows: slice) -> Array:
        """0 to 1; 0 where the criterion has nothing to go by."""
        return getattr(self, f"_share_{name}")(rows)

    def counts(self, name: str, rows: slice) -> Array:
        """Whether the criterion has something to go by: for each pair, mentee or mentor, or for all."""
        test = getattr(self, f"_counts_{name}", None)
        return self._everywhere() if test is None else test(rows)

    def total(self, rows: slice, *, with_wishes: bool = False) -> Array:
        """The weighted mean of the shares that count; 0 where none does."""
        import numpy as np

        shape = (len(self.pool.mentees[rows]), len(self.pool.mentors))
        points, weights = np.zeros(shape, dtype=np.float32), np.zeros((1, 1), dtype=np.float32)
        for name in [*self.criteria, WISHES] if with_wishes else self.criteria:
            weight = np.float32(self.rules.weights[name])
            points += weight * self.share(name, rows)
            weights = weights + weight * self.counts(name, rows)
        return np.divide(points, weights, out=np.zeros(shape, dtype=np.float32), where=weights > 0)

    def _counts_topics(self, rows: slice) -> Array:
        return self._topics[0][rows].any(axis=1)[:, None]

    def _share_topics(self, rows: slice) -> Array:
        wanted, reach = self._topics
        return wanted[rows] @ reach

    def _counts_exchange(self, rows: slice) -> Array:
        return (self._exchange[1].sum(axis=1) > 0)[None, :]

    def _share_exchange(self, rows: slice) -> Array:
        offered, hoped = self._exchange
        return offered[rows] @ (hoped / hoped.sum(axis=1, keepdims=True).clip(1)).T

    def _counts_department(self, rows: slice) -> Array:
        return self._everywhere() & (self.rules.department_rule != ANY)

    def _share_department(self, rows: slice) -> Array:
        if self.rules.department_rule == ANY:
            return self._nothing()
        return self._departments_fit(rows).astype("float32")

    def _share_language(self, rows: slice) -> Array:
        spoken = self._languages[0][rows].sum(axis=1, keepdims=True)
        return self._common_languages(rows) / spoken.clip(1)

    def _share_place(self, rows: slice) -> Array:
        """1 in person, or online where one of the two wants nothing else; a half where both would take either."""
        import numpy as np

        online = self._online(rows)
        wanted_online = self._modes(ONLINE)[0][rows, None] | self._modes(ONLINE)[1][None, :]
        return np.maximum(self._in_person(rows), online * np.where(wanted_online, np.float32(1), np.float32(0.5)))

    def _share_times(self, rows: slice) -> Array:
        return (self._common_slots(rows) / ENOUGH_TIMES).clip(0, 1)

    def _counts_experience(self, rows: slice) -> Array:
        import numpy as np

        if self.rules.years_apart is None:
            return ~self._everywhere()
        return ~np.isnan(self._since[0][rows, None]) & ~np.isnan(self._since[1][None, :])

    def _share_experience(self, rows: slice) -> Array:
        """1 inside the band, falling to 0 over as many years as the band's middle is away from none."""
        import numpy as np

        if self.rules.years_apart is None:
            return self._nothing()
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

        share = np.zeros((len(self.pool.mentees[rows]), len(self.pool.mentors)), dtype=np.float32)
        for pairs in self._likes:
            np.add.at(share, _within(pairs, rows), np.float32(0.5))
        return share

    @staticmethod
    def _nothing() -> Array:
        import numpy as np

        return np.zeros((1, 1), dtype=np.float32)

    # ------------------------------------------------------------ what both are built from
    @_once_a_block
    def _common_languages(self, rows: slice) -> Array:
        return self._languages[0][rows] @ self._languages[1].T

    @_once_a_block
    def _common_slots(self, rows: slice) -> Array:
        return self._slots[0][rows] @ self._slots[1].T

    def _departments_fit(self, rows: slice) -> Array:
        mentees, mentors = self._codes("department")
        same = mentees[rows, None] == mentors[None, :]
        known = (mentees[rows, None] >= 0) & (mentors[None, :] >= 0)
        return known & (same if self.rules.department_rule == SAME else ~same)

    @_once_a_block
    def _in_person(self, rows: slice) -> Array:
        online = self._modes(ONLINE)
        return ~online[0][rows, None] & ~online[1][None, :] & self._same("site", rows)

    @_once_a_block
    def _online(self, rows: slice) -> Array:
        in_person = self._modes(IN_PERSON)
        return ~in_person[0][rows, None] & ~in_person[1][None, :]

    def _same(self, name: str, rows: slice) -> Array:
        mentees, mentors = self._codes(name)
        return (mentees[rows, None] == mentors[None, :]) & (mentees[rows, None] >= 0)

    def _not_in(self, pairs: Array, rows: slice) -> Array:
        import numpy as np

        inside = _within(pairs, rows)
        if not len(inside[0]):
            return self._everywhere()
        free = np.ones((len(self.pool.mentees[rows]), len(self.pool.mentors)), dtype=bool)
        free[inside] = False
        return free

    # ------------------------------------------------------------ the pool as arrays
    def _codes(self, name: str) -> tuple[Array, Array]:
        """A number for each value of a field, -1 for unknown."""
        return self._coded[name]

    @cached_property
    def _coded(self) -> dict[str, tuple[Array, Array]]:
        return {name: self._code(name) for name in ("organisation", "department", "site")}

    def _code(self, name: str) -> tuple[Array, Array]:
        import numpy as np

        codes: dict[Any, int] = {}

        def number(facts: PersonFacts) -> int:
            value = getattr(facts, name)
            value = value.strip().casefold() if isinstance(value, str) else value
            return -1 if value in (None, "") else codes.setdefault(value, len(codes))

        return tuple(np.array([number(facts) for facts in side], dtype=np.int32) for side in self._sides)  # type: ignore[return-value]

    @property
    def _sides(self) -> tuple[tuple[MenteeFacts, ...], tuple[MentorFacts, ...]]:
        return self.pool.mentees, self.pool.mentors

    def _modes(self, mode: str) -> tuple[Array, Array]:
        return self._mode_is[mode]

    @cached_property
    def _mode_is(self) -> dict[str, tuple[Array, Array]]:
        return {mode: (_is(mode, self.pool.mentees), _is(mode, self.pool.mentors)) for mode in (IN_PERSON, ONLINE)}

    @cached_property
    def _levels(self) -> tuple[Array, Array]:
        return self._numbers("level")

    @cached_property
    def _since(self) -> tuple[Array, Array]:
        return self._numbers("since")

    def _numbers(self, name: str) -> tuple[Array, Array]:
        import numpy as np

        def number(facts: PersonFacts) -> float:
            value = getattr(facts, name)
            return np.nan if value is None else value

        return tuple(np.array([number(facts) for facts in side], dtype=np.float32) for side in self._sides)  # type: ignore[return-value]

    @cached_property
    def _languages(self) -> tuple[Array, Array]:
        return self._flags("languages", "languages")

    @cached_property
    def _slots(self) -> tuple[Array, Array]:
        return self._flags("slots", "slots")

    @cached_property
    def _exchange(self) -> tuple[Array, Array]:
        return self._flags("offers", "hopes")

    def _flags(self, of_mentees: str, of_mentors: str) -> tuple[Array, Array]:
        """One column for each value that occurs, 1 where the person has it."""
        import numpy as np

        sets = [
            [getattr(facts, of_mentees) for facts in self.pool.mentees],
            [getattr(facts, of_mentors) for facts in self.pool.mentors],
        ]
        column = {value: number for number, value in enumerate(sorted({v for side in sets for s in side for v in s}))}
        arrays = []
        for side in sets:
            flags = np.zeros((len(side), len(column)), dtype=np.float32)
            for row, values in enumerate(side):
                for value in values:
                    flags[row, column[value]] = 1
            arrays.append(flags)
        return arrays[0], arrays[1]

    @cached_property
    def _topics(self) -> tuple[Array, Array]:
        """Mentees × (topic, level today) with the wish's weight; (topic, level today) × mentors with the reach.

        The reach is the mentor's level above the mentee's, as a share of what is possible from there. A first wish
        weighs 1, a second 1/2, a third 1/3; who could teach a topic already has nothing to gain in it.
        """
        import numpy as np

        levels = range(TOP_LEVEL)
        topics = {topic for facts in self.pool.mentees for topic, _level in facts.wishes}
        column = {pair: number for number, pair in enumerate((t, level) for t in sorted(topics) for level in levels)}
        wanted = np.zeros((len(self.pool.mentees), len(column)), dtype=np.float32)
        for row, mentee in enumerate(self.pool.mentees):
            for wish, weight in wish_weights(mentee).items():
                wanted[row, column[wish]] = weight
        reach = np.zeros((len(column), len(self.pool.mentors)), dtype=np.float32)
        for number, mentor in enumerate(self.pool.mentors):
            for topic, reached in mentor.skills.items():
                for level in levels if topic in topics else ():
                    reach[column[topic, level], number] = max(reached - level, 0) / (TOP_LEVEL - level)
        return wanted, reach

    @cached_property
    def _line(self) -> Array:
        """Where one stands in the other's line; where the programme says so, also two with one direct manager."""
        managers = self.pool.manager_of
        mentee_at, mentor_at = self._at(self.pool.mentees), self._at(self.pool.mentors)
        pairs = {
            (i, mentor_at[boss]) for p, i in mentee_at.items() for boss in line_above(p, managers) if boss in mentor_at
        }
        pairs |= {(mentee_at[b], j) for p, j in mentor_at.items() for b in line_above(p, managers) if b in mentee_at}
        if self.rules.same_manager_is_out:
            pairs |= self._with_one_manager(mentee_at, mentor_at)
        return _as_array(pairs)

    def _with_one_manager(self, mentee_at: Mapping[int, int], mentor_at: Mapping[int, int]) -> set[tuple[int, int]]:
        teams: dict[int, list[int]] = {}
        for person, i in mentee_at.items():
            if person in self.pool.manager_of:
                teams.setdefault(self.pool.manager_of[person], []).append(i)
        return {(i, j) for person, j in mentor_at.items() for i in teams.get(self.pool.manager_of.get(person, -1), ())}

    @cached_property
    def _likes(self) -> tuple[Array, Array]:
        mentee_at, mentor_at = self._at(self.pool.mentees), self._at(self.pool.mentors)
        wished = [(i, mentor_at[p]) for i, m in enumerate(self.pool.mentees) for p in m.likes if p in mentor_at]
        wishing = [(mentee_at[p], j) for j, m in enumerate(self.pool.mentors) for p in m.likes if p in mentee_at]
        return _as_array(wished), _as_array(wishing)

    @cached_property
    def _names_someone(self) -> tuple[Array, Array]:
        import numpy as np

        return tuple(np.array([bool(facts.likes) for facts in side], dtype=bool) for side in self._sides)  # type: ignore[return-value]

    @staticmethod
    def _at(side: Sequence[PersonFacts]) -> dict[int, int]:
        return {facts.person: number for number, facts in enumerate(side)}

    @cached_property
    def _past(self) -> Array:
        return self._by_key(self.pool.past)

    @cached_property
    def _barred(self) -> Array:
        return self._by_key(self.pool.barred)

    @cached_property
    def _silent(self) -> Array:
        return self._by_key(self.pool.silent)

    def _by_key(self, pairs: frozenset[tuple[str, str]]) -> Array:
        mentee_at = {facts.key: number for number, facts in enumerate(self.pool.mentees)}
        mentor_at = {facts.key: number for number, facts in enumerate(self.pool.mentors)}
        return _as_array((mentee_at[a], mentor_at[b]) for a, b in pairs if a in mentee_at and b in mentor_at)


def _as_array(pairs: Iterable[tuple[int, int]]) -> Array:
    import numpy as np

    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def _within(pairs: Array, rows: slice) -> tuple[Array, Array]:
    """Those of `pairs` that lie in a block, counted from its first row."""
    inside = pairs[(pairs[:, 0] >= rows.start) & (pairs[:, 0] < rows.stop)]
    return inside[:, 0] - rows.start, inside[:, 1]


def _is(mode: str, side: Sequence[PersonFacts]) -> Array:
    import numpy as np

    return np.array([facts.mode == mode for facts in side], dtype=bool)


def wish_weights(mentee: MenteeFacts) -> dict[tuple[int, int], float]:
    """(topic, level today) to the weight of the wish; the weights add up to 1."""
    open_wishes = [(place, wish) for place, wish in enumerate(mentee.wishes, start=1) if wish[1] < TOP_LEVEL]
    whole = sum(1 / place for place, _wish in open_wishes)
    return {wish: 1 / place / whole for place, wish in open_wishes}
