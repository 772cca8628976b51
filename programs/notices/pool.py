"""Those in the mentor pool are asked first: when a programme of their company opens for sign-up."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy

from notices.actions import Draft, plan
from notices.kinds import Kind
from notices.models import Notice
from people.times.clock import midnight
from programs.enums import ParticipationState, ProgramState
from programs.models import Participation, PoolMember, Program
from programs.notices.openings import opening_values, program_of, to_it
from programs.notices.sign_ups import LAST_DAY, PROGRAM

KEEPS = timedelta(days=21)


def ask_the_pool(program: Program, old_state: str, now: datetime) -> None:
    """The programme has opened for the first time: everyone of its companies who is in the pool hears of it, once."""
    if (old_state, program.state) != (ProgramState.DRAFT, ProgramState.OPEN):
        return
    members = PoolMember.objects.filter(
        listed_since__isnull=False, person__is_active=True, person__organisation__in=program.organisations.all()
    ).exclude(person__participations__in=_taking_part(program))
    until = midnight(program.sign_up_until + timedelta(days=1)) if program.sign_up_until else now + KEEPS
    plan(
        Draft(
            kind="pool_asked",
            recipient=member.person,
            dedupe_key=f"program:{program.pk}:pool:{member.person_id}",
            due_at=now,
            expires_at=max(until, now + timedelta(days=1)),
            context={"program": program.pk},
            program_id=program.pk,
        )
        for member in members.select_related("person")
    )


def _taking_part(program: Program) -> "list[Participation]":
    return list(Participation.objects.filter(program=program, state=ParticipationState.SIGNED_UP))


def _is_wanted(notice: Notice, program: Program, now: datetime) -> bool:
    """As long as one can sign up, is still in the pool, and has not signed up meanwhile."""
    if program.state != ProgramState.OPEN:
        return False
    person = notice.recipient_id
    listed = PoolMember.objects.filter(person=person, listed_since__isnull=False)
    signed_up = Participation.objects.filter(program=program, person=person, state=ParticipationState.SIGNED_UP)
    return listed.exists() and not signed_up.exists()


POOL_ASKED = Kind(
    code="pool_asked",
    label=gettext_lazy("A new programme, for those in the mentor pool"),
    reason=gettext_lazy("You are in the mentor pool."),
    occasion=gettext_lazy("A programme opens for sign-up."),
    recipients=gettext_lazy("Those of its companies who are in the mentor pool"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("The last day to sign up"),
    subject=gettext_lazy("Would you be a mentor again?"),
    body=(
        gettext_lazy("The programme {program} takes sign-ups. You said that you would be a mentor again."),
        gettext_lazy("You can sign up until {last_day}."),
        gettext_lazy(
            "If it does not suit you this time, you need not do anything. You leave the pool in your profile."
        ),
    ),
    placeholders=(PROGRAM, LAST_DAY),
    find=program_of,
    is_wanted=_is_wanted,
    values=opening_values,
    action_label=gettext_lazy("See the programme"),
    path=to_it,
)
