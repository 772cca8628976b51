"""Half of the time is over, and: it comes to its end."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from notices.kinds import Distance, Kind, Placeholder
from notices.models import Notice
from tandems.enums import TandemState
from tandems.models import Tandem
from tandems.notices.common import BOTH, PARTNER, PROGRAM, TANDEM_REASON, partner, tandem_of, tandem_samples, to_tandem

LAST_DAY = Placeholder("last_day", gettext_lazy("last day of the tandem"), gettext_lazy("30 September 2026"))


def _values(notice: Notice, tandem: Tandem) -> dict[str, str]:
    last = tandem.last_day
    return {**partner(notice, tandem), "last_day": date_format(last, "DATE_FORMAT") if last else ""}


def _ends_then(notice: Notice, tandem: Tandem, now: datetime) -> bool:
    """Still running, and the last day has not been moved since."""
    last = tandem.last_day
    return (
        tandem.state == TandemState.ACTIVE and last is not None and last.isoformat() == notice.context.get("last_day")
    )


HALF_WAY = Kind(
    code="half_way",
    label=gettext_lazy("Half of your time is over"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("Half of the time between a tandem's start and its last day has passed."),
    recipients=BOTH,
    when=gettext_lazy("At eight in the morning of that day, in tandems of at least eight weeks"),
    until=gettext_lazy("One week, as long as the tandem runs"),
    subject=gettext_lazy("Half-way with {partner}"),
    body=(
        gettext_lazy("Half of your time with {partner} is over; it goes on until {last_day}."),
        gettext_lazy(
            "A good moment to look back together: what do you both get out of it, and what should be different from "
            "here? Rhythm, topics and agreement can be changed."
        ),
    ),
    placeholders=(PARTNER, PROGRAM, LAST_DAY),
    find=tandem_of,
    is_wanted=_ends_then,
    values=_values,
    action_label=gettext_lazy("To your tandem"),
    path=to_tandem,
    samples=tandem_samples,
    names_recipient=True,
)

CLOSING_SOON = Kind(
    code="closing_soon",
    label=gettext_lazy("Your tandem comes to its end"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("The last day of a tandem is near."),
    recipients=BOTH,
    when=gettext_lazy("At eight in the morning, some days before"),
    until=gettext_lazy("The last day, as long as it stays the last day"),
    subject=gettext_lazy("Your last weeks with {partner}"),
    body=(
        gettext_lazy("Your time with {partner} in the programme {program} ends on {last_day}."),
        gettext_lazy(
            "Take a last meeting to look back at what you both wanted and what has come of it, and decide how to go on."
        ),
    ),
    placeholders=(PARTNER, PROGRAM, LAST_DAY),
    find=tandem_of,
    is_wanted=_ends_then,
    values=_values,
    action_label=gettext_lazy("To your tandem"),
    path=to_tandem,
    samples=tandem_samples,
    distances=(Distance(gettext_lazy("Days before the last day"), 14, 3, 42),),
    names_recipient=True,
)

KINDS = (HALF_WAY, CLOSING_SOON)
