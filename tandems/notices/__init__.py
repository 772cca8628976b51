"""What the outbox says about offers, tandems and meetings, and until when it is still true.

A subject gives away no more than that there is a meeting and with whom.
"""

from notices.kinds import register
from tandems.notices import agreements, alerts, cancelled, closing, meetings, milestones, pairs, pause, slots
from tandems.notices.common import TANDEM_REASON, meeting_of, tandem_of, when

__all__ = ["TANDEM_REASON", "meeting_of", "register_all", "tandem_of", "when"]


def register_all() -> None:
    register(*pairs.KINDS, *meetings.KINDS, *pause.KINDS, *agreements.KINDS, *closing.KINDS)
    register(*milestones.KINDS, *cancelled.KINDS, *alerts.KINDS, *slots.KINDS)
