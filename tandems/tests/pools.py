"""Pools of invented people for the tests of matching: random ones with a seed, and hypothesis strategies."""

import random
from functools import cache

from hypothesis import strategies as st

from tandems.matching.facts import (
    ANY,
    DIFFERENT,
    EITHER,
    IN_PERSON,
    ONLINE,
    SAME,
    MenteeFacts,
    MentorFacts,
    Pool,
    Rules,
)

SELDOM = st.sampled_from([False, False, False, False, True])
MODES = (EITHER, IN_PERSON, ONLINE)
# most people have something in common: only then is there anything to choose between
LANGUAGES = [frozenset(some) for some in (["de"], ["de", "en"], ["de"], ["de", "en"], ["en"], [])]
TIMES = [frozenset(some) for some in (["1am", "1pm"], ["1am"], ["1am", "2am"], ["1am", "1pm", "2am"], ["2am"], [])]


def mentee(number: int = 0, **fields) -> MenteeFacts:
    """A head of department who fits `mentor()` in everything."""
    given = {"key": f"a{number:05}", "person": 1000 + number, "level": 2} | COMMON | {"wishes": ((1, 0),)}
    return MenteeFacts(**given | fields)


def mentor(number: int = 0, **fields) -> MentorFacts:
    """A specialist who fits `mentee()` in everything."""
    given = {"key": f"b{number:05}", "person": 50_000 + number, "level": 4} | COMMON | {"skills": {1: 4}}
    return MentorFacts(**given | fields)


COMMON = {
    "organisation": 1,
    "department": 1,
    "site": "Heilbronn",
    "languages": frozenset({"de"}),
    "slots": frozenset({"1am", "2pm"}),
    "mode": EITHER,
}


def random_pool(mentees: int, mentors: int, seed: int) -> Pool:
    """A company in miniature: some pairs are impossible, scores differ, mentors have room for one to three."""
    chance = random.Random(seed)
    manager_of = {50_000 + j: 1000 + chance.randrange(mentees) for j in range(mentors) if chance.random() < 0.5}
    return Pool(
        mentees=tuple(
            mentee(
                i,
                level=chance.choice([1, 2, 3]),
                wishes=tuple((t, chance.randrange(4)) for t in chance.sample(range(6), 3)),
                offers=frozenset(chance.sample(range(5), 2)),
                **_person(chance),
            )
            for i in range(mentees)
        ),
        mentors=tuple(
            mentor(
                j,
                level=chance.choice([3, 4, 5]),
                skills={t: chance.randrange(5) for t in chance.sample(range(6), 3)},
                hopes=frozenset(chance.sample(range(5), 2)),
                capacity=chance.choice([1, 1, 1, 2, 3]),
                **_person(chance),
            )
            for j in range(mentors)
        ),
        manager_of=manager_of,
    )


def _person(chance: random.Random) -> dict:
    return {
        "department": chance.randrange(4),
        "site": chance.choice(["Heilbronn", "Neckarsulm"]),
        "languages": frozenset(chance.sample(["de", "en", "tr"], chance.randint(1, 2))),
        "slots": frozenset(chance.sample(["1am", "1pm", "2am", "2pm", "3am", "3pm"], chance.randint(1, 3))),
        "mode": chance.choice([EITHER, EITHER, EITHER, IN_PERSON, ONLINE]),
    }


@cache
def small_pools(most: int = 5) -> st.SearchStrategy[Pool]:
    """Up to `most` on each side, also nobody; manager circles, pasts and bars included."""
    size = st.sampled_from([most, most - 1, most, most - 1, *range(most + 1)])
    return st.tuples(size, size).flatmap(lambda sizes: _pools(*sizes))


@cache  # making a strategy takes longer than drawing from it
def _pools(mentees: int, mentors: int) -> st.SearchStrategy[Pool]:
    people = [1000 + i for i in range(mentees)] + [50_000 + j for j in range(mentors)] + [1, 2]
    person = st.sampled_from(people)
    pairs = st.frozensets(
        st.sampled_from([(f"a{i:05}", f"b{j:05}") for i in range(mentees) for j in range(mentors)] or [("", "")]),
        max_size=2,
    )
    return st.builds(
        Pool,
        mentees=st.tuples(*[_mentees(i) for i in range(mentees)]),
        mentors=st.tuples(*[_mentors(j) for j in range(mentors)]),
        manager_of=st.dictionaries(person, person, max_size=4),
        past=pairs,
        barred=pairs,
        silent=pairs,
    )


@cache
def _mentees(number: int) -> st.SearchStrategy[MenteeFacts]:
    wish = st.tuples(st.integers(0, 3), st.integers(0, 4))
    return st.builds(
        mentee,
        st.just(number),
        level=st.sampled_from([1, 2, 1, 2, 3, None]),
        wishes=st.lists(wish, max_size=3, unique_by=lambda pair: pair[0]).map(tuple),
        offers=st.frozensets(st.integers(0, 3), max_size=2),
        **_fields(),
    )


@cache
def _mentors(number: int) -> st.SearchStrategy[MentorFacts]:
    return st.builds(
        mentor,
        st.just(number),
        level=st.sampled_from([4, 5, 4, 3, 2]),
        skills=st.dictionaries(st.integers(0, 3), st.integers(0, 4), max_size=3),
        hopes=st.frozensets(st.integers(0, 3), max_size=2),
        capacity=st.sampled_from([1, 1, 1, 2, 3, 0]),
        **_fields(),
    )


def _fields() -> dict:
    return {
        "department": st.sampled_from([1, 2, None]),
        "organisation": st.sampled_from([1, 1, 1, 1, 1, 2]),
        "site": st.sampled_from(["Heilbronn", "Neckarsulm", ""]),
        "languages": st.sampled_from(LANGUAGES),
        "slots": st.sampled_from(TIMES),
        "mode": st.sampled_from((EITHER, EITHER, EITHER, *MODES)),
        "since": st.one_of(st.none(), st.floats(0, 40)),
        "likes": st.frozensets(st.sampled_from([1000, 1001, 50_000, 50_001]), max_size=2),
    }


@cache
def rules() -> st.SearchStrategy[Rules]:
    names = ("topics", "exchange", "department", "language", "place", "times", "experience", "wishes")
    return st.builds(
        Rules,
        weights=st.fixed_dictionaries({name: st.integers(0, 10) for name in names}),
        spans_organisations=st.booleans(),
        department_rule=st.sampled_from([ANY, SAME, DIFFERENT]),
        department_is_must=SELDOM,
        language_is_must=st.booleans(),
        times_are_must=st.booleans(),
        place_is_must=st.booleans(),
        topics_is_must=SELDOM,
        exchange_is_must=SELDOM,
        experience_is_must=SELDOM,
        same_manager_is_out=SELDOM,
        years_apart=st.sampled_from([None, (5.0, 20.0)]),
        floor=st.sampled_from([0.0, 0.0, 0.3]),
    )
