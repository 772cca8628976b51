"""Keeps the children running until someone says stop, then leaves no process behind."""

import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from mentoring.runner.process import Child

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 8.0  # seconds for a worker to finish what it is at


class Stop(BaseException):
    """Someone pressed Ctrl-C or the machine goes down."""


def raise_stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Stop


def listen_for_stop() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, raise_stop)


class Supervisor:
    """Children in the order of their start: the first one (the broker, if it is ours) is stopped last."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.children: list[Child] = []

    def start(self, child: Child) -> None:
        self.children.append(child)
        child.start()

    def watch(self, seconds: float | None = None, until: Callable[[], bool] = lambda: False) -> bool:
        """Restart what dies until `until()` holds (True) or `seconds` are over (False; None: never)."""
        end = time.monotonic() + (seconds if seconds is not None else float("inf"))
        while time.monotonic() < end:
            if until():
                return True
            self.tend(time.monotonic())
            time.sleep(0.25)
        return False

    def tend(self, now: float) -> None:
        for child in self.children:
            if child.restart_at is not None and now >= child.restart_at:
                child.start()
            elif child.restart_at is None and child.is_dead():
                pause = child.plan_restart(now)
                self.say(f"{child.name} has ended and starts again in {pause:.0f} s; its log is {child.log}")

    def stop(self) -> None:
        """End all children and whatever they started. What does not end by itself in time is killed."""
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        foundation, dependants = self.children[:1], self.children[1:]
        for group in (dependants, foundation):
            deadline = time.monotonic() + PATIENCE
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.wait(deadline)
        self.children.clear()
