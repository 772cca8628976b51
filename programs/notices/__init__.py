"""What people hear about programmes, their sign-up, and what goes beside it."""

from notices import kinds
from notices.kinds import Group
from programs.notices import concerns, events, managers, openings, pool, sign_ups
from programs.notices.sign_ups import PROGRAM, participation_of, to_program

__all__ = ["PROGRAM", "participation_of", "register", "to_program"]


def register() -> None:
    kinds.register(*sign_ups.KINDS, *openings.KINDS, pool.POOL_ASKED, group=Group.SIGN_UP)
    kinds.register(*concerns.KINDS, group=Group.TANDEM)
    kinds.register(*events.KINDS, group=Group.EVENTS)
    kinds.register(events.EVENT_PROPOSED, group=Group.HR)
    kinds.register(*managers.KINDS, group=Group.MANAGERS)
    kinds.register(openings.MOVED, group=Group.HR)
