"""States of a notice and the steps between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeState(models.TextChoices):
    PLANNED = "planned", _("planned")
    CLAIMED = "claimed", _("being prepared")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("failed: outcome unknown")
    OBSOLETE = "obsolete", _("no longer wanted")
    EXPIRED = "expired", _("too late to make sense")
    MUTED = "muted", _("switched off by the recipient")


TRANSITIONS = {
    NoticeState.PLANNED: frozenset({NoticeState.CLAIMED, NoticeState.EXPIRED, NoticeState.OBSOLETE}),
    # a claim that was lost before anything was handed to the server goes back to planned
    NoticeState.CLAIMED: frozenset(
        {NoticeState.PLANNED, NoticeState.SENDING, NoticeState.OBSOLETE, NoticeState.MUTED, NoticeState.FAILED}
    ),
    NoticeState.SENDING: frozenset({NoticeState.SENT, NoticeState.PLANNED, NoticeState.FAILED, NoticeState.UNKNOWN}),
    # only a person resends
    NoticeState.FAILED: frozenset({NoticeState.PLANNED}),
    NoticeState.UNKNOWN: frozenset({NoticeState.PLANNED}),
}
