"""The two companies and the programmes, before anything happens in them."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from people.enums import Language
from people.imports import apply_import, check_file
from people.models import Organisation, Person
from programs import actions
from programs.enums import ConsentSource, Mode, Role, Slot, TeamRole, TopicKind
from programs.models import Goal, Participation, Program, TeamMember, Topic

DATA = Path(__file__).parent / "data"
Spec = dict[str, Any]
LEVELS = {Role.MENTEE: (2, 3), Role.MENTOR: (4, 5)}


def specs() -> list[Spec]:
    return tomllib.loads((Path(__file__).parent / "programmes.toml").read_text(encoding="utf-8"))["programme"]


def import_companies(rng: Random, now: datetime) -> None:
    """Both companies from the files their HR systems export; a few people read English."""
    for name in ("employees_bank.csv", "employees_works.xlsx"):
        checked = check_file(file_name=name, content=(DATA / name).read_bytes(), actor=None)
        apply_import(people_import=checked, actor=None, now=now)
    for person in Person.objects.order_by("pk"):
        if "en" in person.spoken_languages and rng.random() < (0.5 if person.site == "Kraków" else 0.08):
            person.language = Language.ENGLISH
            person.save(update_fields=["language"])


def create(spec: Spec, today: datetime) -> Program:
    """One programme as HR sets it up: texts, goals, topics, team, sponsor."""
    manager = _person(spec["manager"])
    fields = ("slug", "purpose", "rhythm_weeks", "meeting_minutes", "department_rule")
    texts = [f"{name}_{code}" for name in ("name", "description", "sponsor_message") for code in ("de", "en")]
    days = {
        name: (today + timedelta(days=spec[f"{name}_in_days"])).date() for name in ("starts", "ends", "sign_up_until")
    }
    own = ("ask_order", "breakdown", "mentors_per_mentee", "questionnaires_need_approval", "line_managers_are_asked")
    program = actions.create_program(
        program=Program(
            **{name: spec[name] for name in (*fields, *texts)},
            **{name: spec[name] for name in own if name in spec},
            starts_on=days["starts"],
            ends_on=days["ends"],
            sign_up_until=days["sign_up_until"],
            spans_organisations=len(spec["companies"]) > 1,
            sponsor=_person(spec["sponsor"]),
            mentee_hour_rate=spec.get("mentee_hour_rate"),
            mentor_hour_rate=spec.get("mentor_hour_rate"),
        ),
        actor=manager,
        now=today + timedelta(days=spec["sign_up_until_in_days"] - 30),
        organisations=Organisation.objects.filter(name__in=spec["companies"]),
    )
    _add_lists(program, spec)
    return program


def _person(email: str) -> Person:
    return Person.objects.get(email=email)


def _add_lists(program: Program, spec: Spec) -> None:
    Topic.objects.bulk_create(
        Topic(
            program=program,
            kind=row.get("kind", TopicKind.LEARN),
            name_de=row["de"],
            name_en=row["en"],
            position=position,
        )
        for position, row in enumerate(spec["topic"])
    )
    Goal.objects.bulk_create(
        Goal(program=program, due_on=program.ends_on, position=position, **row)
        for position, row in enumerate(spec["goal"])
    )
    team = [(TeamRole.VIEWER, email) for email in spec["viewers"]] + [(TeamRole.CONTACT, spec["contact"])]
    team += [(TeamRole.AUDITOR, email) for email in spec.get("auditors", ())]
    TeamMember.objects.bulk_create(
        TeamMember(program=program, role=role, person=_person(email)) for role, email in team
    )


def import_sign_ups(program: Program, spec: Spec, now: datetime) -> None:
    """The sign-ups that HR collected in a file."""
    manager = _person(spec["manager"])
    name = spec["sign_ups"]
    checked = actions.check_sign_ups(program=program, file_name=name, content=(DATA / name).read_bytes(), actor=manager)
    actions.apply_sign_ups(sign_up_import=checked, actor=manager, now=now)


def sign_up_people(program: Program, spec: Spec, rng: Random, now: datetime) -> None:
    """People who sign up in the browser, on different days before `now`."""
    taken = {spec["manager"], spec["contact"], spec["sponsor"], *spec["viewers"]}
    for role, count in ((Role.MENTEE, spec["mentees"]), (Role.MENTOR, spec["mentors"])):
        people = list(
            Person.objects.active()
            .filter(organisation__in=program.organisations.all(), level__in=LEVELS[role])
            .filter(hired_on__lt=program.starts_on)
            .exclude(email__in=taken)
            .exclude(participations__program=program)
            .order_by("pk")
        )
        for person in rng.sample(people, count):
            _sign_up(program, person, role, rng, now - timedelta(days=rng.randint(0, 12), hours=rng.randint(0, 6)))


def _sign_up(program: Program, person: Person, role: str, rng: Random, now: datetime) -> Participation:
    learn = list(program.topics.filter(kind=TopicKind.LEARN))
    exchange = list(program.topics.filter(kind=TopicKind.EXCHANGE))
    levels = (0, 1, 1, 2) if role == Role.MENTEE else (2, 3, 3, 4)
    text = program.consent_texts.first()
    assert text is not None  # noqa: S101 create_program writes one
    return actions.sign_up(
        program=program,
        person=person,
        role=role,
        topics={topic: rng.choice(levels) for topic in rng.sample(learn, 3)},
        exchange=rng.sample(exchange, 2),
        slots=sorted(rng.sample(Slot.values, 5)),
        mode=rng.choice((Mode.BOTH, Mode.BOTH, Mode.ONLINE)),
        max_tandems=rng.choice((1, 1, 2)) if role == Role.MENTOR else 1,
        motivation="",
        joint_with=None,
        consent_text=text,
        source=ConsentSource.BROWSER,
        now=now,
    )
