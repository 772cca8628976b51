"""Pairs that are decided before solving: joint sign-ups and HR's pins. What cannot be kept is noted, never proposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from programs.enums import Role
from programs.models import Participation
from tandems.matching.facts import MenteeFacts, MentorFacts, Pool, Rules
from tandems.matching.loading import Loaded, Pair
from tandems.matching.scoring import Grid

# Their own choice overrides what is softer (time, department, language, place); never these.
UNTOUCHABLE = ("seniority", "line", "organisation", "barred", "history")
Note = dict[str, Any]


@dataclass(frozen=True)
class Fixed:
    """`pairs` to keep in this order, which of them are `joint`, and `notes` about those that cannot be kept."""

    pairs: tuple[Pair, ...]
    joint: frozenset[Pair]
    notes: tuple[Note, ...]


def fix(loaded: Loaded, rules: Rules) -> Fixed:
    """Joint sign-ups first, who signed up earlier before the others, then HR's pins."""
    notes: list[Note] = []
    joint = _joint(loaded, notes)
    wanted = [(pair, "joint") for pair in joint] + [(pair, "pin") for pair in loaded.pins if pair not in joint]
    room = {key: facts.capacity for key, facts in loaded.facts.items()}
    kept: list[Pair] = []
    for pair, kind in wanted:
        if not _both_here(pair, loaded) or _already(pair, loaded):
            continue
        broken = _broken(pair, loaded, rules)
        if not broken and min(room[key] for key in pair) < 1:
            broken = "room"
        if broken:
            notes.append(_note(kind, broken, pair, kept))
            continue
        for key in pair:
            room[key] -= 1
        kept.append(pair)
    return Fixed(tuple(kept), frozenset(joint) & frozenset(kept), tuple(notes))


def _note(kind: str, broken: str, pair: Pair, kept: Iterable[Pair]) -> Note:
    note: Note = {"kind": f"{kind}_{broken}", "mentee": pair[0], "mentor": pair[1]}
    if broken == "room":
        note["others"] = [a if b == pair[1] else b for a, b in kept if a == pair[0] or b == pair[1]]
    return note


def _joint(loaded: Loaded, notes: list[Note]) -> list[Pair]:
    """The pairs who named each other. Being named binds nobody: both must want it."""
    by_person = {row.person_id: row for row in loaded.everyone.values()}
    found: dict[Pair, None] = {}
    for row in sorted(loaded.everyone.values(), key=_rank):
        if row.joint_with_id is None:
            continue
        partner = by_person.get(row.joint_with_id)
        if partner is None:
            notes.append({"kind": "joint_absent", "one": str(row.pk), "person": row.joint_with_id})
        elif partner.role == row.role:
            notes.append({"kind": "joint_role", "one": str(row.pk), "other": str(partner.pk)})
        elif partner.joint_with_id != row.person_id:
            notes.append({"kind": "joint_one_sided", "one": str(row.pk), "other": str(partner.pk)})
        else:
            mentee, mentor = (row, partner) if row.role == Role.MENTEE else (partner, row)
            found[str(mentee.pk), str(mentor.pk)] = None
    return list(found)


def _rank(row: Participation) -> tuple:
    return (row.signed_up_at is None, row.signed_up_at, str(row.pk))


def _both_here(pair: Pair, loaded: Loaded) -> bool:
    return all(key in loaded.facts for key in pair)


def _already(pair: Pair, loaded: Loaded) -> bool:
    """They have been asked, and whoever still wants a tandem is matched like everyone else."""
    return pair in loaded.past_here


def _broken(pair: Pair, loaded: Loaded, rules: Rules) -> str:
    """The first rule that even their own choice cannot override, or nothing."""
    mentee, mentor = (loaded.facts[key] for key in pair)
    assert isinstance(mentee, MenteeFacts)  # noqa: S101 - for the type checker
    assert isinstance(mentor, MentorFacts)  # noqa: S101
    broken = broken_musts(mentee, mentor, loaded.pool, rules)
    return next((name for name in UNTOUCHABLE if name in broken), "")


def broken_musts(mentee: MenteeFacts, mentor: MentorFacts, pool: Pool, rules: Rules) -> list[str]:
    """The musts this one pair does not meet, those of its history apart."""
    alone = Pool(mentees=(mentee,), mentors=(mentor,), manager_of=pool.manager_of, barred=pool.barred)
    musts = Grid(alone, rules).musts(slice(0, 1))
    return [name for name, holds in musts.items() if not holds[0, 0]]
