"""What happens on this floor, as the audit log calls it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

LABELS: dict[str, Any] = {
    "matching.started": _("Matching started"),
    "matching.running": _("Matching under way"),
    "matching.done": _("Matching finished"),
    "matching.failed": _("Matching failed"),
    "matching.released": _("Pairs asked"),
    "proposal.proposed": _("Set-aside pair taken up again"),
    "proposal.released": _("Pair released"),
    "proposal.set_aside": _("Pair set aside"),
    "pair.pin": _("Pair fixed"),
    "pair.bar": _("Pair ruled out"),
    "pair.undecided": _("Decision on a pair taken back"),
    "program.agreement_changed": _("Suggested wording for agreements changed"),
    "tandem.reminded": _("Tandems reminded by HR"),
    "tandem.more_time": _("More time to answer offers"),
    "tandem.offered": _("Tandem proposed to both"),
    "tandem.not_started": _("Tandem did not come about"),
    "tandem.expired": _("Proposal of a tandem ran out"),
    "tandem.started": _("Tandem started"),
    "tandem.paused": _("Tandem paused"),
    "tandem.resumed": _("Tandem went on"),
    "tandem.extended": _("Tandem goes on beyond the last day"),
    "tandem.ended": _("Tandem ended"),
    "tandem.pace_set": _("The two have set their own rhythm"),
    "tandem.completed": _("Tandem completed"),
    "meeting.set": _("Date of a meeting set"),
    "meeting.moved": _("Meeting moved"),
    "meeting.cancelled": _("Meeting cancelled"),
    "meeting.held": _("Meeting took place"),
    "delegate.named": _("Delegate for meetings named"),
    "delegate.withdrawn": _("Delegate for meetings withdrawn"),
}
# who arranges whose meetings is between the two of them
DETAILS: dict[str, Any] = {
    "rhythm_weeks": _("weeks between meetings"),
    "minutes": _("minutes for each meeting"),
    "meetings": _("number of meetings"),
}
# SECURITY: who said no to an offer, or said nothing, is nobody's business: the log shows both as one
ALIKE = {"tandem.expired": "tandem.not_started"}
UNCOUNTED = ("tandem.not_started", "tandem.expired")
OFFERED = ("tandem.offered", "proposal.released", "matching.released")
KEPT_BACK = ("delegate.named", "delegate.withdrawn")
# SECURITY: which of the two did it, or whether they did it at all, is written down nowhere
WITHHELD = (
    *("tandem.not_started", "tandem.expired", "tandem.started", "tandem.ended", "tandem.completed"),
    *("tandem.paused", "tandem.resumed", "tandem.extended", "tandem.pace_set"),
    *("meeting.set", "meeting.moved", "meeting.cancelled", "meeting.held"),
    *KEPT_BACK,
)
