"""What all workers know of the mail server, in one row: whether it wants a pause, and when the next mail may go.

It stands in the database and not in the cache: a cache that was emptied would forget the pause and send twice the rate.
A row from another time (a clock that was set back) counts for nothing.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import BigIntegerField, F, Q, Value
from django.db.models.functions import Greatest

from notices.models import MailHost
from notices.transport import NotSent

logger = logging.getLogger(__name__)
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 600))
MINUTE = 60_000_000  # microseconds
SOONEST = timedelta(0)


def read() -> MailHost:
    """The row as it is now. One query."""
    return MailHost.objects.filter(pk=MailHost.ONLY).first() or MailHost.objects.get_or_create(pk=MailHost.ONLY)[0]


def is_pausing(state: MailHost, now: datetime) -> bool:
    """Whether nothing is to be sent now."""
    return state.closed_until is not None and now < state.closed_until <= now + PAUSES[-1]


def pause(refusal: NotSent, now: datetime) -> None:
    """The server refuses whatever it is given: all workers leave it alone for a while, longer each time in a row."""
    row = read()
    wait = PAUSES[min(row.strikes, len(PAUSES) - 1)]
    not_yet = Q(closed_until=None) | Q(closed_until__lte=now) | Q(closed_until__gt=now + PAUSES[-1])
    # several workers may find out at once: one of them counts
    ours = MailHost.objects.filter(not_yet, pk=row.pk, strikes=row.strikes).update(
        closed_until=now + wait,
        closed_since=row.closed_since or now,
        strikes=min(row.strikes + 1, len(PAUSES)),
        problem=refusal.problem,
        problem_detail=refusal.detail[:80],
    )
    if ours:
        words = (refusal.problem.value, refusal.detail, wait.total_seconds())
        logger.warning("The mail server takes nothing (%s %s): all workers pause for %d seconds.", *words)


def took_one(now: datetime) -> None:
    """The server accepts mail again: the next trouble begins with a short pause."""
    over = MailHost.objects.filter(Q(closed_until__lte=now) | Q(closed_until__gt=now + PAUSES[-1]), strikes__gt=0)
    if over.update(strikes=0, closed_until=None, closed_since=None, problem="", problem_detail=""):
        logger.warning("The mail server takes mail again.")


# ---------------------------------------------------------------- the rate that the installation sets


def wait_for_slot(now: datetime, *, at_once: bool = False) -> timedelta:
    """Take the next slot and return zero, or say how long there is none. `at_once` takes one that is not free yet.

    In any sixty seconds no more than MAIL_PER_MINUTE slots are given, to all workers together (0: no bound). A tenth of
    them may be taken in one go, the others keep their distance (the generic cell rate algorithm, ITU-T I.371).
    """
    if not settings.MAIL_PER_MINUTE:
        return SOONEST
    read()  # makes the row where there is none yet
    burst = max(1, settings.MAIL_PER_MINUTE // 10)
    distance = MINUTE // max(1, settings.MAIL_PER_MINUTE - burst)
    moment = int(now.timestamp() * 1_000_000)
    earliest = moment - (burst - 1) * distance
    fits = Q(next_slot__lte=moment) | Q(next_slot__gt=moment + 2 * MINUTE)
    rows = MailHost.objects.filter(pk=MailHost.ONLY)
    stale = rows.filter(next_slot__gt=moment + 2 * MINUTE)
    if not at_once:
        rows = rows.filter(fits)
    stale.update(next_slot=0)
    if rows.update(next_slot=Greatest(F("next_slot"), Value(earliest, output_field=BigIntegerField())) + distance):
        return SOONEST
    return timedelta(microseconds=max(1, read().next_slot - moment))
