"""What people hear about their sign-up, and how it reads."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices import kinds
from notices.kinds import Kind, Message
from notices.models import Notice
from people.clock import day_of
from people.models import Person
from programs import rules
from programs.enums import ConsentSource, ParticipationState, ProgramState, Role
from programs.models import Participation


def participation_of(notice: Notice) -> Participation | None:
    return (
        Participation.objects.select_related("program", "person", "joint_with")
        .filter(pk=notice.context.get("participation"))
        .first()
    )


def _found(notice: Notice) -> Participation:
    participation = participation_of(notice)
    if participation is None:
        raise LookupError(notice.dedupe_key)
    return participation


def address(participation: Participation) -> str:
    return reverse("program", args=[participation.program.slug])


def confirmation_wanted(notice: Notice, now: datetime) -> bool:
    participation = participation_of(notice)
    return bool(
        participation
        and participation.state == ParticipationState.SIGNED_UP
        and participation.program.state != ProgramState.CLOSED
    )


def render_confirmation(notice: Notice) -> Message:
    participation = _found(notice)
    program = participation.program
    consent = participation.consents.first()
    values = {"program": program.name}
    if participation.role == Role.MENTEE:
        paragraphs = [_("You are signed up for “%(program)s” as a mentee.") % values]
    else:
        paragraphs = [_("You are signed up for “%(program)s” as a mentor.") % values]
    if consent and consent.source == ConsentSource.IMPORT:
        paragraphs.append(
            _(
                "The personnel department entered your sign-up and noted that you agreed to take part. If that is not "
                "so, or you have changed your mind, you can leave on the programme's page; no reason is needed."
            )
        )
    paragraphs.append(
        _(
            "Next, the personnel department looks for pairs that fit. You will be told who it could be and why, and "
            "nothing begins before you have said yes."
        )
    )
    return Message(
        subject=_("You are signed up: %(program)s") % values,
        paragraphs=paragraphs,
        action_label=_("See your sign-up"),
        path=address(participation),
    )


def partner_of(notice: Notice) -> Person:
    return notice.recipient


def invitation_wanted(notice: Notice, now: datetime) -> bool:
    """Still asked for, still possible, and not answered yet."""
    participation = participation_of(notice)
    if participation is None or participation.state != ParticipationState.SIGNED_UP:
        return False
    partner, program = partner_of(notice), participation.program
    answered = program.participations.filter(
        person=partner, state=ParticipationState.SIGNED_UP, joint_with=participation.person_id
    )
    return (
        participation.joint_with_id == partner.pk
        and rules.can_sign_up(program, partner, day_of(now))
        and not answered.exists()
    )


def render_invitation(notice: Notice) -> Message:
    participation = _found(notice)
    program = participation.program
    values: dict[str, Any] = {"name": participation.person.full_name, "program": program.name}
    if participation.role == Role.MENTEE:
        first = _("%(name)s would like to form a tandem with you in “%(program)s”, with you as the mentor.") % values
    else:
        first = _("%(name)s would like to form a tandem with you in “%(program)s”, with you as the mentee.") % values
    second = _(
        "If you would like that too, sign up and name %(name)s as your partner. If not, you need not do anything; "
        "nobody is told."
    )
    paragraphs = [first, second % values]
    if program.sign_up_until:
        paragraphs.append(_("You can sign up until %(date)s.") % {"date": date_format(program.sign_up_until)})
    return Message(
        subject=_("%(name)s would like to form a tandem with you") % values,
        paragraphs=paragraphs,
        action_label=_("Look at the programme"),
        path=address(participation),
    )


def register() -> None:
    kinds.register(
        Kind(
            code="signed_up",
            label=gettext_lazy("Confirmation of your sign-up"),
            reason=gettext_lazy("You get this because you are signed up for a programme."),
            still_wanted=confirmation_wanted,
            render=render_confirmation,
            can_be_muted=False,
            names_recipient=True,
        )
    )
    kinds.register(
        Kind(
            code="joint_sign_up",
            label=gettext_lazy("Someone would like to sign up together with you"),
            reason=gettext_lazy("You get this because a colleague named you as partner for a tandem."),
            still_wanted=invitation_wanted,
            render=render_invitation,
        )
    )
