"""What the outbox says about surveys. Neither notice reveals anything but that a survey waits."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.models import Invitation
from notices.kinds import Kind, Message, register
from notices.models import Notice
from people.clock import day_of


def _invitation(notice: Notice) -> Invitation | None:
    key = notice.context.get("invitation")
    return Invitation.objects.select_related("wave__program", "wave__questionnaire").filter(pk=key).first()


def still_wanted(notice: Notice, now: datetime) -> bool:
    """Only while the survey is open and the person has neither answered nor said no."""
    return Invitation.objects.waiting(day_of(now)).filter(pk=notice.context.get("invitation")).exists()


def _render(notice: Notice, subject: str, first: str) -> Message:
    invitation = _invitation(notice)
    if invitation is None:  # erased between the question and the answer
        return Message(subject=subject, paragraphs=[first])
    closes_on = date_format(invitation.wave.closes_on, "DATE_FORMAT")
    return Message(
        subject=subject,
        paragraphs=[
            first,
            _("It takes about two minutes and is open until %(day)s.") % {"day": closes_on},
            _("Your answers are stored without your name and cannot be traced to you. Taking part is up to you."),
        ],
        action_label=_("Answer the survey"),
        path=reverse("survey", args=[invitation.pk]),
    )


def _program_name(notice: Notice) -> str:
    invitation = _invitation(notice)
    return invitation.wave.program.name if invitation else ""


def render_invitation(notice: Notice) -> Message:
    name = _program_name(notice)
    first = _("There is a short survey about your tandem in “%(program)s”.") % {"program": name}
    return _render(notice, _("Two minutes for a short survey"), first)


def render_reminder(notice: Notice) -> Message:
    name = _program_name(notice)
    first = _("The short survey about your tandem in “%(program)s” is still open.") % {"program": name}
    return _render(notice, _("The short survey is still open"), first)


def register_kinds() -> None:
    register(
        Kind(
            code="survey_invitation",
            label=gettext_lazy("Invitation to a short survey"),
            reason=gettext_lazy("You take part in a tandem, and the programme asks everyone in it."),
            still_wanted=still_wanted,
            render=render_invitation,
            names_recipient=True,
        )
    )
    register(
        Kind(
            code="survey_reminder",
            label=gettext_lazy("One reminder of a survey"),
            reason=gettext_lazy("You were invited to a survey that is still open. There is no second reminder."),
            still_wanted=still_wanted,
            render=render_reminder,
        )
    )
