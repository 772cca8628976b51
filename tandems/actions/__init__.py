"""Every write to a tandem and its meetings goes through here: views, admin, tasks and the demo share these doors."""

from tandems.actions.agreement import confirm_agreement, propose_agreement, set_agreement_aside
from tandems.actions.closing import agree_closing, propose_closing, say_thanks, set_closing_aside
from tandems.actions.delegation import name_delegate, withdraw_delegate
from tandems.actions.feed import find_feed, replace_feed, stop_feed
from tandems.actions.meetings import add_meeting, cancel_meeting, hold_meeting, note_effort, set_date
from tandems.actions.moves import forget_reason, note_reason
from tandems.actions.pairs import (
    accept_offer,
    complete,
    complete_all,
    decline_offer,
    end_for,
    expire_offer,
    offer_pair,
    part,
)
from tandems.actions.pause import pause, resume
from tandems.actions.preparing import choose_guide
from tandems.actions.slots import pick_slot, propose_slots, withdraw_slots

__all__ = [
    "accept_offer",
    "add_meeting",
    "agree_closing",
    "cancel_meeting",
    "choose_guide",
    "complete",
    "complete_all",
    "confirm_agreement",
    "decline_offer",
    "end_for",
    "expire_offer",
    "find_feed",
    "forget_reason",
    "hold_meeting",
    "name_delegate",
    "note_effort",
    "note_reason",
    "offer_pair",
    "part",
    "pause",
    "pick_slot",
    "propose_agreement",
    "propose_closing",
    "propose_slots",
    "replace_feed",
    "resume",
    "say_thanks",
    "set_agreement_aside",
    "set_closing_aside",
    "set_date",
    "stop_feed",
    "withdraw_delegate",
    "withdraw_slots",
]
