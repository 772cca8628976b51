"""HR's rooms for programmes. Everything is scoped to the programmes one manages (`programs.scoping`)."""

from programs.admin.events import EventAdmin
from programs.admin.participation import ParticipationAdmin
from programs.admin.pool import PoolMemberAdmin
from programs.admin.program import ProgramAdmin
from programs.admin.resources import ResourceAdmin

__all__ = ["EventAdmin", "ParticipationAdmin", "PoolMemberAdmin", "ProgramAdmin", "ResourceAdmin"]
