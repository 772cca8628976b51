"""The pool as NumPy arrays: what musts and shares look up. Mentees are rows, mentors columns.

Pure: no database, no words. Each array is built once, when it is first asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain
from math import lcm
from typing import Any

from people.lines import line_above
from tandems.matching.facts import IN_PERSON, ONLINE, TOP_LEVEL, MenteeFacts, MentorFacts, PersonFacts, Pool, Rules

Array = Any  # numpy is imported inside functions: web processes stay small
Both = tuple[Array, Array]
# a level above another as a share of what is possible, in twelfths: a whole number for every level there is
REACH = lcm(*range(1, TOP_LEVEL + 1))


class Arrays:
    """What is known about each person, and about pairs of them. Names of pairs hold (row, column), one a line."""

    def __init__(self, pool: Pool, rules: Rules) -> None:
        self.pool = pool
        self.rules = rules

    @property
    def _sides(self) -> tuple[tuple[MenteeFacts, ...], tuple[MentorFacts, ...]]:
        return self.pool.mentees, self.pool.mentors

    # ------------------------------------------------------------ of each person
    @cached_property
    def _levels(self) -> Both:
        return self._numbers("level")

    @cached_property
    def _since(self) -> Both:
        return self._numbers("since")

    def _numbers(self, name: str) -> Both:
        """NaN where unknown."""
        import numpy as np

        return _pair(np.array([getattr(facts, name) for facts in side], dtype=np.float32) for side in self._sides)

    @cached_property
    def _organisations(self) -> Both:
        return self._codes([[facts.organisation for facts in side] for side in self._sides])

    @cached_property
    def _departments(self) -> Both:
        return self._codes([[facts.department for facts in side] for side in self._sides])

    @cached_property
    def _site_codes(self) -> Both:
        return self._codes([[facts.site.strip().casefold() for facts in side] for side in self._sides])

    @staticmethod
    def _codes(values: Sequence[Sequence[Any]]) -> Both:
        """A number for each value, -1 for unknown."""
        import numpy as np

        codes: dict[Any, int] = {None: -1, "": -1}
        return _pair(
            np.array([codes.setdefault(value, len(codes)) for value in side], dtype=np.int32) for side in values
        )

    @cached_property
    def _wants_online(self) -> Both:
        return self._wants(ONLINE)

    @cached_property
    def _wants_in_person(self) -> Both:
        return self._wants(IN_PERSON)

    def _wants(self, mode: str) -> Both:
        import numpy as np

        return _pair(np.array([facts.mode == mode for facts in side], dtype=bool) for side in self._sides)

    @cached_property
    def _languages(self) -> Both:
        return _flags(*([facts.languages for facts in side] for side in self._sides))

    @cached_property
    def _slots(self) -> Both:
        return _flags(*([facts.slots for facts in side] for side in self._sides))

    @cached_property
    def _exchange(self) -> Both:
        """What mentees offer, what mentors hope for."""
        mentees, mentors = self._sides
        return _flags([facts.offers for facts in mentees], [facts.hopes for facts in mentors])

    @cached_property
    def _names_someone(self) -> Both:
        import numpy as np

        return _pair(np.array([bool(facts.likes) for facts in side], dtype=bool) for side in self._sides)

    # ------------------------------------------------------------ topics
    @cached_property
    def _topics(self) -> Both:
        """Mentees × (topic, level today) with the wish's weight; (topic, level today) × mentors with the reach.

        Whole numbers, so that their sums are exact however they are added up: weights are those of `wish_weights`,
        the reach counts twelfths.
        """
        import numpy as np

        mentees, mentors = self._sides
        topics = sorted({topic for facts in mentees for topic, _level in facts.wishes})
        row_of = {topic: number for number, topic in enumerate(topics)}
        wanted = np.zeros((len(mentees), len(topics), TOP_LEVEL + 1), dtype=np.float32)
        rows = _owners([len(facts.wishes) for facts in mentees])
        places = [row_of[topic] for facts in mentees for topic, _level in facts.wishes]
        levels = [level for facts in mentees for _topic, level in facts.wishes]
        wanted[rows, places, levels] = [weight for facts in mentees for weight in wish_weights(len(facts.wishes))]
        # the topics that nobody wants share a last row, which is dropped
        reached = np.zeros((len(topics) + 1, len(mentors)), dtype=np.float32)
        columns = _owners([len(facts.skills) for facts in mentors])
        places = [row_of.get(topic, -1) for facts in mentors for topic in facts.skills]
        reached[places, columns] = [level for facts in mentors for level in facts.skills.values()]
        today = np.arange(TOP_LEVEL, dtype=np.float32)[None, :, None]
        reach = np.maximum(reached[:-1, None, :] - today, 0) * (REACH / (TOP_LEVEL - today))
        # who could teach a topic already has nothing to gain in it: such a wish does not count
        columns_of_topics = len(topics) * TOP_LEVEL
        return (
            wanted[:, :, :TOP_LEVEL].reshape(len(mentees), columns_of_topics),
            reach.reshape(columns_of_topics, len(mentors)),
        )

    # ------------------------------------------------------------ pairs of them
    @cached_property
    def _line(self) -> Array:
        """Where one stands in the other's line; where the programme says so, also two with one direct manager."""
        managers = self.pool.manager_of
        mentee_at, mentor_at = _places(self.pool.mentees), _places(self.pool.mentors)
        pairs = {(i, mentor_at[b]) for p, i in mentee_at.items() for b in line_above(p, managers) if b in mentor_at}
        pairs |= {(mentee_at[b], j) for p, j in mentor_at.items() for b in line_above(p, managers) if b in mentee_at}
        if self.rules.same_manager_is_out:
            pairs |= self._with_one_manager(mentee_at, mentor_at)
        return as_array(pairs)

    def _with_one_manager(self, mentee_at: Mapping[int, int], mentor_at: Mapping[int, int]) -> set[tuple[int, int]]:
        teams: dict[int, list[int]] = {}
        for person, i in mentee_at.items():
            if person in self.pool.manager_of:
                teams.setdefault(self.pool.manager_of[person], []).append(i)
        return {(i, j) for person, j in mentor_at.items() for i in teams.get(self.pool.manager_of.get(person, -1), ())}

    @cached_property
    def _likes(self) -> Both:
        """Where mentees would like the mentor, and where mentors would like the mentee."""
        mentee_at, mentor_at = _places(self.pool.mentees), _places(self.pool.mentors)
        wished = ((i, mentor_at[p]) for i, m in enumerate(self.pool.mentees) for p in m.likes if p in mentor_at)
        wishing = ((mentee_at[p], j) for j, m in enumerate(self.pool.mentors) for p in m.likes if p in mentee_at)
        return as_array(wished), as_array(wishing)

    @cached_property
    def _past(self) -> Array:
        return self._by_key(self.pool.past)

    @cached_property
    def _barred(self) -> Array:
        return self._by_key(self.pool.barred)

    @cached_property
    def _silent(self) -> Array:
        return self._by_key(self.pool.silent)

    @cached_property
    def _keys(self) -> tuple[dict[str, int], dict[str, int]]:
        mentees, mentors = ({facts.key: number for number, facts in enumerate(side)} for side in self._sides)
        return mentees, mentors

    def _by_key(self, pairs: frozenset[tuple[str, str]]) -> Array:
        mentee_at, mentor_at = self._keys if pairs else ({}, {})
        return as_array((mentee_at[a], mentor_at[b]) for a, b in pairs if a in mentee_at and b in mentor_at)


@cache
def wish_weights(count: int) -> tuple[int, ...]:
    """The first of `count` wishes counts 1, the second 1/2, the third 1/3: times what makes all of them whole."""
    whole = lcm(*range(1, count + 1))
    return tuple(whole // place for place in range(1, count + 1))


def _owners(counts: Sequence[int]) -> Array:
    """For each of the things that people have, whose it is."""
    import numpy as np

    return np.repeat(np.arange(len(counts)), counts)


def within(pairs: Array, rows: slice) -> Both:
    """Those of `pairs` that lie in a block, counted from its first row."""
    inside = pairs[(pairs[:, 0] >= rows.start) & (pairs[:, 0] < rows.stop)]
    return inside[:, 0] - rows.start, inside[:, 1]


def as_array(pairs: Iterable[tuple[int, int]]) -> Array:
    import numpy as np

    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def _places(side: Sequence[PersonFacts]) -> dict[int, int]:
    return {facts.person: number for number, facts in enumerate(side)}


def _flags(of_mentees: list[frozenset[Any]], of_mentors: list[frozenset[Any]]) -> Both:
    """One column for each value that occurs, 1 where the person has it."""
    values = set().union(*of_mentees, *of_mentors)
    column = {value: number for number, value in enumerate(sorted(values))}
    return _marked(of_mentees, column), _marked(of_mentors, column)


def _marked(side: Sequence[frozenset[Any]], column: Mapping[Any, int]) -> Array:
    import numpy as np

    flags = np.zeros((len(side), len(column)), dtype=np.float32)
    rows = _owners([len(values) for values in side])
    flags[rows, [column[value] for value in chain.from_iterable(side)]] = 1
    return flags


def _pair(sides: Iterable[Array]) -> Both:
    mentees, mentors = sides
    return mentees, mentors
