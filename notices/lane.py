"""One connection to the mail server and what goes over it: ask again, render, hand over, settle.

While the server thinks about one message the next is put together. No more than one is ever on its way: a process that
ends leaves at most one whose outcome nobody knows.
"""

import logging
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError

from notices import choices, claims, holding, host, kinds, known, mail
from notices.claims import Move, fail, step
from notices.enums import NoticeState, Problem, Queue
from notices.models import Notice
from notices.timing import Digest
from notices.transport import NotSent, OutcomeUnknown, ServerPauses, Transport, TryLater
from people.errors import StaleState

logger = logging.getLogger(__name__)

BATCH = 100
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
HOLDS = timedelta(minutes=2)  # so long a batch is worked on; the rest is given back, well before it is taken for lost
FRESH = timedelta(seconds=2)  # what was asked and rendered longer ago is asked again
LONGEST_WAIT = timedelta(seconds=20)  # for the rate
TROUBLES_IN_A_ROW = 2  # broken connections after which the server is left alone


class Clock:
    """Time that moves on from `now`, so that the last notice of a long batch is not claimed in the past."""

    def __init__(self, now: datetime) -> None:
        self._now, self._started = now, time.monotonic()

    def __call__(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._started)


class RateReached(Exception):
    """The installation's rate is used up for longer than it makes sense to wait here."""


class Lane:
    """`tally` counts how many notices ended in which state; `is_stopped` says that the mail server or the rate did."""

    def __init__(self, transport: Transport, clock: Clock, queue: Queue | None) -> None:
        self.transport, self.clock, self.queue = transport, clock, queue
        self.tally = Counter[str]()
        self.is_stopped = False
        self._on_its_way: Notice | None = None
        self._accepted: Notice | None = None  # and not written down yet
        self._troubles = 0
        self._was_refused = False

    def work(self, limit: int) -> int:
        """Take up to `limit` notices and bring each to its next state; returns how many were taken.

        Raises what the database raises when it goes away: what was taken is reaped.
        """
        state = host.read()
        if self.queue != Queue.CODES and host.is_pausing(state, self.clock()):
            self.is_stopped = True
            return 0
        batch = claims.take(now=self.clock(), limit=min(limit, BATCH), queue=self.queue)
        if not batch:
            return 0
        self._was_refused, self._made = state.strikes > 0, choices.load()
        self._look_up(batch)
        try:
            self.transport.open()
            self._send_all(batch)
        except ServerPauses as refusal:
            host.pause(refusal, self.clock())
            self.is_stopped = True
        except RateReached:
            self.is_stopped = True
        claims.give_back(batch)
        return len(batch)

    def _send_all(self, batch: Sequence[Notice]) -> None:
        try:
            self._send_each(batch)
            self._confirm()
        finally:
            self._note()

    def _send_each(self, batch: Sequence[Notice]) -> None:
        until = self.clock() + HOLDS
        for number, notice in enumerate(batch):
            if self.clock() > self._known_at + FRESH:
                self._look_up(batch[number:])
            # while the server thinks about the one before
            asked_at, parcel = self.clock(), self._ready(notice)
            self._confirm()
            if parcel is not None:
                self._wait_for_slot(notice)
                if self.clock() > asked_at + FRESH:
                    self._look_up(batch[number:])
                    parcel = self._ready(notice)
            if parcel is not None:
                self._hand_over(notice, parcel)
            if self.clock() > until:
                break

    # ------------------------------------------------------------------ what it is to say
    def _look_up(self, batch: Sequence[Notice]) -> None:
        """What these are about, for all of them at once, as it is now."""
        for notice in batch:
            kinds.forget(notice)
        self._known_at = self.clock()
        self._known = known.look_up(batch, self._known_at)

    def _ready(self, notice: Notice) -> Any | None:
        """The mail ready to go, or None if the notice has come to another state. A bad record steps aside."""
        try:
            parcel = self._prepare_or_fail(notice)
        except StaleState:
            self._taken_away(notice)
            return None
        if parcel is None:
            self.tally[notice.state] += 1
            self._known.does_not_go(notice)
        return parcel

    def _prepare_or_fail(self, notice: Notice) -> Any | None:
        try:
            return self._prepare(notice)
        except (OperationalError, InterfaceError, StaleState):
            raise  # nothing is wrong with the record
        except NotSent as refusal:
            fail(notice, refusal.problem, refusal.detail)
        except Exception as error:
            # SECURITY: an exception's text may hold content, its name does not
            fail(notice, Problem.BROKEN, type(error).__name__)
        return None

    def _prepare(self, notice: Notice) -> Any | None:
        kind, now = kinds.get(notice.kind), self.clock()
        if kind is None:
            fail(notice, Problem.NO_SUCH_KIND, "")
            return None
        end = holding.end_of(notice, kind, now, self._made, self._known)
        if end is not None:
            step(notice, end)
            return None
        if self._is_put_off(notice, kind, now) or not self._has_something_to_say(notice, now):
            return None
        return self.transport.pack(mail.build(notice, kind, self._made))

    def _is_put_off(self, notice: Notice, kind: kinds.Kind, now: datetime) -> bool:
        """Quiet hours, a day off, or the person wants it together with others: it waits, and costs no attempt."""
        at = holding.decide(notice, kind, now, self._known)
        if isinstance(at, Digest):
            digest = holding.open_digest(notice.recipient, at.at)
            if digest is None:
                return False
            step(notice, NoticeState.HELD, digest=digest, claim=None, claimed_at=None, attempts=0)
            return True
        if at <= now:
            return False
        later = {"due_at": at, "next_attempt_at": at, "put_off_from": notice.put_off_from or notice.due_at}
        step(notice, NoticeState.PLANNED, claim=None, claimed_at=None, attempts=0, **later)
        return True

    def _has_something_to_say(self, notice: Notice, now: datetime) -> bool:
        if notice.kind != holding.DIGEST.code or holding.gather(notice, self._made, now):
            return True
        step(notice, NoticeState.OBSOLETE)
        return False

    # ------------------------------------------------------------------ to the server
    def _wait_for_slot(self, notice: Notice) -> None:
        """Until the rate allows one more. Mails about signing in count, and do not wait."""
        while wait := host.wait_for_slot(self.clock(), at_once=notice.queue == Queue.CODES):
            self._note()
            if wait > LONGEST_WAIT:
                raise RateReached
            time.sleep(wait.total_seconds())

    def _hand_over(self, notice: Notice, parcel: Any) -> None:
        """That it goes, and what became of the mail before, is noted while the server thinks about the envelope."""
        self.transport.open()
        self.transport.announce(parcel)
        notice.attempts += 1
        try:
            self._note_that_it_goes(notice)
            self.transport.hand_over(parcel)
        except StaleState:
            self.transport.close()
            self._taken_away(notice)
        except ServerPauses as refusal:
            # nothing is wrong with this mail: it costs no attempt
            trace = {"problem": refusal.problem, "problem_detail": refusal.detail[:80]}
            step(notice, NoticeState.PLANNED, claim=None, claimed_at=None, attempts=notice.attempts - 1, **trace)
            raise
        except NotSent as refusal:
            self._not_sent(notice, refusal)
        else:
            self._on_its_way = notice

    def _note_that_it_goes(self, notice: Notice) -> None:
        """In one statement with what became of the one before. Raises StaleState."""
        going = Move(notice, NoticeState.SENDING, {"claimed_at": self.clock(), "attempts": notice.attempts})
        before, self._accepted = self._accepted, None
        moved = claims.move(*([self._as_sent(before)] if before else []), going)
        if before:
            self._was_sent(before, before in moved)
        if notice not in moved:
            raise StaleState

    def _confirm(self) -> None:
        """Hear what became of the message that is on its way. An accepted one is noted with the next, or by `_note`."""
        notice, self._on_its_way = self._on_its_way, None
        if notice is None:
            return
        try:
            self.transport.confirm()
        except NotSent as refusal:
            self._not_sent(notice, refusal)
            return
        self._troubles = 0
        notice.sent_at = self.clock()
        self._accepted = notice
        if notice.sealed or notice.kind == holding.DIGEST.code:
            self._note()
        if self._was_refused:
            host.took_one(self.clock())
            self._was_refused = False

    def _note(self) -> None:
        """Write down now that the last one was accepted."""
        notice, self._accepted = self._accepted, None
        if notice is not None:
            self._was_sent(notice, bool(claims.move(self._as_sent(notice))))

    @staticmethod
    def _as_sent(notice: Notice) -> Move:
        over = {"problem": "", "problem_detail": ""} if notice.problem else {}
        return Move(notice, NoticeState.SENT, {"sent_at": notice.sent_at, **over})

    def _was_sent(self, notice: Notice, is_noted: bool) -> None:
        if not is_noted:
            self._taken_away(notice)
            return
        self.tally[notice.state] += 1
        if notice.kind == holding.DIGEST.code:
            holding.settle(notice)  # a process that ends here: `reap` does it

    def _not_sent(self, notice: Notice, refusal: NotSent) -> None:
        """Plan the next attempt where that is safe and there is one left, else leave it to a person.

        Raises ServerPauses where the server is in trouble and not the mail.
        """
        try:
            self._put_aside(notice, refusal)
            self.tally[notice.state] += 1
        except StaleState:
            self._taken_away(notice)
        broke = isinstance(refusal, OutcomeUnknown) or refusal.problem == Problem.NO_CONNECTION
        self._troubles = self._troubles + 1 if broke else 0
        if self._troubles >= TROUBLES_IN_A_ROW or (isinstance(refusal, TryLater) and refusal.for_all):
            raise ServerPauses(refusal.problem, refusal.detail) from refusal

    def _put_aside(self, notice: Notice, refusal: NotSent) -> None:
        if isinstance(refusal, OutcomeUnknown):
            fail(notice, refusal.problem, refusal.detail, NoticeState.UNKNOWN)
        elif isinstance(refusal, TryLater) and notice.attempts <= len(BACK_OFF):
            later = self.clock() + BACK_OFF[notice.attempts - 1]
            trace = {"problem": refusal.problem, "problem_detail": refusal.detail}
            step(notice, NoticeState.PLANNED, claim=None, claimed_at=None, next_attempt_at=later, **trace)
        else:
            fail(notice, refusal.problem, refusal.detail)

    def _taken_away(self, notice: Notice) -> None:
        logger.warning("Notice %s was taken away while in work.", notice.pk)
