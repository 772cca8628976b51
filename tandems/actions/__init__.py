"""Every write to a tandem and its meetings goes through here: views, admin, tasks and the demo share these doors."""

from tandems.actions.agreement import confirm_agreement, propose_agreement, set_agreement_aside
from tandems.actions.closing import agree_closing, propose_closing, say_thanks, set_closing_aside
from tandems.actions.meetings import add_meeting, cancel_meeting, hold_meeting, note_effort, set_date
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

__all__ = [
    "accept_offer",
    "add_meeting",
    "agree_closing",
    "cancel_meeting",
    "complete",
    "complete_all",
    "confirm_agreement",
    "decline_offer",
    "end_for",
    "expire_offer",
    "hold_meeting",
    "note_effort",
    "offer_pair",
    "part",
    "pause",
    "propose_agreement",
    "propose_closing",
    "resume",
    "say_thanks",
    "set_agreement_aside",
    "set_closing_aside",
    "set_date",
]
