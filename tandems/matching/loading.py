"""From rows to facts, in a constant number of queries. The only part of matching that reads participations."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q

from people.lines import line_above
from people.models import Person
from programs import wishes
from programs.enums import Role
from programs.models import ManagerConsent, Participation, Program, Topic, TopicChoice
from programs.wishes import Wishes
from tandems.enums import LIVE_TANDEM_STATES, PairRuleKind
from tandems.history import paired_before
from tandems.matching.facts import MenteeFacts, MentorFacts, PersonFacts, Pool, Rules
from tandems.models import PairRule, Tandem

RULES_VERSION = 2
Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Everything a run needs to know.

    `pool` holds those with room left, `everyone` all who are signed up, by key. `past_here`: pairs of this programme
    that have been asked before. `pins`: HR's pairs.
    """

    pool: Pool
    everyone: Mapping[str, Participation]
    facts: Mapping[str, PersonFacts]
    past_here: frozenset[Pair]
    pins: tuple[Pair, ...]
    topics: Mapping[int, Topic]

    def fingerprints(self) -> dict[str, str]:
        """A short print of all that counts about each person, by key: it differs when they have changed."""
        managers = self.pool.manager_of
        return {
            key: _print(facts, self.everyone[key].room, line_above(facts.person, managers))
            for key, facts in self.facts.items()
        }


def load(program: Program) -> Loaded:
    rows = Participation.objects.filter(program=program).signed_up().select_related("person__department")
    everyone = {str(row.pk): row for row in rows}
    for row in everyone.values():
        row.program = program
    tandems = _tandems(everyone)
    live = Counter(key for a, b, here, is_live in tandems if here and is_live for key in (a, b))
    wished = wishes.of_program(program)
    facts = _facts(everyone, live, wished)
    rules = list(PairRule.objects.filter(program=program).order_by("created_at", "pk"))
    without_consent = _without_consent(program, everyone)
    pool = Pool(
        mentees=tuple(f for f in facts.values() if isinstance(f, MenteeFacts) and f.capacity > 0),
        mentors=tuple(
            f for f in facts.values() if isinstance(f, MentorFacts) and f.capacity > 0 and f.key not in without_consent
        ),
        manager_of=Person.objects.line_managers(),
        past=frozenset((a, b) for a, b, _here, _live in tandems) | _paired_before(everyone),
        barred=frozenset(_pair(rule) for rule in rules if rule.kind == PairRuleKind.BAR),
        silent=_silent(everyone, wished),
    )
    return Loaded(
        pool=pool,
        everyone=everyone,
        facts=facts,
        past_here=frozenset((a, b) for a, b, here, _live in tandems if here),
        pins=tuple(_pair(rule) for rule in rules if rule.kind == PairRuleKind.PIN),
        topics={topic.pk: topic for topic in Topic.objects.filter(program=program)},
    )


def _without_consent(program: Program, everyone: Mapping[str, Participation]) -> set[str]:
    """Mentors whose line manager has not agreed, where the programme wants that before anyone is paired."""
    if not program.manager_consent_required:
        return set()
    agreed = {str(key) for key in ManagerConsent.objects.agreed().values_list("participation", flat=True)}
    return {key for key, row in everyone.items() if row.role == Role.MENTOR and key not in agreed}


def _pair(rule: PairRule) -> Pair:
    return str(rule.mentee_id), str(rule.mentor_id)


def _tandems(everyone: Mapping[str, Participation]) -> list[tuple[str, str, bool, bool]]:
    """(mentee's key, mentor's key, in this programme, live) for every tandem that two of these people ever had."""
    key_of = {row.person_id: key for key, row in everyone.items()}
    program_ids = {row.program_id for row in everyone.values()}
    found = Tandem.objects.filter(
        Q(mentee__person__in=key_of.keys()) | Q(mentor__person__in=key_of.keys())
    ).values_list("mentee__person", "mentor__person", "program", "state")
    return [
        (key_of.get(a, ""), key_of.get(b, ""), program in program_ids, state in LIVE_TANDEM_STATES)
        for a, b, program, state in found
    ]


def _paired_before(everyone: Mapping[str, Participation]) -> set[Pair]:
    """Also long ago, when nothing but keyed hashes is left of it."""
    key_of = {row.person_id: key for key, row in everyone.items()}
    found = paired_before({row.person_id: row.person.email for row in everyone.values()})
    pairs = [sorted((key_of[p] for p in pair), key=lambda key: everyone[key].role != Role.MENTEE) for pair in found]
    return {(pair[0], pair[-1]) for pair in pairs}


def _silent(everyone: Mapping[str, Participation], wished: Mapping[str, Wishes]) -> frozenset[Pair]:
    """Pairs of which one has ruled the other out, whoever it was."""
    key_of = {row.person_id: key for key, row in everyone.items()}
    found = ((key, key_of[p]) for key, wish in wished.items() if key in everyone for p in wish.out if p in key_of)
    return frozenset((a, b) if everyone[a].role == Role.MENTEE else (b, a) for a, b in found)


def _facts(
    everyone: Mapping[str, Participation], live: Mapping[str, int], wished: Mapping[str, Wishes]
) -> dict[str, PersonFacts]:
    topics, exchange = defaultdict(list), defaultdict(set)
    ids = [row.pk for row in everyone.values()]
    for choice in TopicChoice.objects.filter(participation__in=ids).order_by("priority", "topic"):
        topics[str(choice.participation_id)].append((choice.topic_id, choice.level))
    through = Participation.exchange.through.objects.filter(participation__in=ids)
    for participation, topic in through.values_list("participation_id", "topic_id"):
        exchange[str(participation)].add(topic)
    nothing = Wishes()
    return {
        key: replace(
            _facts_of(row, topics[key], frozenset(exchange[key]), live.get(key, 0)),
            likes=wished.get(key, nothing).liked,
        )
        for key, row in everyone.items()
    }


def _facts_of(row: Participation, topics: list[tuple[int, int]], exchange: frozenset[int], live: int) -> PersonFacts:
    person = row.person
    common: dict[str, Any] = {
        "key": str(row.pk),
        "person": person.pk,
        "level": person.level,
        "organisation": person.organisation_id,
        "department": person.department_id,
        "site": person.site,
        "languages": frozenset(person.spoken_languages),
        "slots": frozenset(row.slots),
        "mode": row.mode,
        "since": _as_year(person.hired_on),
    }
    if row.role == Role.MENTEE:
        return MenteeFacts(**common, capacity=row.room - live, wishes=tuple(topics), offers=exchange)
    return MentorFacts(**common, capacity=row.room - live, skills=dict(topics), hopes=exchange)


def _as_year(day: date | None) -> float | None:
    return None if day is None else round(day.year + day.timetuple().tm_yday / 366, 2)


def _print(facts: PersonFacts, room: int, line: list[int]) -> str:
    plain = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(replace(facts, capacity=room)).items()
        # SECURITY: no print of a wish, however short, stands in a run
        if name != "likes"
    }
    return hashlib.sha256(repr((sorted(plain.items()), line)).encode()).hexdigest()[:12]


# ---------------------------------------------------------------- rules
def rules_of(program: Program) -> dict[str, Any]:
    """The programme's rules and weights, as a run keeps them."""
    return {
        "version": RULES_VERSION,
        "weights": program.weights,
        "spans_organisations": program.spans_organisations,
        "department_rule": str(program.department_rule),
        "department_is_must": program.department_is_must,
        "language_is_must": program.language_is_must,
        "times_are_must": program.times_are_must,
        "place_is_must": program.place_is_must,
        "topics_is_must": program.topics_is_must,
        "exchange_is_must": program.exchange_is_must,
        "experience_is_must": program.experience_is_must,
        "same_manager_is_out": program.same_manager_is_out,
        "years_apart": _years_apart(program),
        "floor": program.least_fit / 100,
    }


def _years_apart(program: Program) -> list[int] | None:
    if program.years_apart_from is None or program.years_apart_to is None:
        return None
    return [program.years_apart_from, program.years_apart_to]


def read_rules(parameters: Mapping[str, Any]) -> Rules:
    """A run's rules. What a later version added has its default in `Rules`."""
    known = {name: value for name, value in parameters.items() if name in Rules.__dataclass_fields__}
    if known.get("years_apart") is not None:
        known["years_apart"] = tuple(known["years_apart"])
    return Rules(**known)
