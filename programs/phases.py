"""The phases of a programme that follow from its dates: what comes next, on which day, and what holds it back.

Computed from the data: the task may run late, twice, or after days without any run.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from people.errors import ActionError
from people.times.clock import day_of
from programs import hooks
from programs.actions.program import set_program_state
from programs.enums import ProgramState
from programs.models import Program

LAST_WEEKS = timedelta(days=21)  # before the last day a programme comes to its end; at most a quarter of its period
AFTERWARDS = timedelta(days=14)  # after the last day: last meetings are logged, tandems part or go on
MOVING = (
    ProgramState.OPEN,
    ProgramState.MATCHING,
    ProgramState.RUNNING,
    ProgramState.CLOSING,
    ProgramState.CLOSED,
)


def next_phase(program: Program) -> tuple[str, date] | None:
    """The state that follows by itself, and its first day; None where a person decides or dates are missing."""
    following = {
        ProgramState.OPEN: (ProgramState.MATCHING, _plus(program.sign_up_until, timedelta(days=1))),
        ProgramState.MATCHING: (ProgramState.RUNNING, program.starts_on),
        ProgramState.RUNNING: (ProgramState.CLOSING, closing_on(program)),
        ProgramState.CLOSING: (ProgramState.CLOSED, _plus(program.ends_on, AFTERWARDS + timedelta(days=1))),
        ProgramState.CLOSED: (ProgramState.ARCHIVED, archived_on(program)),
    }
    state, day = following.get(ProgramState(program.state), ("", None))
    return (state, day) if day else None


def _plus(day: date | None, distance: timedelta) -> date | None:
    return day + distance if day else None


def closing_on(program: Program) -> date | None:
    """The day on which a running programme begins to come to its end."""
    if not (program.starts_on and program.ends_on):
        return None
    return program.ends_on - min(LAST_WEEKS, (program.ends_on - program.starts_on) / 4)


def archived_on(program: Program) -> date | None:
    """`keep_months` after the last day, on its last day where the month is shorter."""
    if program.ends_on is None:
        return None
    months = program.ends_on.year * 12 + program.ends_on.month - 1 + program.keep_months
    year, month = divmod(months, 12)
    return date(year, month + 1, min(program.ends_on.day, monthrange(year, month + 1)[1]))


def held_back(program: Program, today: date) -> list[Any]:
    """Why a phase that should have begun has not, in sentences; empty where none is due or nothing is in its way."""
    following = next_phase(program)
    if following is None or today < following[1]:
        return []
    return hooks.what_holds_back(program, following[0], today)


def move_all(now: datetime) -> int:
    """Move every programme that moves by itself on to where it should be; returns how many steps were taken."""
    programs = Program.objects.filter(moves_by_itself=True, state__in=MOVING)
    return sum(move(program, now) for program in programs)


def move(program: Program, now: datetime) -> int:
    """As many steps as are due. One programme that cannot move does not stop the others."""
    today, steps = day_of(now), 0
    while (following := next_phase(program)) and today >= following[1]:
        state = following[0]
        if hooks.what_holds_back(program, state, today):
            break
        try:
            set_program_state(program=program, state=state, actor=None, now=now)
        except ActionError:
            break  # someone was faster: the next round sees where it stands
        steps += 1
    return steps
