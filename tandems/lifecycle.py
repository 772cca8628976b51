"""What tandems do when their programme changes its state."""

from datetime import datetime

from programs.enums import ProgramState
from programs.models import Program
from tandems.actions import complete_all


def program_changed(program: Program, old_state: str, now: datetime) -> None:
    if program.state == ProgramState.CLOSED:
        complete_all(program, now)
