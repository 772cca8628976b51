"""The facts that reasons are made of, for pairs and for people left over. Pure data: words come from `reasons`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tandems.matching.facts import ANY, IN_PERSON, MUSTS, ONLINE, MenteeFacts, MentorFacts, Pool, Rules
from tandems.matching.scoring import Grid

Facts = dict[str, Any]
Name = Mapping[str, str]


def facts_of_pair(
    mentee: MenteeFacts, mentor: MentorFacts, rules: Rules, topics: Mapping[int, Name], departments: Mapping[int, str]
) -> Facts:
    """What speaks for this pair. `topics`: names by language; `departments`: names. Absent means: nothing to say."""
    facts: Facts = {
        "wished": len(mentee.wishes),
        "topics": [
            {**topics[topic], "ahead": mentor.skills[topic] - level}
            for topic, level in mentee.wishes
            if topic in topics and mentor.skills.get(topic, 0) > level
        ],
        "hoped": len(mentor.hopes),
        "exchange": [topics[topic] for topic in sorted(mentee.offers & mentor.hopes) if topic in topics],
        "times": sorted(mentee.slots & mentor.slots),
        "languages": sorted(mentee.languages & mentor.languages),
    }
    return facts | _departments(mentee, mentor, rules, departments) | _place(mentee, mentor) | _years(mentee, mentor)


def _departments(mentee: MenteeFacts, mentor: MentorFacts, rules: Rules, names: Mapping[int, str]) -> Facts:
    if rules.department_rule == ANY or mentee.department is None or mentor.department is None:
        return {}
    return {"departments": [names[mentee.department], names[mentor.department]]}


def _place(mentee: MenteeFacts, mentor: MentorFacts) -> Facts:
    modes = {mentee.mode, mentor.mode}
    same = bool(mentee.site.strip()) and mentee.site.strip().casefold() == mentor.site.strip().casefold()
    return {
        "site": mentor.site.strip() if same and ONLINE not in modes else "",
        "online": IN_PERSON not in modes,
    }


def _years(mentee: MenteeFacts, mentor: MentorFacts) -> Facts:
    if mentee.since is None or mentor.since is None:
        return {}
    return {"years_apart": round(abs(mentee.since - mentor.since))}


def count_down(pool: Pool, rules: Rules, keys: Iterable[str]) -> dict[str, list[list[Any]]]:
    """For each person of `keys`, how many of the other side are left after each must, in the order of `MUSTS`.

    [["all", 52], ["seniority", 40], …]: the last number is how many fit; they were all placed with others.
    """
    wanted = set(keys)
    return _count_mentees(pool, rules, wanted) | _count_mentors(pool, rules, wanted)


def _count_mentees(pool: Pool, rules: Rules, wanted: set[str]) -> dict[str, list[list[Any]]]:
    rows = tuple(mentee for mentee in pool.mentees if mentee.key in wanted)
    left = _cumulative(pool, rules, rows, pool.mentors)
    return {mentee.key: _steps(left, i, axis=1, all_=len(pool.mentors)) for i, mentee in enumerate(rows)}


def _count_mentors(pool: Pool, rules: Rules, wanted: set[str]) -> dict[str, list[list[Any]]]:
    columns = tuple(mentor for mentor in pool.mentors if mentor.key in wanted)
    left = _cumulative(pool, rules, pool.mentees, columns)
    return {mentor.key: _steps(left, j, axis=0, all_=len(pool.mentees)) for j, mentor in enumerate(columns)}


def _cumulative(
    pool: Pool, rules: Rules, mentees: Sequence[MenteeFacts], mentors: Sequence[MentorFacts]
) -> dict[str, tuple[Any, Any]]:
    """After each must: how many mentees each mentor has left, and how many mentors each mentee."""
    import numpy as np

    part = Pool(
        mentees=tuple(mentees),
        mentors=tuple(mentors),
        manager_of=pool.manager_of,
        past=pool.past,
        barred=pool.barred,
    )
    holds = Grid(part, rules).musts(slice(0, len(mentees)))
    so_far = np.ones((len(mentees), len(mentors)), dtype=bool)
    counts = {}
    for name in MUSTS:
        so_far &= holds[name]
        counts[name] = (so_far.sum(axis=0), so_far.sum(axis=1))
    return counts


def _steps(counts: Mapping[str, tuple[Any, Any]], number: int, *, axis: int, all_: int) -> list[list[Any]]:
    return [["all", all_], *([name, int(by_axis[axis][number])] for name, by_axis in counts.items())]
