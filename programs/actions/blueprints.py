"""From a blueprint to a programme, and from a programme to a blueprint."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from people import audit
from people.errors import NotAllowed
from people.models import Organisation, Person
from programs import blueprints, rules
from programs.actions.program import create_program
from programs.blueprints import Document
from programs.blueprints.programme import length_in_weeks, weeks_to_sign_up
from programs.enums import Purpose
from programs.models import Blueprint, Program


@transaction.atomic
def create_from(
    *,
    document: Document,
    names: dict[str, str],
    organisations: Iterable[Organisation],
    starts_on: date,
    actor: Person,
    now: datetime,
    ends_on: date | None = None,
    sign_up_until: date | None = None,
    follows: Program | None = None,
) -> Program:
    """A programme in preparation as the blueprint says, managed by `actor`.

    `names` by language. Dates left out follow from the blueprint: the period's length in weeks, and the last day for
    signing up ten days before the start. Raises BadBlueprint; then nothing is written.
    """
    own = document.sections.get("programme", {})
    program = Program(
        name_de=names.get("de", ""),
        name_en=names.get("en", ""),
        purpose=own.get("purpose", Purpose.DIGITAL),
        starts_on=starts_on,
        ends_on=ends_on or starts_on + timedelta(weeks=length_in_weeks(own)) - timedelta(days=1),
        follows=follows,
        sign_up_until=sign_up_until or starts_on - timedelta(days=10),
    )
    create_program(program=program, actor=actor, now=now, organisations=organisations)
    blueprints.set_up(program=program, document=document, actor=actor, now=now)
    audit.record(
        "program.set_up", actor=actor, subject=program, program_id=program.pk, details={"blueprint": document.code}
    )
    return program


def suggested_start(document: Document, today: date) -> date:
    """A Monday that leaves the blueprint's weeks for signing up, and ten days after them."""
    earliest = today + timedelta(weeks=weeks_to_sign_up(document.sections.get("programme", {})), days=10)
    return earliest + timedelta(days=-earliest.weekday() % 7)


def document_of(*, program: Program, names: dict[str, str], suits: dict[str, str]) -> Document:
    """The set-up of `program` as a document, without people and dates."""
    return Document(code=program.slug, names=names, suits=suits, sections=blueprints.write_down(program))


@transaction.atomic
def keep_blueprint(
    *, program: Program, names: dict[str, str], suits: dict[str, str], actor: Person, now: datetime
) -> Blueprint:
    """Save the set-up of `program` for everyone in HR. Raises NotAllowed unless `actor` manages it."""
    if not rules.manages(program, actor):
        raise NotAllowed
    document = document_of(program=program, names=names, suits=suits)
    return _keep(document, actor, now)


@transaction.atomic
def keep_file(*, content: bytes, actor: Person, now: datetime) -> Blueprint:
    """Save a blueprint from a file. Raises BadBlueprint with everything that is wrong with it."""
    document = blueprints.from_file(content)
    if found := blueprints.problems(document):
        raise blueprints.BadBlueprint(found)
    return _keep(document, actor, now)


def _keep(document: Document, actor: Person, now: datetime) -> Blueprint:
    kept = Blueprint.objects.create(
        name_de=document.names.get("de", ""),
        name_en=document.names.get("en", ""),
        suits_de=document.suits.get("de", ""),
        suits_en=document.suits.get("en", ""),
        sections=document.sections,
        created_by=actor,
        created_at=now,
    )
    audit.record("blueprint.kept", actor=actor, subject=kept)
    return kept


@transaction.atomic
def remove_blueprint(*, blueprint: Blueprint, actor: Person) -> None:
    """Programmes made from it stay as they are."""
    audit.record("blueprint.removed", actor=actor, subject=blueprint)
    blueprint.delete()


def as_document(blueprint: Blueprint) -> Document:
    return Document(
        code=f"kept-{blueprint.pk}",
        names={"de": blueprint.name_de, "en": blueprint.name_en},
        suits={"de": blueprint.suits_de, "en": blueprint.suits_en},
        sections=blueprint.sections,
    )
