"""HR's rooms for programmes. Everything is scoped to the programmes one manages (`programs.scoping`)."""

from programs.admin.participation import ParticipationAdmin
from programs.admin.pool import PoolMemberAdmin
from programs.admin.program import ProgramAdmin

__all__ = ["ParticipationAdmin", "PoolMemberAdmin", "ProgramAdmin"]
