"""Empties the outbox: claim, ask again, render, hand over, settle. Each step is committed before the next begins.

A process may end at any point. A claim that shows no sign of life for ten minutes is given back; one that was being
handed over becomes *outcome unknown* and is left to a person. Nothing that may have gone out is sent again by itself.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Min, Q

from notices import holding
from notices.enums import NoticeState, Problem, Queue
from notices.lane import BACK_OFF, BATCH, Clock, Lane
from notices.models import AccountMail, Notice
from notices.transport import connect

logger = logging.getLogger(__name__)

LONGEST_RUN = timedelta(minutes=1)  # so that a worker can be stopped; whoever called goes on
LOST_AFTER = timedelta(minutes=10)
STANDING_STILL = timedelta(minutes=15)
CODES_STANDING_STILL = timedelta(minutes=2)


class Tally(Counter[str]):
    """How many notices ended in which state. `is_stopped`: the mail server or the rate ended it, not lack of mails."""

    is_stopped = False


def deliver_due(
    *, now: datetime, limit: int = 200, queue: Queue | None = None, when_many: Callable[[], None] | None = None
) -> Tally:
    """Deliver up to `limit` notices of `queue` (None: of any) that are due, the longest waiting first.

    May run any number of times at once. Stops early when the mail server cannot be reached or asks for a pause: what is
    still planned keeps its attempts. `when_many` is called once if there is more than one batch, so that others may
    help. A database that goes away raises; what was claimed is reaped.
    """
    clock, tally = Clock(now), Tally()
    with connect() as transport:
        lane = Lane(transport, clock, queue)
        while (left := limit - lane.tally.total()) > 0 and clock() < now + LONGEST_RUN:
            taken = lane.work(left)
            if taken == 0 or lane.is_stopped:
                break
            if taken == BATCH and when_many is not None:
                when_many()
                when_many = None
    tally.update(lane.tally)
    tally.is_stopped = lane.is_stopped
    return tally


def reap(*, now: datetime) -> Counter[str]:
    """Settle what a process left behind when it ended: back to planned, or outcome unknown. Returns how many of each.

    What was lost costs an attempt and is taken alone from then on. One that is lost at every attempt fails: it may be
    what ends the process.
    """
    from_another_time = Q(claimed_at__gt=now + LOST_AFTER)  # by a clock that was ahead
    lost = Notice.objects.filter(Q(claimed_at__lt=now - LOST_AFTER) | from_another_time)
    claimed = lost.filter(state=NoticeState.CLAIMED)
    trace = {"problem": Problem.WORKER_LOST, "problem_detail": ""}
    end = {**trace, "sealed": ""}
    tally = Counter[str]()
    tally[NoticeState.FAILED] = claimed.filter(attempts__gt=len(BACK_OFF)).update(state=NoticeState.FAILED, **end)
    tally[NoticeState.PLANNED] = claimed.update(
        state=NoticeState.PLANNED, claim=None, claimed_at=None, attempts=F("attempts") + 1, **trace
    )
    tally[NoticeState.UNKNOWN] = lost.filter(state=NoticeState.SENDING).update(state=NoticeState.UNKNOWN, **end)
    holding.release(now)
    if tally.total():
        logger.error("Left behind by a process that ended: %s", {str(state): count for state, count in tally.items()})
    return +tally


@dataclass(frozen=True)
class Health:
    """Is the outbox moving? `failed` and `unknown` count the last seven days."""

    oldest_due_seconds: int | None
    oldest_code_seconds: int | None
    failed: int
    unknown: int

    @property
    def is_standing_still(self) -> bool:
        return (self.oldest_due_seconds or 0) > STANDING_STILL.total_seconds() or (
            self.oldest_code_seconds or 0
        ) > CODES_STANDING_STILL.total_seconds()


def health(*, now: datetime, programs: set[int] | None = None) -> Health:
    """Of the whole outbox, or of what HR sees who run these `programs`."""
    notices = Notice.objects.all() if programs is None else Notice.objects.of_programs(programs)
    shown = notices if programs is None else Notice.objects.in_outbox(programs)
    oldest = notices.oldest_due(now)
    asked = AccountMail.objects.aggregate(asked=Min("asked_at"))["asked"]  # and no worker has opened it yet
    waiting = {name: min(filter(None, (since, asked)), default=None) for name, since in oldest.items()}
    ages = {name: None if since is None else int((now - since).total_seconds()) for name, since in waiting.items()}
    return Health(oldest_due_seconds=ages["all"], oldest_code_seconds=ages["codes"], **shown.recent_failures(now))
