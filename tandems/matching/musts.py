"""Which pairs are allowed: every rule that must hold, over a block of mentees × all mentors."""

from tandems.matching.arrays import Array, Both, within
from tandems.matching.facts import ANY, MUSTS
from tandems.matching.shares import Shares, everywhere


class Musts(Shares):
    """A must may ask for a share: one useful topic, something in return, enough fit on the whole."""

    def musts(self, rows: slice, total: Array | None = None) -> dict[str, Array]:
        """For each must, in the order of `MUSTS`, where it holds."""
        tests = {name: getattr(self, f"_may_{name}") for name in MUSTS if name != "floor"}
        return {name: test(rows) for name, test in tests.items()} | {"floor": self._may_floor(rows, total)}

    def by_rules(self, rows: slice, total: Array | None = None) -> Array:
        """Where every must holds, whoever may silently be out of the question."""
        import numpy as np

        found = np.ones(self.shape(rows), dtype=bool)
        for holds in self.musts(rows, total).values():
            # most musts leave out nobody or are computed alone: what is true everywhere needs no pass
            if holds.size > 1 or not holds.all():
                found &= holds
        return found

    def silent(self, rows: slice) -> Both:
        """The pairs of which one of the two has silently ruled the other out, as places in the block."""
        return within(self._silent, rows)

    def _may_seniority(self, rows: slice) -> Array:
        # unknown levels are NaN, and NaN is above nothing
        return self._levels[0][rows, None] < self._levels[1][None, :]

    def _may_line(self, rows: slice) -> Array:
        return self._not_in(self._line, rows)

    def _may_organisation(self, rows: slice) -> Array:
        return everywhere() if self.rules.spans_organisations else self._same_organisation(rows)

    def _may_barred(self, rows: slice) -> Array:
        return self._not_in(self._barred, rows)

    def _may_history(self, rows: slice) -> Array:
        return self._not_in(self._past, rows)

    def _may_language(self, rows: slice) -> Array:
        return self._common_languages(rows) > 0 if self.rules.language_is_must else everywhere()

    def _may_department(self, rows: slice) -> Array:
        if not self.rules.department_is_must or self.rules.department_rule == ANY:
            return everywhere()
        return self._departments_fit(rows)

    def _may_place(self, rows: slice) -> Array:
        return self._in_person(rows) | self._online(rows) if self.rules.place_is_must else everywhere()

    def _may_times(self, rows: slice) -> Array:
        return self._common_slots(rows) > 0 if self.rules.times_are_must else everywhere()

    def _may_topics(self, rows: slice) -> Array:
        return self._share_topics(rows) > 0 if self.rules.topics_is_must else everywhere()

    def _may_exchange(self, rows: slice) -> Array:
        """Who hopes for nothing is not disappointed."""
        if not self.rules.exchange_is_must:
            return everywhere()
        return (self._share_exchange(rows) > 0) | ~self._counts_exchange(rows)

    def _may_experience(self, rows: slice) -> Array:
        if not self.rules.experience_is_must or self.rules.years_apart is None:
            return everywhere()
        return (self._share_experience(rows) >= 1) | ~self._counts_experience(rows)

    def _may_floor(self, rows: slice, total: Array | None) -> Array:
        if self.rules.floor <= 0:
            return everywhere()
        return (self.total(rows) if total is None else total) >= self.rules.floor

    def _not_in(self, pairs: Array, rows: slice) -> Array:
        import numpy as np

        inside = within(pairs, rows)
        if not len(inside[0]):
            return everywhere()
        free = np.ones(self.shape(rows), dtype=bool)
        free[inside] = False
        return free
