"""A friendly word where one meeting after the other is cancelled. HR's outbox never shows who gets it."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from notices.kinds import Kind, Placeholder
from notices.models import Notice
from tandems.models import CancelledInARow, Tandem
from tandems.models.cancelled import ALONE, TOGETHER
from tandems.notices.common import PARTNER, PROGRAM, TANDEM_REASON, partner, tandem_of, to_program, to_tandem

AT_ONCE = gettext_lazy("As soon as it is cancelled")
MENTEE = Placeholder("mentee", gettext_lazy("name of the mentee"), "Dr. Jörg Sander")
MENTOR = Placeholder("mentor", gettext_lazy("name of the mentor"), "Lena Novak")


def _in_a_row(tandem: Tandem) -> int:
    row = CancelledInARow.objects.filter(tandem=tandem).first()
    return row.count if row else 0


def _is_twice(notice: Notice, tandem: Tandem, now: datetime) -> bool:
    return tandem.is_running and _in_a_row(tandem) >= ALONE and tandem.mentee.person_id == notice.recipient_id


def _is_again(notice: Notice, tandem: Tandem, now: datetime) -> bool:
    return tandem.is_running and _in_a_row(tandem) >= TOGETHER


def _names(notice: Notice, tandem: Tandem) -> dict[str, str]:
    mentee, mentor = tandem.people
    return {"program": tandem.program.name, "mentee": mentee.full_name, "mentor": mentor.full_name}


CANCELLED_TWICE = Kind(
    code="cancelled_twice",
    label=gettext_lazy("Two meetings in a row cancelled"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("The mentee has cancelled two meetings in a row."),
    recipients=gettext_lazy("The mentee alone"),
    when=AT_ONCE,
    until=gettext_lazy("One week, as long as they have not met"),
    subject=gettext_lazy("Your meetings with {partner}"),
    body=(
        gettext_lazy(
            "You have had to cancel two meetings with {partner} in a row. That happens, and only you get this."
        ),
        gettext_lazy("Would a shorter meeting, another rhythm or a pause help? You can change all of it in your room."),
        gettext_lazy(
            "If a third one in a row has to be cancelled, the programme's neutral contact is asked to offer help. "
            "Nobody else hears of it."
        ),
    ),
    placeholders=(PARTNER, PROGRAM),
    find=tandem_of,
    is_wanted=_is_twice,
    values=partner,
    action_label=gettext_lazy("To your tandem"),
    path=to_tandem,
    is_private=True,
)

CANCELLED_AGAIN = Kind(
    code="cancelled_again",
    label=gettext_lazy("A tandem that could do with help"),
    reason=gettext_lazy("You are a neutral contact of this programme."),
    occasion=gettext_lazy("The mentee has cancelled a third meeting in a row. The mentee knows that you hear of it."),
    recipients=gettext_lazy("The programme's neutral contacts, who are not of the two"),
    when=AT_ONCE,
    until=gettext_lazy("One week, as long as they have not met"),
    subject=gettext_lazy("A tandem in {program} could do with help"),
    body=(
        gettext_lazy("Three meetings in a row of {mentee} and {mentor} have been cancelled."),
        gettext_lazy(
            "Please ask {mentee} in confidence whether something can be made easier. Why it was so is for {mentee} "
            "alone to say; the personnel department is not told."
        ),
    ),
    placeholders=(PROGRAM, MENTEE, MENTOR),
    find=tandem_of,
    is_wanted=_is_again,
    values=_names,
    action_label=gettext_lazy("To the programme"),
    path=to_program,
    is_private=True,
)

KINDS = (CANCELLED_TWICE, CANCELLED_AGAIN)
