"""Matching runs and their proposals, tandems and their meetings."""

from tandems.models.agreement import Agreement
from tandems.models.cancelled import CancelledInARow
from tandems.models.closing import Closing, Thanks
from tandems.models.effort import Effort
from tandems.models.matching import Leftover, MatchingRun, PairRule, Proposal
from tandems.models.meeting import Meeting
from tandems.models.picture import SharedPicture
from tandems.models.tandem import PairedBefore, Tandem, TandemConsent

__all__ = [
    "Agreement",
    "CancelledInARow",
    "Closing",
    "Effort",
    "Leftover",
    "MatchingRun",
    "Meeting",
    "PairRule",
    "PairedBefore",
    "Proposal",
    "SharedPicture",
    "Tandem",
    "TandemConsent",
    "Thanks",
]
