"""What people hear about programmes and their sign-up."""

from notices import kinds
from notices.kinds import Group
from programs.notices import openings, sign_ups
from programs.notices.sign_ups import PROGRAM, participation_of, to_program

__all__ = ["PROGRAM", "participation_of", "register", "to_program"]


def register() -> None:
    kinds.register(*sign_ups.KINDS, *openings.KINDS, group=Group.SIGN_UP)
    kinds.register(openings.MOVED, group=Group.HR)
