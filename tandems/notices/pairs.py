"""From the offer of a tandem to its end. Whoever caused an end is never told apart from the other."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy, ngettext

from notices.kinds import Distance, Kind, Placeholder
from notices.models import Notice
from tandems.enums import TandemState
from tandems.models import Tandem
from tandems.notices.common import (
    BOTH,
    PARTNER,
    PROGRAM,
    TANDEM_REASON,
    date_words,
    partner,
    tandem_of,
    tandem_samples,
    to_offer,
    to_program,
    to_tandem,
)

OFFER_REASON = gettext_lazy("You signed up for a programme and have been asked about a tandem.")
AT_ONCE = gettext_lazy("At once")
TWO_WEEKS = gettext_lazy("Two weeks")

LAST_DAY = Placeholder("last_day", gettext_lazy("last day to answer"), gettext_lazy("4 March 2026"))
MEETINGS = Placeholder("meetings", gettext_lazy("how many meetings are planned"), gettext_lazy("6 meetings"))


def is_in(state: TandemState) -> Callable[[Notice, Tandem, datetime], bool]:
    """Wanted as long as the tandem is in this state."""
    return lambda notice, tandem, now: tandem.state == state


def is_unanswered(notice: Notice, tandem: Tandem, now: datetime) -> bool:
    if tandem.state != TandemState.OFFERED or now > tandem.answer_until:
        return False
    return not tandem.consents.filter(person=notice.recipient_id).exists()


def _offer_values(notice: Notice, tandem: Tandem) -> dict[str, str]:
    return {**partner(notice, tandem), "last_day": date_words(tandem.answer_until)}


def _start_values(notice: Notice, tandem: Tandem) -> dict[str, str]:
    count = tandem.meetings.count()
    return {
        **partner(notice, tandem),
        "meetings": ngettext("%(count)s meeting", "%(count)s meetings", count) % {"count": count},
    }


OFFER = Kind(
    code="offer",
    label=gettext_lazy("You are asked about a tandem"),
    reason=OFFER_REASON,
    occasion=gettext_lazy("Someone is asked whether they want to be a tandem with someone else."),
    recipients=gettext_lazy("Whoever is asked"),
    when=AT_ONCE,
    until=gettext_lazy("The last day to answer"),
    subject=gettext_lazy("A tandem for you"),
    body=(
        gettext_lazy("In the programme {program} we would like to bring you together with {partner}."),
        gettext_lazy("Have a look at why, and say yes or no. A no needs no reason, and who said it is not stored."),
        gettext_lazy("You can answer until {last_day}."),
    ),
    placeholders=(PARTNER, PROGRAM, LAST_DAY),
    find=tandem_of,
    is_wanted=is_unanswered,
    values=_offer_values,
    action_label=gettext_lazy("See and answer"),
    path=to_offer,
    samples=tandem_samples,
    can_be_muted=False,
    never_held_back=True,
    is_private=True,
)

OFFER_REMINDER = Kind(
    code="offer_reminder",
    label=gettext_lazy("Reminder to answer"),
    reason=OFFER_REASON,
    occasion=gettext_lazy("An offer of a tandem has not been answered."),
    recipients=gettext_lazy("Whoever was asked and has not answered"),
    when=gettext_lazy("Some days before the last day to answer, half-way at the earliest"),
    until=gettext_lazy("The last day to answer"),
    subject=gettext_lazy("Your tandem is waiting for an answer"),
    body=(
        gettext_lazy("You have been asked whether you want to be a tandem with {partner}."),
        gettext_lazy("You can answer until {last_day}. A no is fine, too, and needs no reason."),
    ),
    placeholders=(PARTNER, PROGRAM, LAST_DAY),
    find=tandem_of,
    is_wanted=is_unanswered,
    values=_offer_values,
    action_label=gettext_lazy("See and answer"),
    path=to_offer,
    samples=tandem_samples,
    distances=(Distance(gettext_lazy("Days before the last day to answer"), 5, 1, 30),),
    is_private=True,
)

TANDEM_STARTED = Kind(
    code="tandem_started",
    label=gettext_lazy("Your tandem starts"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("Both have said yes."),
    recipients=BOTH,
    when=AT_ONCE,
    until=TWO_WEEKS,
    subject=gettext_lazy("Your tandem with {partner} starts"),
    body=(
        gettext_lazy("You have both said yes: you and {partner} are a tandem now."),
        gettext_lazy("In your plan: {meetings}."),
    ),
    placeholders=(PARTNER, PROGRAM, MEETINGS),
    find=tandem_of,
    is_wanted=is_in(TandemState.ACTIVE),
    values=_start_values,
    action_label=gettext_lazy("To your tandem"),
    path=to_tandem,
    samples=tandem_samples,
    can_be_muted=False,
    names_recipient=True,
    never_held_back=True,
)

NOT_STARTED = Kind(
    code="not_started",
    label=gettext_lazy("A tandem does not start"),
    reason=OFFER_REASON,
    occasion=gettext_lazy("One of the two said no or has left, or the time to answer is over."),
    recipients=gettext_lazy("Whoever was asked"),
    when=AT_ONCE,
    until=TWO_WEEKS,
    subject=gettext_lazy("This tandem does not start"),
    body=(
        gettext_lazy("The tandem with {partner} in the programme {program} does not come about."),
        gettext_lazy("You stay signed up. The programme's team looks for another tandem for you."),
    ),
    placeholders=(PARTNER, PROGRAM),
    find=tandem_of,
    values=partner,
    action_label=gettext_lazy("To the programme"),
    path=to_program,
    samples=tandem_samples,
    can_be_muted=False,
    never_held_back=True,
    is_private=True,
)

TANDEM_ENDED = Kind(
    code="tandem_ended",
    label=gettext_lazy("Your tandem has ended"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("One of the two has ended the tandem or left the programme."),
    recipients=BOTH,
    when=AT_ONCE,
    until=TWO_WEEKS,
    subject=gettext_lazy("Your tandem with {partner} has ended"),
    body=(
        gettext_lazy("Your tandem with {partner} in the programme {program} has ended. Tandems may end at any time."),
        gettext_lazy(
            "Your journal stays yours: you can read it and write in it. The programme's team is there for you."
        ),
    ),
    placeholders=(PARTNER, PROGRAM),
    find=tandem_of,
    is_wanted=is_in(TandemState.PARTED),
    values=partner,
    action_label=gettext_lazy("To your tandem"),
    path=to_tandem,
    samples=tandem_samples,
    can_be_muted=False,
    never_held_back=True,
)

TANDEM_COMPLETED = Kind(
    code="tandem_completed",
    label=gettext_lazy("Your tandem is complete"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("A tandem has come to its planned end."),
    recipients=BOTH,
    when=AT_ONCE,
    until=TWO_WEEKS,
    subject=gettext_lazy("Your tandem with {partner} is complete"),
    body=(
        gettext_lazy("Your time as a tandem in the programme {program} has come to its planned end."),
        gettext_lazy("Thank you for what you both put into it. Your journal stays yours."),
        gettext_lazy("If you have met, your certificate is ready in your tandem's room."),
    ),
    placeholders=(PARTNER, PROGRAM),
    find=tandem_of,
    is_wanted=is_in(TandemState.COMPLETED),
    values=partner,
    action_label=gettext_lazy("To your tandem"),
    path=to_tandem,
    samples=tandem_samples,
    names_recipient=True,
)

KINDS = (OFFER, OFFER_REMINDER, TANDEM_STARTED, NOT_STARTED, TANDEM_ENDED, TANDEM_COMPLETED)
