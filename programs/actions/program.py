"""Making a programme and taking it through its life."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from notices.actions import Draft, plan
from people import audit
from people.errors import ActionError, NotAllowed
from people.models import Organisation, Person
from people.states import change_state
from people.times.clock import day_of
from programs import briefings, consent, hooks, rules
from programs.actions.participation import confirmation
from programs.actions.waiting import tell_of_opening
from programs.checklist import Item, missing
from programs.enums import (
    PROGRAM_TRANSITIONS,
    ParticipationState,
    ProgramState,
    TeamRole,
)
from programs.models import (
    ConsentText,
    PairWish,
    Program,
    TeamMember,
    Topic,
)
from programs.usual_topics import USUAL_TOPICS


class NotReady(ActionError):
    """The programme lacks something that must be there before it opens; `items` say what."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        names = "; ".join(str(item.text) for item in items)
        super().__init__(_("Before the programme can open it still needs: %(names)s.") % {"names": names})


@transaction.atomic
def create_program(
    *, program: Program, actor: Person, now: datetime, organisations: Iterable[Organisation] = ()
) -> Program:
    """Store the unsaved `program` in preparation, with `actor` as its manager and the default consent text."""
    program.state = ProgramState.DRAFT
    program.created_at = now
    program.slug = program.slug or free_slug(program.name_de or program.name_en)
    program.save()
    program.organisations.set(organisations)
    TeamMember.objects.create(program=program, person=actor, role=TeamRole.MANAGER)
    ConsentText.objects.create(program=program, text_de=consent.DEFAULT_DE, text_en=consent.DEFAULT_EN, created_at=now)
    briefings.write_first(program)
    audit.record("program.created", actor=actor, subject=program, program_id=program.pk)
    return program


def free_slug(name: str) -> str:
    """An address made of `name` that no programme has yet."""
    umlauts = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
    stem = slugify(name.translate(umlauts))[:50].strip("-") or "programm"
    taken = set(Program.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)


@transaction.atomic
def set_program_state(*, program: Program, state: str, actor: Person | None, now: datetime) -> Program:
    """Take the programme one step on or back. Floors above hear of it through `hooks.when_state_changed`.

    Raises NotAllowed unless `actor` manages it (None: the system), NotReady where it may not open yet, WrongState.
    """
    if actor is not None and not rules.manages(program, actor):
        raise NotAllowed
    if state == ProgramState.OPEN and (items := missing(program)):
        raise NotReady(items)
    old = program.state
    change_state(
        program,
        state,
        transitions=PROGRAM_TRANSITIONS,
        actor=actor,
        event="program.state_changed",
        program_id=program.pk,
    )
    if state == ProgramState.ARCHIVED:
        forget_sign_ups(program)
    if actor is None:
        plan(moved(member.person, program, now) for member in _managers(program))
    if state == ProgramState.OPEN:
        tell_of_opening(program, now)
    if old == ProgramState.DRAFT:
        plan(confirmation(participation, now) for participation in program.participations.signed_up())
    hooks.state_changed(program, old, now)
    return program


def _managers(program: Program) -> Iterable[TeamMember]:
    return program.team.filter(role=TeamRole.MANAGER, person__is_active=True).select_related("person")


def moved(person: Person, program: Program, now: datetime) -> Draft:
    return Draft(
        kind="program_moved",
        recipient=person,
        dedupe_key=f"program:{program.pk}:{program.state}:{day_of(now)}:{person.pk}",
        due_at=now,
        context={"program": program.pk, "state": program.state},
        program_id=program.pk,
    )


def forget_sign_ups(program: Program) -> None:
    """What people wrote to sign up, and files that HR brought: nobody needs them any more. Who took part stays."""
    program.participations.filter(state=ParticipationState.DRAFT).delete()
    program.participations.update(motivation="", slots=[], joint_with=None)
    PairWish.objects.filter(participation__program=program).delete()
    program.sign_up_imports.all().delete()


@transaction.atomic
def add_usual_topics(*, program: Program, actor: Person) -> int:
    """Add the topics that most programmes have, where their names are not there yet; returns how many."""
    known = {name.casefold() for topic in program.topics.all() for name in (topic.name_de, topic.name_en)}
    new = [
        Topic(program=program, kind=kind, name_de=name_de, name_en=name_en, position=position)
        for position, (kind, name_de, name_en) in enumerate(USUAL_TOPICS, start=len(known))
        if not {name_de.casefold(), name_en.casefold()} & known
    ]
    Topic.objects.bulk_create(new)
    audit.record(
        "program.topics_added", actor=actor, subject=program, program_id=program.pk, details={"count": len(new)}
    )
    return len(new)
