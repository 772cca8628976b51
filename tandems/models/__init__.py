"""Matching runs and their proposals, tandems and their meetings."""

from tandems.models.agreement import Agreement
from tandems.models.cancelled import CancelledInARow
from tandems.models.closing import Closing, Thanks
from tandems.models.course import Course
from tandems.models.delegate import DelegateStep, Delegation
from tandems.models.effort import Effort
from tandems.models.feed import CalendarFeed
from tandems.models.matching import Leftover, MatchingRun, PairRule, Proposal
from tandems.models.meeting import Meeting
from tandems.models.moves import MoveReason
from tandems.models.picture import SharedPicture
from tandems.models.slots import ProposedSlot, SlotProposal
from tandems.models.tandem import PairedBefore, Tandem, TandemConsent
from tandems.models.wording import AgreementWording

__all__ = [
    "Agreement",
    "AgreementWording",
    "CalendarFeed",
    "CancelledInARow",
    "Closing",
    "Course",
    "DelegateStep",
    "Delegation",
    "Effort",
    "Leftover",
    "MatchingRun",
    "Meeting",
    "MoveReason",
    "PairRule",
    "PairedBefore",
    "Proposal",
    "ProposedSlot",
    "SharedPicture",
    "SlotProposal",
    "Tandem",
    "TandemConsent",
    "Thanks",
]
