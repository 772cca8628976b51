"""Signing up, and changing what one signed up with."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.actions import Draft, plan
from people import audit
from people.errors import NotAllowed
from people.models import Person
from people.states import change_state
from programs import rules, wishes
from programs import sign_up_rules as checks
from programs.enums import (
    PARTICIPATION_TRANSITIONS,
    ConsentSource,
    Mode,
    ParticipationState,
    ProgramState,
)
from programs.models import (
    Consent,
    ConsentText,
    PairWish,
    Participation,
    Program,
    Topic,
    TopicChoice,
)

DRAFT_BEGUN = "participation.begun"
WRITTEN_SIGN_UP = ("max_tandems", "mode", "slots", "motivation", "joint_with")


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
        move(existing, ParticipationState.DRAFT, actor=person, event=DRAFT_BEGUN)
    if existing.role != role:
        TopicChoice.objects.filter(participation=existing).delete()
        existing.exchange.clear()
        existing.joint_with = None
        PairWish.objects.filter(participation=existing).delete()
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
    liked: Collection[Person] = (),
    out: Collection[Person] = (),
) -> None:
    """Set when and how to meet, the motivation, the partner of a joint sign-up, and who is wished for or ruled out."""
    program, person, role = participation.program, participation.person, participation.role
    problems = checks.frame_problems(slots=slots, max_tandems=participation.max_tandems)
    problems += checks.partner_problems(program=program, person=person, role=role, partner=joint_with)
    problems += checks.wish_problems(person=person, liked=liked, out=out)
    if problems:
        raise checks.UnsoundSignUp(problems)
    participation.slots = sorted(set(slots))
    participation.mode = mode
    participation.motivation = motivation.strip()
    participation.joint_with = joint_with
    participation.save(update_fields=["slots", "mode", "motivation", "joint_with"])
    wishes.store(participation, liked=liked, out=out)
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
        move(
            participation,
            ParticipationState.SIGNED_UP,
            actor=actor,
            event="participation.signed_up",
            details={"source": source, "consent_version": consent_text.version},
            signed_up_at=now,
        )
        Consent.objects.create(participation=participation, text=consent_text, source=source, given_at=now)
    if participation.program.state != ProgramState.DRAFT:
        # with an import HR says who belongs together: nobody is asked
        asked = _invitation(participation, now) if source == ConsentSource.BROWSER else []
        plan([confirmation(participation, now), *asked])
    return participation


def move(participation: Participation, state: str, *, actor: Person | None, event: str, **also: Any) -> None:
    change_state(
        participation,
        state,
        transitions=PARTICIPATION_TRANSITIONS,
        actor=actor,
        event=event,
        program_id=participation.program_id,
        **also,
    )


def confirmation(participation: Participation, now: datetime) -> Draft:
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
