"""The hours agreed with the line manager are used up: the mentor hears of it before anyone else sees it."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from notices.kinds import Kind, Placeholder
from notices.models import Notice
from programs.models import ManagerConsent
from programs.notices import PROGRAM
from programs.notices.managers import HOURS, MENTOR_REASON, consent_of, hours_words
from tandems.budget import FIRST_THE_MENTOR
from tandems.notices.common import date_words

SEES_ON = Placeholder("sees_on", gettext_lazy("day from which the line manager sees it"), gettext_lazy("4 March 2026"))


def _is_over(notice: Notice, consent: ManagerConsent, now: datetime) -> bool:
    return consent.over_since is not None


def _values(notice: Notice, consent: ManagerConsent) -> dict[str, str]:
    return {
        "program": consent.participation.program.name,
        "hours": hours_words(consent.hours),
        "sees_on": date_words(consent.over_since + FIRST_THE_MENTOR) if consent.over_since else "",
    }


HOURS_USED_UP = Kind(
    code="hours_used_up",
    label=gettext_lazy("Your hours as a mentor are used up"),
    reason=MENTOR_REASON,
    occasion=gettext_lazy("A mentor has spent more hours than the line manager agreed to."),
    recipients=gettext_lazy("The mentor"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("Two weeks"),
    subject=gettext_lazy("Your hours as a mentor are used up"),
    body=(
        gettext_lazy(
            "You have spent more than the {hours} that your line manager agreed to in the programme "
            "{program}. That may well be fine."
        ),
        gettext_lazy(
            "You hear it first. Your line manager sees it from {sees_on} on; until then you can talk about "
            "it, or take things a little slower."
        ),
    ),
    placeholders=(PROGRAM, HOURS, SEES_ON),
    find=consent_of,
    is_wanted=_is_over,
    values=_values,
    action_label=gettext_lazy("To your tandems"),
    path=lambda notice, consent: reverse("tandem_list"),
    can_be_muted=False,
    is_private=True,
)

KINDS = (HOURS_USED_UP,)
