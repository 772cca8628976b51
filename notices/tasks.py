"""What the workers do. Every task may run twice, late, or at once on two machines: the rows decide."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notices import delivery
from notices.enums import Queue
from notices.models import Notice

logger = logging.getLogger(__name__)
LIMIT = 1000  # a task ends now and then, so that a worker can be stopped
PAUSE_AFTER_A_DEAD_BROKER = 30  # seconds

_quiet_until = 0.0
_lanes = threading.BoundedSemaphore(settings.MAIL_LANES)


@shared_task
def deliver_due() -> None:
    """Send what is due over a lane of this process. Where there is a lot, other lanes and workers are asked to help.

    Where all lanes are taken there is nothing to do: whoever holds one looks again after it has let go.
    """
    if not _lanes.acquire(blocking=False):
        return
    try:
        tally = delivery.deliver_due(now=timezone.now(), limit=LIMIT, queue=Queue.MAIL, when_many=nudge)
    finally:
        _lanes.release()
    if not tally.is_stopped and Notice.objects.due(timezone.now(), Queue.MAIL).exists():
        nudge()


@shared_task
def deliver_codes() -> None:
    """Mails about signing in, which wait for nothing else."""
    from notices import accounts

    now = timezone.now()
    accounts.open_asked(now=now)
    delivery.deliver_due(now=now, limit=LIMIT, queue=Queue.CODES)


@shared_task
def reap() -> None:
    from notices import accounts

    now = timezone.now()
    delivery.reap(now=now)
    accounts.forget_old(now=now)


def nudge() -> None:
    """Ask a worker to deliver what is due now."""
    _send(deliver_due)


def nudge_codes() -> None:
    """Ask a worker to send what was asked for on the account pages."""
    _send(deliver_codes)


NUDGES: dict[Queue, Callable[[], None]] = {Queue.CODES: nudge_codes, Queue.MAIL: nudge}


def _send(task: Any) -> None:
    """A broker that is down is no error: the periodic sweep finds the rows.

    Each attempt to reach a dead broker takes most of a second, so this process leaves it alone for a while.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        task.delay()
    except Exception as error:
        _quiet_until = time.monotonic() + PAUSE_AFTER_A_DEAD_BROKER
        logger.warning("No broker (%s): the next sweep delivers what is due.", type(error).__name__)
