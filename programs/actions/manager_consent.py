"""Asking line managers for the hours of mentors. Computed from who is line manager today: safe to run twice or late."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from notices import choices
from notices.actions import Draft, plan
from people.errors import NotAllowed
from people.models import Person
from people.states import change_state
from people.times.clock import day_of
from programs.enums import MANAGER_TRANSITIONS, ManagerAnswer, ParticipationState, ProgramState, Role
from programs.models import ManagerConsent, Participation

ASKING_IN = (ProgramState.OPEN, ProgramState.MATCHING, ProgramState.RUNNING, ProgramState.CLOSING)
KEEPS = timedelta(days=21)


def ask_managers(now: datetime) -> int:
    """Ask each line manager of today who has not been asked about a mentor yet, and remind once; returns how many
    notices were new."""
    for participation in _not_asked():
        ManagerConsent.objects.get_or_create(
            participation=participation,
            manager=participation.person.manager,
            defaults={"hours": _hours(participation, now), "asked_at": now},
        )
    waiting = ManagerConsent.objects.current().filter(
        state=ManagerAnswer.ASKED, participation__program__state__in=ASKING_IN
    )
    return plan(draft for consent in waiting.select_related(*PEOPLE) for draft in _drafts(consent, now))


PEOPLE = ("manager", "participation__program", "participation__person")


def _hours(participation: Participation, now: datetime) -> int:
    """Those of a tandem from the day of the sign-up on, as the mentor was told then."""
    return participation.program.mentor_hours_from(day_of(participation.signed_up_at or now))


def _not_asked() -> "list[Participation]":
    asked = ManagerConsent.objects.filter(participation=OuterRef("pk"), manager=OuterRef("person__manager"))
    mentors = Participation.objects.filter(
        Q(program__hours_budget__isnull=False) | Q(program__manager_consent_required=True),
        ~Exists(asked),
        program__state__in=ASKING_IN,
        role=Role.MENTOR,
        state=ParticipationState.SIGNED_UP,
        person__manager__is_active=True,
    )
    return list(mentors.select_related("program", "person__manager"))


def _drafts(consent: ManagerConsent, now: datetime) -> list[Draft]:
    drafts = [_draft("manager_asked", consent, consent.manager, consent.asked_at)]
    [days] = choices.load().days("manager_reminder", consent.participation.program_id)
    due_at = consent.asked_at + timedelta(days=days)
    if now >= due_at:
        drafts.append(_draft("manager_reminder", consent, consent.manager, due_at))
    return [draft for draft in drafts if draft.expires_at and draft.expires_at > now]


def _draft(kind: str, consent: ManagerConsent, person: Person, due_at: datetime, again: str = "") -> Draft:
    return Draft(
        kind=kind,
        recipient=person,
        dedupe_key=f"manager-consent:{consent.pk}:{kind}{again}:{person.pk}",
        due_at=due_at,
        expires_at=due_at + KEEPS,
        context={"consent": consent.pk},
        program_id=consent.participation.program_id,
    )


@transaction.atomic
def answer_manager(*, consent: ManagerConsent, person: Person, agrees: bool, now: datetime) -> ManagerConsent:
    """The line manager agrees to the hours or does not, and may change that later. The mentor hears of it.

    No reason is asked. The same answer twice is harmless. Raises NotAllowed for anyone but today's line manager.
    """
    rows = ManagerConsent.objects.visible_to(person).select_for_update(of=("self",)).select_related(*PEOPLE)
    fresh = rows.filter(pk=consent.pk).first()
    if fresh is None:
        raise NotAllowed
    state = ManagerAnswer.AGREED if agrees else ManagerAnswer.DECLINED
    if fresh.state != state:
        change_state(
            fresh,
            state,
            transitions=MANAGER_TRANSITIONS,
            actor=person,
            event="manager_consent.answered",
            program_id=fresh.participation.program_id,
            answered_at=now,
        )
        mentor = fresh.participation.person
        plan([_draft("manager_answered", fresh, mentor, now, f":{now:%Y%m%dT%H%M%S}")])
    consent.state, consent.answered_at = fresh.state, fresh.answered_at
    return consent


def show_partner(*, consent: ManagerConsent, person: Person, shows: bool) -> None:
    """The mentor shows their line manager of today with whom they are a tandem, or no longer. Raises NotAllowed."""
    mine = ManagerConsent.objects.current().filter(pk=consent.pk, participation__person=person)
    if not mine.exists():
        raise NotAllowed
    ManagerConsent.objects.filter(pk=consent.pk).update(shows_partner=shows)


def has_consent(participation: Participation) -> bool:
    """Whether a mentor may be paired as far as the line manager is concerned."""
    if participation.role != Role.MENTOR or not participation.program.manager_consent_required:
        return True
    return ManagerConsent.objects.agreed().filter(participation=participation).exists()
