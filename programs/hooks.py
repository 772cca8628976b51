"""What happens on the floors above when something changes in a programme. They register in `AppConfig.ready()`.

Callbacks run inside the transaction of the change.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from programs.models import Participation, Program

StateChanged = Callable[[Program, str, datetime], None]
Left = Callable[[Participation, datetime], None]
HoldsBack = Callable[[Program, str, date], list[Any]]

_state_changed: list[StateChanged] = []
_left: list[Left] = []
_holds_back: list[HoldsBack] = []


def when_state_changed(callback: StateChanged) -> None:
    """`callback(program, old_state, now)` after the programme has entered its new state."""
    if callback not in _state_changed:
        _state_changed.append(callback)


def when_left(callback: Left) -> None:
    """`callback(participation, now)` after a person has withdrawn from a programme or has been deactivated."""
    if callback not in _left:
        _left.append(callback)


def when_asked_to_move(callback: HoldsBack) -> None:
    """`callback(program, state, today)` says in sentences why the programme is not to enter `state` by itself yet."""
    if callback not in _holds_back:
        _holds_back.append(callback)


def what_holds_back(program: Program, state: str, today: date) -> list[Any]:
    return [reason for callback in _holds_back for reason in callback(program, state, today)]


def state_changed(program: Program, old_state: str, now: datetime) -> None:
    for callback in _state_changed:
        callback(program, old_state, now)


def left(participation: Participation, now: datetime) -> None:
    for callback in _left:
        callback(participation, now)
