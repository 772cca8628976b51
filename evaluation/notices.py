"""What the outbox says about surveys. No notice reveals anything but that a survey waits."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from evaluation.models import Invitation
from notices.kinds import Distance, Kind, Placeholder, Sample, register
from notices.models import Notice
from people.clock import day_of

PROGRAM = Placeholder("program", gettext_lazy("name of the programme"), gettext_lazy("Digital 2026"))
LAST_DAY = Placeholder("last_day", gettext_lazy("last day of the survey"), gettext_lazy("4 March 2026"))
TWO_MINUTES = gettext_lazy("It takes about two minutes and is open until {last_day}.")
PROMISE = gettext_lazy(
    "Your answers are stored without your name and cannot be traced to you. Taking part is up to you."
)


def invitation_of(notice: Notice) -> Invitation | None:
    key = notice.context.get("invitation")
    return Invitation.objects.select_related("wave__program", "wave__questionnaire").filter(pk=key).first()


def is_waiting(notice: Notice, invitation: Invitation, now: datetime) -> bool:
    """Only while the survey is open and the person has neither answered nor said no."""
    return Invitation.objects.waiting(day_of(now)).filter(pk=invitation.pk).exists()


def _values(notice: Notice, invitation: Invitation) -> dict[str, str]:
    return {
        "program": invitation.wave.program.name,
        "last_day": date_format(invitation.wave.closes_on, "DATE_FORMAT"),
    }


def _to_survey(notice: Notice, invitation: Invitation) -> str:
    return reverse("survey", args=[invitation.pk])


def _no_samples(program_id: int) -> Iterable[Sample]:
    """SECURITY: who was invited to what, and has not answered, is not for HR to look through."""
    return ()


SURVEY_INVITATION = Kind(
    code="survey_invitation",
    label=gettext_lazy("Invitation to a short survey"),
    reason=gettext_lazy("You take part in a tandem, and the programme asks everyone in it."),
    occasion=gettext_lazy("A survey opens."),
    recipients=gettext_lazy("Everyone whom it concerns"),
    when=gettext_lazy("On the day it opens"),
    until=gettext_lazy("Four days, and as long as it is open and not answered"),
    subject=gettext_lazy("Two minutes for a short survey"),
    body=(gettext_lazy("There is a short survey about your tandem in “{program}”."), TWO_MINUTES, PROMISE),
    placeholders=(PROGRAM, LAST_DAY),
    find=invitation_of,
    is_wanted=is_waiting,
    values=_values,
    action_label=gettext_lazy("Answer the survey"),
    path=_to_survey,
    samples=_no_samples,
    names_recipient=True,
)

SURVEY_REMINDER = Kind(
    code="survey_reminder",
    label=gettext_lazy("One reminder of a survey"),
    reason=gettext_lazy("You were invited to a survey that is still open. There is no second reminder."),
    occasion=gettext_lazy("A survey is open and not answered."),
    recipients=gettext_lazy("Whoever has neither answered nor said no"),
    when=gettext_lazy("Some days after the invitation"),
    until=gettext_lazy("Four days, and as long as it is open and not answered"),
    subject=gettext_lazy("The short survey is still open"),
    body=(gettext_lazy("The short survey about your tandem in “{program}” is still open."), TWO_MINUTES, PROMISE),
    placeholders=(PROGRAM, LAST_DAY),
    find=invitation_of,
    is_wanted=is_waiting,
    values=_values,
    action_label=gettext_lazy("Answer the survey"),
    path=_to_survey,
    samples=_no_samples,
    distances=(Distance(gettext_lazy("Days after the invitation"), 5, 2, 20),),
)


def register_kinds() -> None:
    register(SURVEY_INVITATION, SURVEY_REMINDER)
