"""What the workers do. Both tasks may run twice, late, or at once on two machines: the rows decide."""

import logging
import time

from celery import shared_task
from django.utils import timezone

from notices import delivery

logger = logging.getLogger(__name__)
BATCH = 200
PAUSE_AFTER_A_DEAD_BROKER = 30  # seconds

_quiet_until = 0.0


@shared_task
def deliver_due() -> None:
    """Send a batch of what is due; a full batch asks for the next one."""
    handled = delivery.deliver_due(now=timezone.now(), limit=BATCH)
    if handled.total() >= BATCH:
        nudge()


@shared_task
def reap() -> None:
    delivery.reap(now=timezone.now())


def nudge() -> None:
    """Ask a worker to deliver what is due now. A broker that is down is no error: the periodic sweep finds the rows.

    Each attempt to reach a dead broker takes most of a second, so this process leaves it alone for a while.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        deliver_due.delay()
    except Exception as error:
        _quiet_until = time.monotonic() + PAUSE_AFTER_A_DEAD_BROKER
        logger.warning("No broker (%s): the next sweep delivers what is due.", type(error).__name__)
