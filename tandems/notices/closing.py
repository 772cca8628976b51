"""The two decide how their tandem goes on, and thank each other. No mail says what was proposed or written."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from notices.kinds import Kind
from notices.models import Notice
from tandems.models import Closing, Tandem, Thanks
from tandems.notices.common import PARTNER, PROGRAM, TANDEM_REASON, THE_OTHER, partner, tandem_of, tandem_samples

AT_ONCE = gettext_lazy("At once")
THREE_WEEKS = gettext_lazy("Three weeks")


def _still_waits(notice: Notice, tandem: Tandem, now: datetime) -> bool:
    waiting = tandem.closings.filter(pk=notice.context.get("closing"), agreed_at=None, set_aside_at=None)
    return tandem.is_running and waiting.exclude(author=notice.recipient_id).exists()


def _is_decided(notice: Notice, tandem: Tandem, now: datetime) -> bool:
    return Closing.objects.filter(pk=notice.context.get("closing"), agreed_at__isnull=False).exists()


def _is_there(notice: Notice, tandem: Tandem, now: datetime) -> bool:
    return Thanks.objects.filter(tandem=tandem).exclude(author=notice.recipient_id).exists()


def _to_closing(notice: Notice, tandem: Tandem) -> str:
    return reverse("closing", args=[tandem.pk])


CLOSING_WAITING = Kind(
    code="closing_waiting",
    label=gettext_lazy("A proposal how your tandem goes on"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("Towards the end one of the two proposes to end, to go on, or other topics."),
    recipients=THE_OTHER,
    when=AT_ONCE,
    until=THREE_WEEKS,
    subject=gettext_lazy("How your tandem with {partner} goes on"),
    body=(
        gettext_lazy("{partner} proposes how your tandem could go on or come to its end."),
        gettext_lazy("Nothing happens until you agree."),
    ),
    placeholders=(PARTNER, PROGRAM),
    find=tandem_of,
    is_wanted=_still_waits,
    values=partner,
    action_label=gettext_lazy("Read and answer"),
    path=_to_closing,
    samples=tandem_samples,
    is_private=True,
)

CLOSING_AGREED = Kind(
    code="closing_agreed",
    label=gettext_lazy("Your proposal has been agreed to"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("The other of the two agrees to what was proposed."),
    recipients=gettext_lazy("Whoever proposed it"),
    when=AT_ONCE,
    until=THREE_WEEKS,
    subject=gettext_lazy("{partner} agrees"),
    body=(gettext_lazy("{partner} agrees to what you proposed for your tandem."),),
    placeholders=(PARTNER, PROGRAM),
    find=tandem_of,
    is_wanted=_is_decided,
    values=partner,
    action_label=gettext_lazy("To your tandem"),
    path=_to_closing,
    samples=tandem_samples,
    is_private=True,
)

THANKS_WRITTEN = Kind(
    code="thanks_written",
    label=gettext_lazy("A few words for you"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("One of the two has written a few words of thanks."),
    recipients=THE_OTHER,
    when=AT_ONCE,
    until=THREE_WEEKS,
    subject=gettext_lazy("A few words for you from {partner}"),
    body=(gettext_lazy("{partner} has written you a few words of thanks. Only you two can read them."),),
    placeholders=(PARTNER, PROGRAM),
    find=tandem_of,
    is_wanted=_is_there,
    values=partner,
    action_label=gettext_lazy("Read them"),
    path=_to_closing,
    samples=tandem_samples,
    is_private=True,
)

KINDS = (CLOSING_WAITING, CLOSING_AGREED, THANKS_WRITTEN)
