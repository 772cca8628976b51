"""What tandems do when their programme changes its state."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programs.enums import ProgramState
from programs.models import Program
from tandems.actions import complete_all
from tandems.enums import TOGETHER_STATES


def program_changed(program: Program, old_state: str, now: datetime) -> None:
    if program.state == ProgramState.CLOSED:
        complete_all(program, now)
    if program.state == ProgramState.ARCHIVED:
        # pools, scores and reasons: what people said about themselves, and who was compared with whom
        program.matching_runs.all().delete()
        program.pair_rules.all().delete()


def holds_back(program: Program, state: str, today: date) -> list[Any]:
    """A programme does not start without a tandem, nor close while one of them goes on."""
    together = program.tandems.filter(state__in=TOGETHER_STATES)
    if state == ProgramState.RUNNING and not together.exists():
        return [_("No tandem has begun yet.")]
    if state == ProgramState.CLOSED and (n := together.filter(ends_on__gte=today).count()):
        text = ngettext(
            "%(count)s tandem goes on beyond the last day.", "%(count)s tandems go on beyond the last day.", n
        )
        return [text % {"count": n}]
    return []
