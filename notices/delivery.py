"""Empties the outbox: claim, ask again, render, hand over, settle. Each step is committed before the next begins.

A process may end at any point. A claim that shows no sign of life for ten minutes is given back; one that was being
handed over becomes *outcome unknown* and is left to a person. Nothing that may have gone out is sent again by itself.
"""

import logging
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import F

from notices import choices, holding, kinds, mail
from notices.choices import Choices
from notices.enums import SETTLED, TRANSITIONS, NoticeState, Problem, Queue
from notices.models import Notice
from notices.timing import Digest
from notices.transport import NoConnection, NotSent, OutcomeUnknown, Transport, TryLater, connect
from people.errors import StaleState, WrongState

logger = logging.getLogger(__name__)

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
LOST_AFTER = timedelta(minutes=10)
STANDING_STILL = timedelta(minutes=15)
CODES_STANDING_STILL = timedelta(minutes=2)


class Clock:
    """Time that moves on from `now`, so that the last notice of a long batch is not claimed in the past."""

    def __init__(self, now: datetime) -> None:
        self._now, self._started = now, time.monotonic()

    def __call__(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._started)


def deliver_due(*, now: datetime, limit: int = 200, queue: Queue | None = None) -> Counter[str]:
    """Deliver up to `limit` notices of `queue` (None: of any) that are due, the longest waiting first.

    Returns how many ended in which state.

    May run any number of times at once. Stops early when the mail server cannot be reached: what is still planned
    keeps its attempts for the next sweep. A database that goes away raises; what was claimed is reaped.
    """
    clock, tally, made = Clock(now), Counter[str](), choices.load()
    due = Notice.objects.due(now, queue).order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:limit]
    with connect() as transport:
        for pk in list(due):
            notice = _claim(pk, clock(), queue)
            if notice is None:
                continue
            try:
                _deliver(notice, transport, clock, made)
            except StaleState:
                logger.warning("Notice %s was taken away while in work.", pk)
            except NoConnection:
                tally[notice.state] += 1
                break
            tally[notice.state] += 1
    return tally


def _claim(pk: uuid.UUID, now: datetime, queue: Queue | None = None) -> Notice | None:
    """Take a notice that is due, unless someone was faster."""
    claim = uuid.uuid4()
    taken = Notice.objects.due(now, queue).filter(pk=pk)
    if not taken.update(state=NoticeState.CLAIMED, claim=claim, claimed_at=now, attempts=F("attempts") + 1):
        return None
    return Notice.objects.select_related("recipient__preferences").filter(pk=pk, claim=claim).first()


def _step(notice: Notice, new: NoticeState, **also: object) -> None:
    """Move a notice that this process holds. Raises WrongState, or StaleState if the claim was lost meanwhile.

    No audit event: the row is the record of what the machine did. The log notes what people do.
    """
    if new not in TRANSITIONS.get(NoticeState(notice.state), ()):
        raise WrongState
    held = Notice.objects.filter(pk=notice.pk, state=notice.state, claim=notice.claim)
    if notice.sealed and new in SETTLED:
        also["sealed"] = ""
    if not held.update(state=new, **also):
        raise StaleState
    notice.state = new


def _deliver(notice: Notice, transport: Transport, clock: Clock, made: Choices) -> None:
    """Bring a claimed notice to its next state. Raises NoConnection after it has been put back."""
    try:
        parcel = _prepare(notice, transport, clock(), made)
    except (OperationalError, InterfaceError, StaleState):
        raise  # nothing is wrong with the record
    except NotSent as refusal:
        _not_sent(notice, refusal, clock())
        return
    except Exception as error:
        # one bad record steps aside. SECURITY: an exception's text may hold content, its name does not
        _fail(notice, Problem.BROKEN, type(error).__name__)
        return
    if parcel is None:
        return
    try:
        transport.open()
        _step(notice, NoticeState.SENDING, claimed_at=clock())
        transport.hand_over(parcel)
    except NotSent as refusal:
        _not_sent(notice, refusal, clock())
        if isinstance(refusal, NoConnection):
            raise
        return
    notice.sent_at = clock()
    _step(notice, NoticeState.SENT, sent_at=notice.sent_at, problem="", problem_detail="")
    if notice.kind == holding.DIGEST.code:
        holding.settle(notice)  # a process that ends here: `reap` does it


def _prepare(notice: Notice, transport: Transport, now: datetime, made: Choices) -> object | None:
    """The mail ready to go, or None if the notice has ended without one."""
    kind = kinds.get(notice.kind)
    if kind is None:
        _fail(notice, Problem.NO_SUCH_KIND, "")
        return None
    end = holding.end_of(notice, kind, now, made)
    if end is not None:
        _step(notice, end)
        return None
    if _is_put_off(notice, kind, now) or not _has_something_to_say(notice, made, now):
        return None
    return transport.pack(mail.build(notice, kind, made))


def _is_put_off(notice: Notice, kind: kinds.Kind, now: datetime) -> bool:
    """Quiet hours, a day off, or the person wants it together with others: it waits, and costs no attempt."""
    at = holding.decide(notice, kind, now)
    if isinstance(at, Digest):
        digest = holding.open_digest(notice.recipient, at.at)
        if digest is None:
            return False
        _step(notice, NoticeState.HELD, digest=digest, claim=None, claimed_at=None, attempts=0)
        return True
    if at <= now:
        return False
    later = {"due_at": at, "next_attempt_at": at, "put_off_from": notice.put_off_from or notice.due_at}
    _step(notice, NoticeState.PLANNED, claim=None, claimed_at=None, attempts=0, **later)
    return True


def _has_something_to_say(notice: Notice, made: Choices, now: datetime) -> bool:
    if notice.kind != holding.DIGEST.code or holding.gather(notice, made, now):
        return True
    _step(notice, NoticeState.OBSOLETE)
    return False


def _not_sent(notice: Notice, refusal: NotSent, now: datetime) -> None:
    """Plan the next attempt where that is safe and there is one left, else leave it to a person."""
    if isinstance(refusal, OutcomeUnknown):
        _fail(notice, refusal.problem, refusal.detail, NoticeState.UNKNOWN)
    elif isinstance(refusal, TryLater) and notice.attempts <= len(BACK_OFF):
        later = now + BACK_OFF[notice.attempts - 1]
        trace = {"problem": refusal.problem, "problem_detail": refusal.detail}
        _step(notice, NoticeState.PLANNED, claim=None, claimed_at=None, next_attempt_at=later, **trace)
    else:
        _fail(notice, refusal.problem, refusal.detail)


def _fail(notice: Notice, problem: Problem, detail: str, state: NoticeState = NoticeState.FAILED) -> None:
    logger.error("Notice %s (%s) %s: %s %s", notice.pk, notice.kind, state.value, problem.value, detail)
    _step(notice, state, problem=problem, problem_detail=detail[:80])


def reap(*, now: datetime) -> Counter[str]:
    """Settle what a process left behind when it ended: back to planned, or outcome unknown. Returns how many of each.

    A notice that was lost in preparation at every attempt fails: it may be what ends the process.
    """
    lost = Notice.objects.filter(claimed_at__lt=now - LOST_AFTER)
    claimed = lost.filter(state=NoticeState.CLAIMED)
    trace = {"problem": Problem.WORKER_LOST, "problem_detail": ""}
    end = {**trace, "sealed": ""}
    tally = Counter[str]()
    tally[NoticeState.FAILED] = claimed.filter(attempts__gt=len(BACK_OFF)).update(state=NoticeState.FAILED, **end)
    tally[NoticeState.PLANNED] = claimed.update(state=NoticeState.PLANNED, claim=None, claimed_at=None, **trace)
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
    ages = {
        name: None if oldest is None else int((now - oldest).total_seconds())
        for name, oldest in notices.oldest_due(now).items()
    }
    return Health(oldest_due_seconds=ages["all"], oldest_code_seconds=ages["codes"], **notices.recent_failures(now))
