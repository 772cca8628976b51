"""What the outbox says about surveys. No notice reveals anything but that a survey waits."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from evaluation.models import Invitation
from notices.enums import Group
from notices.kinds import Distance, Kind, Placeholder, Sample, finder, register
from notices.models import Notice
from people.times.clock import day_of

PROGRAM = Placeholder("program", gettext_lazy("name of the programme"), gettext_lazy("Digital 2026"))
LAST_DAY = Placeholder("last_day", gettext_lazy("last day of the survey"), gettext_lazy("4 March 2026"))
TWO_MINUTES = gettext_lazy("It takes about two minutes and is open until {last_day}.")
PROMISE = gettext_lazy(
    "Your answers are stored without your name and cannot be traced to you. Taking part is up to you."
)

INVITED = gettext_lazy(
    "You were invited to a survey that is still open. If you would rather not answer, say so on its page: then you "
    "hear no more of it."
)


invitation_of = finder("invitation", lambda: Invitation.objects.select_related("wave__program", "wave__questionnaire"))


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
)

SURVEY_REMINDER = Kind(
    code="survey_reminder",
    label=gettext_lazy("Reminder of a survey"),
    reason=INVITED,
    occasion=gettext_lazy("A survey is open and not answered."),
    recipients=gettext_lazy("Whoever has neither answered nor said no"),
    when=gettext_lazy("Twice, some days apart; line managers once; after meetings not at all"),
    until=gettext_lazy("Four days, and as long as it is open and not answered"),
    subject=gettext_lazy("The short survey is still open"),
    body=(gettext_lazy("The short survey in “{program}” is still open."), TWO_MINUTES, PROMISE),
    placeholders=(PROGRAM, LAST_DAY),
    find=invitation_of,
    is_wanted=is_waiting,
    values=_values,
    action_label=gettext_lazy("Answer the survey"),
    path=_to_survey,
    samples=_no_samples,
    distances=(
        Distance(gettext_lazy("Days from the invitation to the first reminder"), 5, 2, 20),
        Distance(gettext_lazy("Days from the first reminder to the second"), 7, 2, 20),
    ),
)

SURVEY_LAST_DAY = Kind(
    code="survey_last_day",
    label=gettext_lazy("Last day of a survey"),
    reason=INVITED,
    occasion=gettext_lazy("A survey is open for the last day and not answered."),
    recipients=gettext_lazy("Whoever has neither answered nor said no"),
    when=gettext_lazy("On the morning of the last day"),
    until=gettext_lazy("The end of that day"),
    subject=gettext_lazy("The short survey is open until tonight"),
    body=(
        gettext_lazy("Today is the last day of the short survey in “{program}”. It takes about two minutes."),
        PROMISE,
        gettext_lazy("This is the last mail about it, whether you answer or not."),
    ),
    placeholders=(PROGRAM, LAST_DAY),
    find=invitation_of,
    is_wanted=is_waiting,
    values=_values,
    action_label=gettext_lazy("Answer the survey"),
    path=_to_survey,
    samples=_no_samples,
)

SURVEY_INVITATION_MANAGER = Kind(
    code="survey_invitation_manager",
    label=gettext_lazy("Invitation of line managers to a short survey"),
    reason=gettext_lazy("You lead someone who takes part as a mentor, and the programme asks all line managers."),
    occasion=gettext_lazy("A survey of line managers opens, half-way or at the end."),
    recipients=gettext_lazy("Line managers of mentors who take part, if the programme asks them"),
    when=gettext_lazy("On the day it opens"),
    until=gettext_lazy("Four days, and as long as it is open and not answered"),
    subject=gettext_lazy("Two minutes: mentoring in your team"),
    body=(
        gettext_lazy(
            "Someone in your team takes part in “{program}” as a mentor. The programme would like to know from you how "
            "that works out: whether the hours fit and what you notice."
        ),
        TWO_MINUTES,
        PROMISE,
    ),
    placeholders=(PROGRAM, LAST_DAY),
    find=invitation_of,
    is_wanted=is_waiting,
    values=_values,
    action_label=gettext_lazy("Answer the survey"),
    path=_to_survey,
    samples=_no_samples,
)


def register_kinds() -> None:
    register(SURVEY_INVITATION, SURVEY_INVITATION_MANAGER, SURVEY_REMINDER, SURVEY_LAST_DAY, group=Group.SURVEYS)
