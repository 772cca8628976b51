"""A tandem pauses and goes on. Both hear it in the same words: whose wish it was stands nowhere."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from notices.kinds import Kind, Placeholder
from notices.models import Notice
from tandems.enums import TandemState
from tandems.models import Tandem
from tandems.notices.common import BOTH, PARTNER, PROGRAM, TANDEM_REASON, partner, tandem_of, tandem_samples, to_tandem

RESUMES_ON = Placeholder("resumes_on", gettext_lazy("day on which the tandem goes on"), gettext_lazy("4 March 2026"))


def _is_this_pause(notice: Notice, tandem: Tandem, now: datetime) -> bool:
    until = tandem.paused_until
    return tandem.is_paused and until is not None and until.isoformat() == notice.context.get("until")


def _values(notice: Notice, tandem: Tandem) -> dict[str, str]:
    until = tandem.paused_until
    return {**partner(notice, tandem), "resumes_on": date_format(until, "DATE_FORMAT") if until else ""}


TANDEM_PAUSED = Kind(
    code="tandem_paused",
    label=gettext_lazy("Your tandem pauses"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("One of the two has begun a pause, or ends it on another day."),
    recipients=BOTH,
    when=gettext_lazy("At once"),
    until=gettext_lazy("The day on which the tandem goes on"),
    subject=gettext_lazy("Your tandem with {partner} pauses"),
    body=(
        gettext_lazy("Your tandem with {partner} pauses and goes on by itself on {resumes_on}."),
        gettext_lazy(
            "Until then there are no reminders. What had a date before that day is cancelled, what was still "
            "open is planned after it."
        ),
        gettext_lazy("You can both end the pause earlier, in your tandem's room."),
    ),
    placeholders=(PARTNER, PROGRAM, RESUMES_ON),
    find=tandem_of,
    is_wanted=_is_this_pause,
    values=_values,
    action_label=gettext_lazy("To your tandem"),
    path=to_tandem,
    samples=tandem_samples,
    can_be_muted=False,
    never_held_back=True,
)

TANDEM_RESUMED = Kind(
    code="tandem_resumed",
    label=gettext_lazy("Your tandem goes on"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("A pause is over, on its day or earlier by hand."),
    recipients=BOTH,
    when=gettext_lazy("At once"),
    until=gettext_lazy("One week"),
    subject=gettext_lazy("Your tandem with {partner} goes on"),
    body=(
        gettext_lazy("The pause of your tandem with {partner} is over."),
        gettext_lazy("Your next meeting waits for a date."),
    ),
    placeholders=(PARTNER, PROGRAM),
    find=tandem_of,
    is_wanted=lambda notice, tandem, now: tandem.state == TandemState.ACTIVE,
    values=partner,
    action_label=gettext_lazy("To your tandem"),
    path=to_tandem,
    samples=tandem_samples,
)

KINDS = (TANDEM_PAUSED, TANDEM_RESUMED)
