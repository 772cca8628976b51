"""What matching knows about people and rules: plain data, no database, no words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# In the order in which a person's candidates are counted down: what nobody can change comes first.
MUSTS = (
    "seniority",
    "line",
    "organisation",
    "barred",
    "history",
    "language",
    "department",
    "place",
    "times",
    "topics",
    "exchange",
    "experience",
    "floor",
)
CRITERIA = ("topics", "exchange", "department", "language", "place", "times", "experience", "wishes")
TOP_LEVEL = 4
ENOUGH_TIMES = 3

IN_PERSON, ONLINE, EITHER = "in_person", "online", "both"
ANY, SAME, DIFFERENT = "any", "same", "different"


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What both roles have. `key` is stable and unique: ties are broken by it, never by the order of rows.

    `level`: 1 is the most senior, None unknown. `capacity`: tandems there is still room for. `since`: the
    year hired, as a decimal.
    """

    key: str
    person: int
    level: int | None = None
    organisation: int | None = None
    department: int | None = None
    site: str = ""
    languages: frozenset[str] = frozenset()
    slots: frozenset[str] = frozenset()
    mode: str = EITHER
    capacity: int = 1
    since: float | None = None
    likes: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class MenteeFacts(PersonFacts):
    """`wishes`: (topic, level today 0 to 4), the most wanted first. `offers`: topics given in return."""

    wishes: tuple[tuple[int, int], ...] = ()
    offers: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class MentorFacts(PersonFacts):
    """`skills`: topic to level 0 to 4. `hopes`: topics hoped for in return."""

    skills: Mapping[int, int] = field(default_factory=dict)
    hopes: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Rules:
    """A programme's rules. `weights`: criterion to 0..10. `floor`: no pair scores below it.

    `years_apart`: the band, in years of experience, in which a pair is best; None: does not count.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(CRITERIA, 1))
    spans_organisations: bool = False
    department_rule: str = ANY
    department_is_must: bool = False
    language_is_must: bool = True
    times_are_must: bool = True
    place_is_must: bool = True
    topics_is_must: bool = False
    exchange_is_must: bool = False
    experience_is_must: bool = False
    same_manager_is_out: bool = False
    years_apart: tuple[float, float] | None = None
    floor: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Everyone who may be paired, and what is decided about pairs beforehand.

    `manager_of` is the whole reporting line, person to manager, also of people outside the programme. Pairs are
    (mentee's key, mentor's key): `past` have been paired before, `barred` by HR, `silent` by one of the two.

    SECURITY: `silent` bars hold like musts and are counted nowhere that HR can look: neither in a count-down nor in
    what a pair breaks.
    """

    mentees: tuple[MenteeFacts, ...]
    mentors: tuple[MentorFacts, ...]
    manager_of: Mapping[int, int] = field(default_factory=dict)
    past: frozenset[tuple[str, str]] = frozenset()
    barred: frozenset[tuple[str, str]] = frozenset()
    silent: frozenset[tuple[str, str]] = frozenset()

    def in_order(self) -> "Pool":
        """The same pool in its canonical order."""
        return Pool(
            mentees=tuple(sorted(self.mentees, key=lambda facts: facts.key)),
            mentors=tuple(sorted(self.mentors, key=lambda facts: facts.key)),
            manager_of=self.manager_of,
            past=self.past,
            barred=self.barred,
            silent=self.silent,
        )
