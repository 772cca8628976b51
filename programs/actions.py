"""Every write to a programme and to taking part in it: pages, admin, imports and the demo share these doors."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from notices.actions import Draft, plan
from people import audit
from people.errors import ActionError, NotAllowed
from people.models import Organisation, Person
from people.states import change_state
from programs import consent, hooks, rules
from programs import sign_up_rules as checks
from programs.checklist import Item, missing
from programs.enums import (
    PARTICIPATION_TRANSITIONS,
    PROGRAM_TRANSITIONS,
    Mode,
    ParticipationState,
    ProgramState,
    TeamRole,
)
from programs.models import Consent, ConsentText, Participation, Program, TeamMember, Topic, TopicChoice
from programs.usual_topics import USUAL_TOPICS

WRITTEN_SIGN_UP = ("max_tandems", "mode", "slots", "motivation", "joint_with")


class NotReady(ActionError):
    """The programme lacks something that must be there before it opens; `items` say what."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        names = "; ".join(str(item.text) for item in items)
        super().__init__(_("Before the programme can open it still needs: %(names)s.") % {"names": names})


# ---------------------------------------------------------------- the programme


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
    if old == ProgramState.DRAFT:
        plan(_confirmation(participation, now) for participation in program.participations.signed_up())
    hooks.state_changed(program, old, now)
    return program


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


# ---------------------------------------------------------------- taking part


@transaction.atomic
def save_draft(*, program: Program, person: Person, role: str, now: datetime, max_tandems: int = 1) -> Participation:
    """Begin a sign-up, or change the role of one that is not finished. Nobody but the person sees a draft.

    Whoever is signed up already changes the number of tandems only. Raises NotAllowed where the programme is not on
    offer, UnsoundSignUp where the role is not open to the person.
    """
    today = timezone.localdate(now)
    if not rules.can_sign_up(program, person, today):
        raise NotAllowed
    existing = program.participations.select_for_update().filter(person=person).first()
    if problems := checks.role_problems(person=person, role=role, existing=existing):
        raise checks.UnsoundSignUp(problems)
    if existing is None:
        existing, _created = Participation.objects.get_or_create(
            program=program, person=person, defaults={"role": role}
        )
    elif existing.state == ParticipationState.WITHDRAWN:
        _move(existing, ParticipationState.DRAFT, actor=person, event="participation.begun")
    if existing.role != role:
        TopicChoice.objects.filter(participation=existing).delete()
        existing.exchange.clear()
        existing.joint_with = None
    existing.role = role
    existing.max_tandems = max_tandems
    existing.save(update_fields=["role", "max_tandems", "joint_with"])
    _note_change(existing)
    return existing


@transaction.atomic
def choose_topics(*, participation: Participation, topics: Mapping[Topic, int], exchange: Iterable[Topic]) -> None:
    """Set the topics with their levels, in order of priority, and what goes the other way."""
    exchange = list(exchange)
    problems = checks.topic_problems(program=participation.program, topics=topics, exchange=exchange)
    if problems:
        raise checks.UnsoundSignUp(problems)
    _store_topics(participation, topics, exchange)
    _note_change(participation)


def _store_topics(participation: Participation, topics: Mapping[Topic, int], exchange: list[Topic]) -> None:
    TopicChoice.objects.filter(participation=participation).delete()
    TopicChoice.objects.bulk_create(
        TopicChoice(participation=participation, topic=topic, level=level, priority=priority)
        for priority, (topic, level) in enumerate(topics.items(), start=1)
    )
    participation.exchange.set(exchange)


@transaction.atomic
def describe_frame(
    *,
    participation: Participation,
    slots: Collection[str],
    mode: str,
    motivation: str,
    joint_with: Person | None,
    now: datetime,
) -> None:
    """Set when and how to meet, the motivation and the partner of a joint sign-up."""
    program, person, role = participation.program, participation.person, participation.role
    problems = checks.frame_problems(slots=slots, max_tandems=participation.max_tandems)
    problems += checks.partner_problems(program=program, person=person, role=role, partner=joint_with)
    if problems:
        raise checks.UnsoundSignUp(problems)
    participation.slots = sorted(set(slots))
    participation.mode = mode
    participation.motivation = motivation.strip()
    participation.joint_with = joint_with
    participation.save(update_fields=["slots", "mode", "motivation", "joint_with"])
    _note_change(participation)
    if participation.state == ParticipationState.SIGNED_UP:
        plan(_invitation(participation, now))


def _note_change(participation: Participation) -> None:
    """A draft is the person's own business; a change to a sign-up is a fact."""
    if participation.state == ParticipationState.SIGNED_UP:
        audit.record(
            "participation.changed",
            actor=participation.person,
            subject=participation,
            program_id=participation.program_id,
        )


@transaction.atomic
def sign_up(
    *,
    program: Program,
    person: Person,
    role: str,
    topics: Mapping[Topic, int],
    exchange: Iterable[Topic],
    slots: Collection[str],
    mode: str,
    max_tandems: int,
    motivation: str,
    joint_with: Person | None,
    consent_text: ConsentText,
    source: str,
    now: datetime,
    actor: Person | None = None,
) -> Participation:
    """Sign `person` up, or change what they signed up with. `topics`: topic to level 0 to 4, most wanted first.

    `source` says how they consented; `actor` is who did it where it was not the person. Raises UnsoundSignUp, an
    ActionError whose `problems` name the fields.
    """
    exchange = list(exchange)
    today = timezone.localdate(now)
    existing = program.participations.select_for_update().filter(person=person).first()
    problems = [
        *checks.access_problems(program=program, person=person, source=source, today=today),
        *checks.role_problems(person=person, role=role, existing=existing),
        *checks.topic_problems(program=program, topics=topics, exchange=exchange),
        *checks.frame_problems(slots=slots, max_tandems=max_tandems),
        *checks.partner_problems(program=program, person=person, role=role, partner=joint_with),
    ]
    if mode not in Mode.values:
        problems.append(checks.Problem("mode", _("Choose how to meet.")))
    if consent_text.program_id != program.pk:
        problems.append(checks.Problem("consent", _("Agree to the text of this programme.")))
    if problems:
        raise checks.UnsoundSignUp(problems)
    participation = existing or Participation.objects.create(program=program, person=person, role=role)
    participation.role = role
    participation.max_tandems = max_tandems
    participation.mode = mode
    participation.slots = sorted(set(slots))
    participation.motivation = motivation.strip()
    participation.joint_with = joint_with
    participation.save(update_fields=["role", *WRITTEN_SIGN_UP])
    _store_topics(participation, topics, exchange)
    return _confirm(participation, consent_text=consent_text, source=source, now=now, actor=actor or person)


def _confirm(
    participation: Participation, *, consent_text: ConsentText, source: str, now: datetime, actor: Person
) -> Participation:
    """Record the consent and move to signed up; a change of details keeps the consent it has."""
    if participation.state == ParticipationState.SIGNED_UP:
        audit.record("participation.changed", actor=actor, subject=participation, program_id=participation.program_id)
    else:
        _move(
            participation,
            ParticipationState.SIGNED_UP,
            actor=actor,
            event="participation.signed_up",
            details={"source": source, "consent_version": consent_text.version},
            signed_up_at=now,
        )
        Consent.objects.create(participation=participation, text=consent_text, source=source, given_at=now)
    if participation.program.state != ProgramState.DRAFT:
        plan([_confirmation(participation, now), *_invitation(participation, now)])
    return participation


@transaction.atomic
def withdraw(*, participation: Participation, actor: Person | None, now: datetime) -> Participation:
    """Leave the programme. Asks for no reason and deletes what was written for it. `actor` None: the system.

    Raises NotAllowed for anyone but the person and the programme's managers, StaleState if already gone.
    """
    if actor is not None and not rules.can_withdraw(participation, actor):
        raise NotAllowed
    was_signed_up = participation.state == ParticipationState.SIGNED_UP
    _move(
        participation,
        ParticipationState.WITHDRAWN,
        actor=actor,
        event="participation.withdrawn",
        motivation="",
        joint_with=None,
    )
    if was_signed_up:
        hooks.left(participation, now)
    return participation


def withdraw_everywhere(person: Person, now: datetime) -> None:
    """A person who is deactivated leaves every programme that is not over."""
    taking_part = Participation.objects.filter(
        person=person, state__in=[ParticipationState.DRAFT, ParticipationState.SIGNED_UP]
    ).exclude(program__state=ProgramState.CLOSED)
    for participation in taking_part.select_related("program", "person"):
        withdraw(participation=participation, actor=None, now=now)


def _move(participation: Participation, state: str, *, actor: Person | None, event: str, **also: Any) -> None:
    change_state(
        participation,
        state,
        transitions=PARTICIPATION_TRANSITIONS,
        actor=actor,
        event=event,
        program_id=participation.program_id,
        **also,
    )


def _confirmation(participation: Participation, now: datetime) -> Draft:
    signed_up_at = participation.signed_up_at or now
    return Draft(
        kind="signed_up",
        recipient=participation.person,
        dedupe_key=f"participation:{participation.pk}:signed-up:{signed_up_at:%Y%m%dT%H%M%S}",
        due_at=now,
        expires_at=now + timedelta(days=7),
        context={"participation": str(participation.pk)},
        program_id=participation.program_id,
    )


def _invitation(participation: Participation, now: datetime) -> list[Draft]:
    """The word to the partner of a joint sign-up who has not answered yet."""
    partner = participation.joint_with
    if partner is None or is_named_by(participation, partner):
        return []
    return [
        Draft(
            kind="joint_sign_up",
            recipient=partner,
            dedupe_key=f"participation:{participation.pk}:joint:{partner.pk}",
            due_at=now,
            expires_at=now + timedelta(days=14),
            context={"participation": str(participation.pk)},
            program_id=participation.program_id,
        )
    ]


def is_named_by(participation: Participation, partner: Person) -> bool:
    """Whether `partner` is signed up in the same programme and names this person in turn."""
    return Participation.objects.filter(
        program=participation.program_id,
        person=partner,
        state=ParticipationState.SIGNED_UP,
        joint_with=participation.person_id,
    ).exists()
