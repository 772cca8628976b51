"""The one guard of all survey results: what may be published, and what may be shown.

A *table* holds sums of answers to one question in one wave, by role or for all together. The rule: everything that was
ever published of a table is a sum over groups of at least `k` people that do not overlap and never shrink. So no
subtraction, neither of roles from a total nor of yesterday from today, leaves fewer than `k` people:

- by role only if every role that answered has at least `k` answers; a total is then the sum of what is published
- for all together only if it cannot be by role, and only when nobody is left to answer; it then stays that way
- choices, which are counted for all together alone, once and only when nobody is left to answer
- a published sum is renewed only when at least `k` more people have answered

Pure functions: no database, no clock. docs/figures.md and docs/anonymity.md say the same in words.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

SMALLEST = 4
ALL = "all"


@dataclass(frozen=True)
class Sums:
    """Sums over a group: of answers (`total`, `squares`, `counts`) or of pairs (`before` too; squares of changes)."""

    n: int = 0
    total: float = 0
    squares: float = 0
    before: float = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "Sums") -> "Sums":
        values = {*self.counts, *other.counts}
        return Sums(
            self.n + other.n,
            self.total + other.total,
            self.squares + other.squares,
            self.before + other.before,
            {value: self.counts.get(value, 0) + other.counts.get(value, 0) for value in sorted(values, key=int)},
        )


Table = dict[str, Sums]  # by role, or {"all": …}


def smallest_group(of_program: int) -> int:
    return max(SMALLEST, of_program)


def publishable(published: Table | None, answers: Table, *, k: int, is_final: bool) -> Table | None:
    """What may be published of `answers` (by role) after `published`; `is_final`: nobody is left to answer."""
    k = smallest_group(k)
    if set(answers) == {ALL}:
        return published or _once(answers, k, is_final)
    if not published:
        return _first(answers, k, is_final)
    if ALL in published:
        return {ALL: _renewed(published[ALL], together(answers), k)}
    roles = {role: _renewed(published.get(role), answers[role], k) for role in answers}
    return {role: sums for role, sums in roles.items() if sums.n}


def _first(answers: Table, k: int, is_final: bool) -> Table | None:
    present = {role: sums for role, sums in answers.items() if sums.n}
    if present and all(sums.n >= k for sums in present.values()):
        return present
    total = together(answers)
    return {ALL: total} if is_final and total.n >= k else None


def _once(answers: Table, k: int, is_final: bool) -> Table | None:
    """Choices come out once, at the end: beside an earlier count a later one would tell of a few what they took."""
    return dict(answers) if is_final and answers[ALL].n >= k else None


def _renewed(old: Sums | None, new: Sums, k: int) -> Sums:
    old = old or Sums()
    return new if new.n - old.n >= k else old


def together(table: Table) -> Sums:
    return sum(table.values(), start=Sums())


def shown(published: Table | None, *, k: int, role: str = "") -> Sums | None:
    """The sums a page may show for `role` (all roles together where empty); None: too few.

    Checks again, because HR may have raised the smallest group since.
    """
    if not published:
        return None
    sums = published.get(role, Sums()) if role else together(published)
    return sums if sums.n >= smallest_group(k) else None


def takers(sums: Sums, *, k: int, options: int = 0) -> dict[int, int]:
    """How many took each option of a choice, by its place: only options that at least `k` took.

    What is left, those who answered less those shown, must not tell a small option: the smallest ones shown are hidden
    with it until what is left is at least `k` and could be shared out among the hidden options in more than one way.
    `options`: how many there were to choose from; those that anyone took where it is not known.
    """
    k = smallest_group(k)
    shown_ = {int(place): count for place, count in sums.counts.items() if count >= k}
    options = options or sum(1 for count in sums.counts.values() if count)
    while shown_ and (left := sums.n - sum(shown_.values())) > 0:
        if k <= left < (options - len(shown_)) * (k - 1):
            break
        del shown_[min(shown_, key=lambda place: shown_[place])]
    return dict(sorted(shown_.items()))


def countable(number: int, *, k: int) -> bool:
    """Whether a count of people or tandems is large enough to be shown; none at all is not."""
    return number >= smallest_group(k)


def few_hidden(number: int, *, k: int) -> bool:
    """Whether so few are behind a number, though somebody is, that it would tell who."""
    return number != 0 and not countable(number, k=k)


def share_shown(part: int, whole: int, *, k: int) -> bool:
    """Whether `part` of `whole` may be told: of enough, and a part that is nobody or not a few."""
    return countable(whole, k=k) and (part == 0 or countable(part, k=k))


def publishable_counts(
    published: Mapping[str, int], counts: Mapping[str, int], *, changed: int, k: int
) -> Mapping[str, int]:
    """Tandems by what they covered, renewed once at least `k` of them may have changed any; small ones are left out.

    A count that was shown stays as it was until then, and is left out once it falls below `k`.
    """
    if not countable(changed, k=k):
        return published
    return {key: number for key, number in counts.items() if countable(number, k=k)}


def publishable_texts(published: list[str], texts: list[str], *, k: int) -> list[str]:
    """Free texts from `k` on, in steps of at least `k`, never by group. The caller shuffles."""
    return texts if len(texts) - len(published) >= smallest_group(k) else published


def to_json(table: Table) -> dict[str, Any]:
    return {group: asdict(sums) for group, sums in table.items()}


def from_json(data: Mapping[str, Any]) -> Table:
    return {group: Sums(**sums) for group, sums in data.items()}
