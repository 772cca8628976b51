"""That an agreement waits for an answer, or is in force. Never a word of it, and never who asked whom."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from notices.kinds import Kind
from notices.models import Notice
from tandems.enums import TOGETHER_STATES
from tandems.models import Tandem
from tandems.notices.common import PARTNER, PROGRAM, TANDEM_REASON, THE_OTHER, partner, tandem_of, tandem_samples

SOON = gettext_lazy("Ten minutes later: a slip mended at once asks nobody twice")


def _latest(notice: Notice, tandem: Tandem) -> bool:
    newer = tandem.agreements.filter(number__gt=notice.context.get("number", 0))
    return tandem.state in TOGETHER_STATES and not newer.exists()


def is_waiting(notice: Notice, tandem: Tandem, now: datetime) -> bool:
    waiting = tandem.agreements.filter(number=notice.context.get("number"), confirmed_at=None, set_aside_at=None)
    return _latest(notice, tandem) and waiting.exclude(author=notice.recipient_id).exists()


def is_in_force(notice: Notice, tandem: Tandem, now: datetime) -> bool:
    confirmed = tandem.agreements.filter(number=notice.context.get("number"), confirmed_at__isnull=False)
    return _latest(notice, tandem) and confirmed.exists()


def to_agreement(notice: Notice, tandem: Tandem) -> str:
    return reverse("agreement", args=[tandem.pk])


AGREEMENT_WAITING = Kind(
    code="agreement_waiting",
    label=gettext_lazy("An agreement waits for you"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("One of the two has written the agreement of the tandem, or a new version of it."),
    recipients=THE_OTHER,
    when=SOON,
    until=gettext_lazy("Two weeks, or until it is answered"),
    subject=gettext_lazy("Your agreement with {partner}"),
    body=(
        gettext_lazy("{partner} has written down what the two of you could agree on, and asks whether you do."),
        gettext_lazy("Read it in peace: you can confirm it, change it, or leave things as they are."),
    ),
    placeholders=(PARTNER, PROGRAM),
    find=tandem_of,
    is_wanted=is_waiting,
    values=partner,
    action_label=gettext_lazy("Read the agreement"),
    path=to_agreement,
    samples=tandem_samples,
)

AGREEMENT_CONFIRMED = Kind(
    code="agreement_confirmed",
    label=gettext_lazy("Your agreement is in force"),
    reason=TANDEM_REASON,
    occasion=gettext_lazy("Both of the two have confirmed the agreement of the tandem."),
    recipients=gettext_lazy("Whoever wrote the version"),
    when=SOON,
    until=gettext_lazy("Two weeks"),
    subject=gettext_lazy("Your agreement with {partner}"),
    body=(gettext_lazy("{partner} has confirmed your agreement. It holds from now on, until you both change it."),),
    placeholders=(PARTNER, PROGRAM),
    find=tandem_of,
    is_wanted=is_in_force,
    values=partner,
    action_label=gettext_lazy("Read the agreement"),
    path=to_agreement,
    samples=tandem_samples,
)

KINDS = (AGREEMENT_WAITING, AGREEMENT_CONFIRMED)
