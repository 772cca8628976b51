"""What the outbox says about offers, tandems and meetings, and until when it is still true.

A subject gives away no more than that there is a meeting and with whom.
"""

from notices.enums import Group
from notices.kinds import register
from tandems.notices import agreements, alerts, budget, cancelled, closing, meetings, milestones, pairs, pause, slots
from tandems.notices.common import TANDEM_REASON, meeting_of, tandem_of, when

__all__ = ["TANDEM_REASON", "meeting_of", "register_all", "tandem_of", "when"]


def register_all() -> None:
    tandem = (pairs, agreements, milestones, pause, closing, cancelled)
    register(*(kind for part in tandem for kind in part.KINDS), group=Group.TANDEM)
    register(*meetings.KINDS, *slots.KINDS, group=Group.MEETINGS)
    register(*alerts.KINDS, group=Group.HR)
    register(*budget.KINDS, group=Group.MANAGERS)
