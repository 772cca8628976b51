"""Mails about a mentor's hours: to the line manager who is asked, and to the mentor. Never with whom, never what."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notices.kinds import Distance, Kind, Placeholder, finder
from notices.models import Notice
from programs.enums import ManagerAnswer
from programs.models import ManagerConsent
from programs.notices.sign_ups import PROGRAM

REASON = gettext_lazy("You are the line manager of someone who wants to be a mentor.")
MENTOR_REASON = gettext_lazy("You signed up as a mentor.")
NAME = Placeholder("mentor", gettext_lazy("name of the mentor"), "Lena Novak")
HOURS = Placeholder("hours", gettext_lazy("hours in all"), gettext_lazy("14 hours"))
LAST = Placeholder("last_day", gettext_lazy("last day of the programme"), gettext_lazy("30 September 2026"))
ANSWER = Placeholder("answer", gettext_lazy("what the line manager answered"), gettext_lazy("agrees to 14 hours"))


def _consents() -> QuerySet[ManagerConsent]:
    return ManagerConsent.objects.current().select_related("participation__program", "participation__person")


consent_of = finder("consent", _consents)


def hours_words(hours: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def _is_open(notice: Notice, consent: ManagerConsent, now: datetime) -> bool:
    return consent.state == ManagerAnswer.ASKED and not consent.participation.program.is_over


def _is_answered(notice: Notice, consent: ManagerConsent, now: datetime) -> bool:
    return consent.state != ManagerAnswer.ASKED


def _values(notice: Notice, consent: ManagerConsent) -> dict[str, str]:
    program = consent.participation.program
    hours = hours_words(consent.hours)
    agreed = consent.state == ManagerAnswer.AGREED
    return {
        "mentor": consent.participation.person.full_name,
        "program": program.name,
        "hours": hours,
        "last_day": date_format(program.ends_on, "DATE_FORMAT") if program.ends_on else "",
        "answer": _("agrees to %(hours)s") % {"hours": hours} if agreed else _("does not agree at the moment"),
    }


def _to_team(notice: Notice, consent: ManagerConsent) -> str:
    return reverse("team")


def _to_program(notice: Notice, consent: ManagerConsent) -> str:
    return reverse("program", args=[consent.participation.program.slug])


MANAGER_ASKED = Kind(
    code="manager_asked",
    label=gettext_lazy("A line manager is asked for a mentor's hours"),
    reason=REASON,
    occasion=gettext_lazy("Someone has signed up as a mentor, or has come to a new line manager."),
    recipients=gettext_lazy("The line manager"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("Three weeks"),
    subject=gettext_lazy("{mentor} would like to be a mentor"),
    body=(
        gettext_lazy(
            "{mentor} would like to take part in the programme {program} as a mentor. That takes about "
            "{hours} of working time in all."
        ),
        gettext_lazy("The programme ends on {last_day}."),
        gettext_lazy(
            "Do you agree to these hours? A no needs no reason. Later you see the hours used, not with whom "
            "and not what about."
        ),
    ),
    placeholders=(NAME, PROGRAM, HOURS, LAST),
    find=consent_of,
    is_wanted=_is_open,
    values=_values,
    action_label=gettext_lazy("Answer"),
    path=_to_team,
    can_be_muted=False,
    names_recipient=True,
)

MANAGER_REMINDER = Kind(
    code="manager_reminder",
    label=gettext_lazy("Reminder to a line manager"),
    reason=REASON,
    occasion=gettext_lazy("A line manager has not answered."),
    recipients=gettext_lazy("The line manager"),
    when=gettext_lazy("Some days after being asked, once"),
    until=gettext_lazy("Three weeks"),
    subject=gettext_lazy("{mentor} is waiting for your answer"),
    body=(
        gettext_lazy("{mentor} would like to be a mentor in the programme {program}, for about {hours} in all."),
        gettext_lazy("Do you agree to these hours? A no is fine, too, and needs no reason."),
    ),
    placeholders=(NAME, PROGRAM, HOURS, LAST),
    find=consent_of,
    is_wanted=_is_open,
    values=_values,
    action_label=gettext_lazy("Answer"),
    path=_to_team,
    distances=(Distance(gettext_lazy("Days after they were asked"), 7, 2, 30),),
    names_recipient=True,
)

MANAGER_ANSWERED = Kind(
    code="manager_answered",
    label=gettext_lazy("Your line manager has answered"),
    reason=MENTOR_REASON,
    occasion=gettext_lazy("A line manager has agreed to the hours, or not."),
    recipients=gettext_lazy("The mentor"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("Three weeks"),
    subject=gettext_lazy("Your line manager has answered"),
    body=(
        gettext_lazy("Your line manager {answer} for the programme {program}."),
        gettext_lazy("If something is open, it is best to talk about it in person. The answer can be changed later."),
    ),
    placeholders=(PROGRAM, HOURS, ANSWER),
    find=consent_of,
    is_wanted=_is_answered,
    values=_values,
    action_label=gettext_lazy("To the programme"),
    path=_to_program,
    can_be_muted=False,
    names_recipient=True,
)

KINDS = (MANAGER_ASKED, MANAGER_REMINDER, MANAGER_ANSWERED)
