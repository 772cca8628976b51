"""Facts of one group or one period. SECURITY: the guard of all counts of process that are not of a whole programme.

What comes out of answers is guarded by `suppression` wherever it is read; here is what is counted: people, tandems,
meetings, invitations. A group is told only where it has at least the smallest group of them, and those that are not
told have as many together, or there are none: so what is told does not tell them by subtraction from the whole. This is
looked at for each count by itself, and for meetings in each quarter by itself; of several quarters a group's meetings
are the sum of those told. What is withheld is not in the facts that come out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import replace
from typing import Any

from evaluation.enums import InvitationState
from evaluation.figures.counts import RHYTHM, STARTED, Facts
from evaluation.figures.periods import quarter_of
from evaluation.figures.suppression import large_enough, smallest_group
from evaluation.models import Wave
from programs.enums import Role
from tandems.enums import TOGETHER_STATES, TandemState

BEGUN = (*TOGETHER_STATES, TandemState.COMPLETED, TandemState.PARTED)
NOWHERE = "nowhere"  # the group of who may see none


def told(facts: Facts, size: Callable[[Facts], int]) -> list[str]:
    """The groups that have enough of something, and leave enough of it to those that have not."""
    sizes = {code: size(part) for code, part in facts.parts.items()}
    return large_enough(sizes, k=smallest_group(facts.program.smallest_group))[0]


def groups_told(facts: Facts) -> list[tuple[str, str]]:
    """Code and name of each group of which anything is told, by name."""
    codes = {*told(facts, _started), *(code for role in Role for code in told(facts, _ever(role)))}
    return sorted(((code, facts.group_names.get(code, "")) for code in codes), key=lambda pair: pair[1].casefold())


def quarters(facts: Facts) -> list[str]:
    """The quarters of which there is anything to tell, newest first."""
    days = [*facts.months, *(wave.opens_on for wave in facts.waves)]
    return sorted({quarter_of(day) for day in days if day <= facts.day}, reverse=True)


def of_group(facts: Facts, group: str, *, is_locked: bool = False) -> Facts:
    """What may be told of one group; `is_locked`: to somebody who sees no other."""
    part = facts.parts.get(group, Facts(facts.program, facts.day))
    roles = [role for role in Role if group in told(facts, _ever(role))]
    withheld = {str(role) for role in Role if role not in roles}
    withheld |= {name for name, size in ((STARTED, _started), (RHYTHM, _rhythm)) if group not in told(facts, size)}
    has = {STARTED: STARTED not in withheld, RHYTHM: RHYTHM not in withheld}
    return replace(
        part,
        as_of=facts.as_of,
        signed_up=_of_roles(part.signed_up, roles),
        withdrawn=_of_roles(part.withdrawn, roles),
        in_tandems=_of_roles(part.in_tandems, roles),
        to_the_end=_of_roles(part.to_the_end, roles),
        tandems=Counter({state: part.tandems[state] for state in BEGUN}) if has[STARTED] else Counter(),
        started=part.started if has[STARTED] else 0,
        ahead=part.ahead if has[STARTED] else 0,
        in_rhythm=part.in_rhythm if has[RHYTHM] else 0,
        rhythm_of=part.rhythm_of if has[RHYTHM] else 0,
        months={first: month for first, month in part.months.items() if group in _told_in(facts, quarter_of(first))},
        running=Counter(),
        waves=[_asked(wave, facts, group) for wave in facts.waves],
        invitations={},
        tables=facts.tables,
        published_at=facts.published_at,
        topics=facts.topics,
        in_return=facts.in_return,
        changes=facts.changes,
        group_names=facts.group_names,
        group=group,
        withheld=frozenset(withheld),
        is_locked=is_locked,
    )


def coarse(facts: Facts) -> dict[str, Facts]:
    """The parts of `facts` with nothing in them but what may be told: all else is counted with the unknown group.

    Those left there are as many as the smallest group or nobody, so the same is told afterwards.
    """
    if not facts.parts:
        return {}
    found = {code: Facts(facts.program, facts.day) for code in {"", *facts.parts}}
    for role in Role:
        for to, part in _homes(facts, found, _ever(role)):
            for name in ("signed_up", "withdrawn", "in_tandems", "to_the_end"):
                getattr(to, name)[role] += getattr(part, name)[role]
    for to, part in _homes(facts, found, _started):
        to.tandems.update(part.tandems)
        to.started += part.started
        to.ahead += part.ahead
    for to, part in _homes(facts, found, _rhythm):
        to.rhythm_of += part.rhythm_of
        to.in_rhythm += part.in_rhythm
    for quarter in {quarter for part in facts.parts.values() for quarter in _quarters_of(part)}:
        for to, part in _homes(facts, found, _ran_in(quarter)):
            to.running[quarter] += part.running[quarter]
            _add_months(to, part, quarter)
    for wave in {wave for part in facts.parts.values() for wave in part.invitations}:
        for to, part in _homes(facts, found, _asked_in(wave)):
            to.invitations.setdefault(wave, Counter()).update(part.invitations.get(wave, Counter()))
    return found


def _homes(facts: Facts, found: dict[str, Facts], size: Callable[[Facts], int]) -> Iterator[tuple[Facts, Facts]]:
    """Where each part's count of something goes: to its own group if that may be told."""
    names = told(facts, size)
    for code, part in facts.parts.items():
        yield found[code if code in names else ""], part


def _quarters_of(part: Facts) -> set[str]:
    return {*part.running, *(quarter_of(first) for first in part.months)}


def _add_months(to: Facts, part: Facts, quarter: str) -> None:
    for first, month in part.months.items():
        if quarter_of(first) == quarter:
            mine = to.month(first)
            for name in ("planned", "held", "cancelled", "moved", "minutes"):
                setattr(mine, name, getattr(mine, name) + getattr(month, name))


def of_period(facts: Facts, period: str) -> Facts:
    """One quarter: its meetings, its surveys, what has changed in it."""
    return replace(
        facts,
        months={first: month for first, month in facts.months.items() if quarter_of(first) == period},
        own_time={},
        waves=[wave for wave in facts.waves if quarter_of(wave.opens_on) == period],
        changes=[change for change in facts.changes if quarter_of(change.changed_on) == period],
        period=period,
    )


def _told_in(facts: Facts, quarter: str) -> list[str]:
    return told(facts, _ran_in(quarter))


def _ran_in(quarter: str) -> Callable[[Facts], int]:
    return lambda part: part.running[quarter]


def _asked_in(wave: Any) -> Callable[[Facts], int]:
    return lambda part: part.invitations.get(wave, Counter()).total()


def _started(part: Facts) -> int:
    return part.started


def _rhythm(part: Facts) -> int:
    return part.rhythm_of


def _ever(role: str) -> Callable[[Facts], int]:
    return lambda part: part.signed_up[role] + part.withdrawn[role]


def _of_roles(people: Counter[str], roles: Iterable[str]) -> Counter[str]:
    return Counter({role: people[role] for role in roles})


def _asked(wave: Wave, facts: Facts, group: str) -> Any:
    """The survey with the invitations of the group, none where it may not be told."""
    one, counts = copy(wave), Counter[str]()
    if group in told(facts, _asked_in(wave.pk)):
        counts = facts.parts[group].invitations[wave.pk]
    one.invited = counts.total()  # type: ignore[attr-defined]
    one.answered, one.declined = counts[InvitationState.ANSWERED], counts[InvitationState.DECLINED]  # type: ignore[attr-defined]
    return one
