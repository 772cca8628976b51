"""The one guard of all survey results: what may be published, and what may be shown.

A *table* holds sums of answers to one question in one wave. Its smallest parts are *atoms*: those of one role, where
the programme's figures are broken down those of one role and group. What is published are *blocks* of atoms. The rule:
blocks do not overlap, hold at least `k` people, and never shrink; everything that is ever shown is a sum of blocks. So
no subtraction, neither of roles or groups from a total nor of yesterday from today, leaves fewer than `k` people:

- while people can still answer, only if every atom that has answers has at least `k`: each is a block
- when nobody is left to answer, by role if every role is large enough: a role's small groups are one block, with a
  large one where they are too few together; else in the same way by group, both roles together; else one block of all
- what is cut once stays that way; a new atom is a block of its own once it has `k`
- choices, which are counted for all together alone, once and only when nobody is left to answer
- a block is renewed only when at least `k` more people have answered

Pure functions: no database, no clock. docs/figures.md and docs/anonymity.md say the same in words.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

SMALLEST = 4
ALL = "all"
REST = "rest"  # those of small groups together


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


Table = dict[str, Sums]  # by atom or block, or {"all": …}


def smallest_group(of_program: int) -> int:
    return max(SMALLEST, of_program)


# ---------------------------------------------------------------- atoms and blocks
def atom(role: str, group: str = "") -> str:
    return f"{role}/{group}" if group else role


def role_of(name: str) -> str:
    return name.partition("/")[0]


def group_of(name: str) -> str:
    return name.partition("/")[2]


def block(atoms: Iterable[str]) -> str:
    return "+".join(sorted(atoms))


def atoms_of(name: str) -> list[str]:
    return name.split("+")


def large_enough(sizes: Mapping[str, int], *, k: int) -> tuple[list[str], list[str]]:
    """Which groups may stand alone, and which only together: none of those, or at least `k` people.

    With the small ones the smallest large one hides where they would be too few, so that what is shown does not tell
    them by subtraction from all.
    """
    alone = [name for name in sizes if name and sizes[name] >= k]
    rest = [name for name in sizes if sizes[name] and name not in alone]
    while alone and 0 < sum(sizes[name] for name in rest) < k:
        smallest = min(alone, key=lambda name: (sizes[name], name))
        alone.remove(smallest)
        rest.append(smallest)
    return alone, rest


def _cut(answers: Table, k: int, part: Callable[[str], Hashable]) -> Table | None:
    """Blocks within each part (role or group) of `answers`; None where a part has too few for any."""
    parts: dict[Hashable, Table] = {}
    for name, sums in answers.items():
        parts.setdefault(part(name), {})[name] = sums
    blocks: Table = {}
    for of_part in parts.values():
        if together(of_part).n < k:
            return None
        alone, rest = large_enough({name: sums.n for name, sums in of_part.items()}, k=k)
        blocks |= {name: of_part[name] for name in alone}
        if rest:
            blocks[block(rest)] = together({name: of_part[name] for name in rest})
    return blocks


def _by_group(answers: Table, k: int) -> Table | None:
    """Blocks of both roles of a group, of several groups where they are small."""
    groups: dict[str, Table] = {}
    for name, sums in answers.items():
        groups.setdefault(group_of(name), {})[name] = sums
    alone, rest = large_enough({group: together(table).n for group, table in groups.items()}, k=k)
    if not alone:
        return None
    blocks = {block(groups[group]): together(groups[group]) for group in alone}
    left = [name for group in rest for name in groups[group]]
    return blocks | ({block(left): together({name: answers[name] for name in left})} if left else {})


def publishable(published: Table | None, answers: Table, *, k: int, is_final: bool) -> Table | None:
    """What may be published of `answers` (by atom) after `published` (by block).

    `is_final`: nobody is left to answer.
    """
    k = smallest_group(k)
    if set(answers) == {ALL}:
        return published or _once(answers, k, is_final)
    if not published:
        return _first(answers, k, is_final)
    if ALL in published:
        return {ALL: _renewed(published[ALL], together(answers), k)}
    home = {name: one for one in published for name in atoms_of(one)}
    blocks: dict[str, Sums] = {one: Sums() for one in published}
    for name, sums in answers.items():
        one = home.get(name, name)
        blocks[one] = blocks.get(one, Sums()) + sums
    renewed = {one: _renewed(published.get(one), sums, k) for one, sums in blocks.items()}
    return {one: sums for one, sums in renewed.items() if sums.n}


def _first(answers: Table, k: int, is_final: bool) -> Table | None:
    present = {name: sums for name, sums in answers.items() if sums.n}
    if present and all(sums.n >= k for sums in present.values()):
        return present
    if not is_final or together(present).n < k:
        return None
    return _cut(present, k, role_of) or _by_group(present, k) or {ALL: together(present)}


def _once(answers: Table, k: int, is_final: bool) -> Table | None:
    """Choices come out once, at the end: beside an earlier count a later one would tell of a few what they took."""
    return dict(answers) if is_final and answers[ALL].n >= k else None


def _renewed(old: Sums | None, new: Sums, k: int) -> Sums:
    old = old or Sums()
    return new if new.n - old.n >= k else old


def together(table: Table) -> Sums:
    return sum(table.values(), start=Sums())


# ---------------------------------------------------------------- what a page may show
def shown(published: Table | None, *, k: int, role: str = "", group: str = "") -> Sums | None:
    """The sums a page may show for `role` and `group` (all of them where empty); None: too few.

    Only of whole blocks: where one holds others, too, there are none. If HR has raised the smallest group since, blocks
    that have become too small are taken together anew.
    """
    if not published:
        return None
    k = smallest_group(k)
    total = together(published)
    if total.n < k:
        return None
    if not (role or group):
        return total
    found = Sums()
    for one, sums in _large_blocks(published, k).items():
        is_asked = {_is_of(name, role, group) for name in atoms_of(one)}
        if is_asked == {True, False}:
            return None
        found += sums if is_asked == {True} else Sums()
    return found if found.n >= k else None


def roles_in(published: Table | None, group: str) -> set[str]:
    """Whose answers a group's sums hold: of a small role they are with those of other groups."""
    return {role_of(name) for one in published or {} for name in atoms_of(one) if group_of(name) == group}


def _large_blocks(published: Table, k: int) -> Table:
    """The published blocks, in larger ones where some are smaller than `k`."""
    if all(sums.n >= k for sums in published.values()):
        return published
    alone, rest = large_enough({one: sums.n for one, sums in published.items()}, k=k)
    return {one: published[one] for one in alone} | {block(rest): together({one: published[one] for one in rest})}


def _is_of(name: str, role: str, group: str) -> bool:
    if name == ALL:  # has everyone in it: never of one alone
        return False
    return (not role or role_of(name) == role) and (not group or group_of(name) == group)


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
    return texts if is_step(len(texts), len(published), k=k) else published


def is_step(number: int, published: int, *, k: int) -> bool:
    """Whether so many are new that what is published may be renewed."""
    return number - published >= smallest_group(k)


def to_json(table: Table) -> dict[str, Any]:
    return {group: asdict(sums) for group, sums in table.items()}


def from_json(data: Mapping[str, Any]) -> Table:
    return {group: Sums(**sums) for group, sums in data.items()}
