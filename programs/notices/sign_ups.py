"""What people hear about their sign-up, and how it reads."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.kinds import Kind, Placeholder, Sample, finder
from notices.models import Notice
from notices.samples import sample
from people.times.clock import day_of
from programs import rules
from programs.enums import ConsentSource, ParticipationState, Role
from programs.models import Participation

SAMPLES = 30
PROGRAM = Placeholder("program", gettext_lazy("name of the programme"), gettext_lazy("Digital 2026"))
AS_ROLE = Placeholder("as_role", gettext_lazy("“as a mentee” or “as a mentor”"), gettext_lazy("as a mentor"))
IMPORTED = Placeholder(
    "imported",
    gettext_lazy("what is to be said where the personnel department entered the sign-up"),
    gettext_lazy(
        "The personnel department entered your sign-up and noted that you agreed to take part. If that is not "
        "so, or you have changed your mind, you can leave on the programme's page; no reason is needed."
    ),
    is_required=True,
)
COLLEAGUE = Placeholder("partner", gettext_lazy("name of the colleague"), "Lena Novak")
LAST_DAY = Placeholder("last_day", gettext_lazy("last day to sign up"), gettext_lazy("4 March 2026"))


participation_of = finder(
    "participation", lambda: Participation.objects.select_related("program", "person", "joint_with")
)


def to_program(notice: Notice, participation: Participation) -> str:
    return reverse("program", args=[participation.program.slug])


def _as(role: str) -> str:
    return _("as a mentee") if role == Role.MENTEE else _("as a mentor")


def _samples(program_id: int) -> Iterable[Sample]:
    found = Participation.objects.select_related("person").filter(
        program=program_id, state=ParticipationState.SIGNED_UP
    )
    return [
        sample(one.pk, one.person, recipient=one.person, program_id=program_id, participation=one.pk)
        for one in found.order_by("-pk")[:SAMPLES]
    ]


# ------------------------------------------------------------------ signed up
def confirmation_wanted(notice: Notice, participation: Participation, now: datetime) -> bool:
    is_signed_up = participation.state == ParticipationState.SIGNED_UP
    return is_signed_up and not participation.program.is_over


def _confirmation_values(notice: Notice, participation: Participation) -> dict[str, str]:
    consent = participation.consents.first()
    is_imported = consent is not None and consent.source == ConsentSource.IMPORT
    return {
        "program": participation.program.name,
        "as_role": _as(participation.role),
        "imported": str(IMPORTED.example) if is_imported else "",
    }


SIGNED_UP = Kind(
    code="signed_up",
    label=gettext_lazy("Confirmation of your sign-up"),
    reason=gettext_lazy("You are signed up for a programme."),
    occasion=gettext_lazy("Someone is signed up for a programme."),
    recipients=gettext_lazy("Whoever is signed up"),
    when=gettext_lazy("At once; after an import as soon as the programme opens"),
    until=gettext_lazy("One week, as long as they are signed up"),
    subject=gettext_lazy("You are signed up: {program}"),
    body=(
        gettext_lazy("You are signed up for “{program}” {as_role}."),
        "{imported}",
        gettext_lazy(
            "Next, the personnel department looks for pairs that fit. You will be told who it could be and why, and "
            "nothing begins before you have said yes."
        ),
    ),
    placeholders=(PROGRAM, AS_ROLE, IMPORTED),
    find=participation_of,
    is_wanted=confirmation_wanted,
    values=_confirmation_values,
    action_label=gettext_lazy("See your sign-up"),
    path=to_program,
    samples=_samples,
    can_be_muted=False,
    names_recipient=True,
    never_held_back=True,
)


# ------------------------------------------------------------------ a joint sign-up
def invitation_wanted(notice: Notice, participation: Participation, now: datetime) -> bool:
    """Still asked for, still possible, and not answered yet."""
    if participation.state != ParticipationState.SIGNED_UP:
        return False
    partner, program = notice.recipient, participation.program
    answered = program.participations.filter(
        person=partner, state=ParticipationState.SIGNED_UP, joint_with=participation.person_id
    )
    return (
        participation.joint_with_id == partner.pk
        and rules.can_sign_up(program, partner, day_of(now))
        and not answered.exists()
    )


def _invitation_values(notice: Notice, participation: Participation) -> dict[str, Any]:
    until = participation.program.sign_up_until
    other = Role.MENTOR if participation.role == Role.MENTEE else Role.MENTEE
    return {
        "program": participation.program.name,
        "partner": participation.person.full_name,
        "as_role": _as(other),
        "last_day": date_format(until) if until else "",
    }


JOINT_SIGN_UP = Kind(
    code="joint_sign_up",
    label=gettext_lazy("Someone would like to sign up together with you"),
    reason=gettext_lazy("A colleague named you as partner for a tandem."),
    occasion=gettext_lazy("Someone names a colleague as the partner they would like."),
    recipients=gettext_lazy("That colleague"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("Two weeks, as long as one can sign up and it is not answered"),
    subject=gettext_lazy("{partner} would like to form a tandem with you"),
    body=(
        gettext_lazy("{partner} would like to form a tandem with you in “{program}”, with you {as_role}."),
        gettext_lazy(
            "If you would like that too, sign up and name {partner} as your partner. If not, you need not do anything; "
            "nobody is told."
        ),
        gettext_lazy("You can sign up until {last_day}."),
    ),
    placeholders=(COLLEAGUE, PROGRAM, AS_ROLE, LAST_DAY),
    find=participation_of,
    is_wanted=invitation_wanted,
    values=_invitation_values,
    action_label=gettext_lazy("Look at the programme"),
    path=to_program,
    never_held_back=True,
)


KINDS = (SIGNED_UP, JOINT_SIGN_UP)
