"""Leaving a programme: by oneself, through its managers, or with one's account."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from people.errors import ActionError, NotAllowed, StaleState
from people.models import Person
from programs import hooks, rules
from programs.actions.participation import DRAFT_BEGUN, move
from programs.enums import (
    OVER_STATES,
    ParticipationState,
    TeamRole,
)
from programs.models import (
    PairWish,
    Participation,
    Program,
    TeamMember,
    TopicChoice,
)

DRAFT_DROPPED = "participation.draft_dropped"
OF_DRAFTS = (DRAFT_BEGUN, DRAFT_DROPPED)  # what the log keeps back from HR


@transaction.atomic
def withdraw(*, participation: Participation, actor: Person | None, now: datetime) -> Participation:
    """Leave the programme. Asks for no reason and deletes what was written for it. `actor` None: the system.

    A draft is deleted and leaves no trace that HR could see. Raises NotAllowed for anyone but the person and the
    programme's managers, StaleState if already gone.
    """
    if actor is not None and not rules.can_withdraw(participation, actor):
        raise NotAllowed
    if participation.state == ParticipationState.DRAFT:
        return _drop_draft(participation, actor)
    was_signed_up = participation.state == ParticipationState.SIGNED_UP
    PairWish.objects.filter(participation=participation).delete()
    move(
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


def _drop_draft(participation: Participation, actor: Person | None) -> Participation:
    """SECURITY: nobody but the person knows of a draft. Where they had been in before, the bare row of then stays."""
    drafts = Participation.objects.filter(pk=participation.pk, state=ParticipationState.DRAFT)
    if participation.signed_up_at is None:
        if not drafts.delete()[0]:
            raise StaleState
        return participation
    TopicChoice.objects.filter(participation=participation).delete()
    PairWish.objects.filter(participation=participation).delete()
    participation.exchange.clear()
    move(
        participation,
        ParticipationState.WITHDRAWN,
        actor=actor,
        event=DRAFT_DROPPED,
        slots=[],
        motivation="",
        joint_with=None,
    )
    return participation


class LastManager(ActionError):
    """Without its last manager nobody could look after the programme any more."""


def withdraw_everywhere(people: Sequence[Person], now: datetime) -> None:
    """People who are deactivated leave every programme that is not over. Two queries for those in none.

    Raises LastManager where one of them is the last to run such a programme.
    """
    managers = Person.objects.filter(team_roles__role=TeamRole.MANAGER, pk__in=[one.pk for one in people])
    for person in managers.distinct():
        if alone := last_managed(person):
            raise LastManager(
                _("%(name)s is the last HR manager of “%(program)s”. Please add another one to its team first.")
                % {"name": person.full_name, "program": alone.name}
            )
    taking_part = Participation.objects.filter(
        person__in=people, state__in=[ParticipationState.DRAFT, ParticipationState.SIGNED_UP]
    ).exclude(program__state__in=OVER_STATES)
    for participation in taking_part.select_related("program", "person"):
        withdraw(participation=participation, actor=None, now=now)


def last_managed(person: Person) -> Program | None:
    """A programme that is not over and has no other active manager."""
    others = TeamMember.objects.filter(program=OuterRef("pk"), role=TeamRole.MANAGER, person__is_active=True).exclude(
        person=person
    )
    return Program.objects.managed_by(person).exclude(state__in=OVER_STATES).filter(~Exists(others)).first()
