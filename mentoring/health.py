"""Whether the parts that nobody sees are alive: database, broker, worker, beat, outbox.

The worker and the schedule leave a sign of life in the cache that fades by itself. Only the names of the parts are said
to the public.
"""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from notices import delivery

logger = logging.getLogger(__name__)
WORKER_SIGN = "health:worker"
TICK_SIGN = "health:tick"
WORKER_FADES = 60  # seconds
TICK_FADES = 180


def worker_lives() -> None:
    """The worker says every few seconds that it is there."""
    cache.set(WORKER_SIGN, 1, timeout=WORKER_FADES)


def schedule_ticks() -> None:
    """A task that beat sent has been run."""
    cache.set(TICK_SIGN, 1, timeout=TICK_FADES)


def forget() -> None:
    """Signs of an earlier run say nothing about this one."""
    cache.delete_many([WORKER_SIGN, TICK_SIGN])


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _broker() -> bool:
    from mentoring.celery import app

    with app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
        return bool(broker.connected)


def _cache() -> bool:
    cache.set("health:cache", 1, timeout=5)
    return cache.get("health:cache") == 1


def _outbox() -> bool:
    return not delivery.health(now=timezone.now()).is_standing_still


# each part with the question whether it works, in the order in which one mends them
PARTS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "cache": _cache,
    "broker": _broker,
    "worker": lambda: cache.get(WORKER_SIGN) is not None,
    "schedule": lambda: cache.get(TICK_SIGN) is not None,
    "outbox": _outbox,
}


def failing_parts() -> list[str]:
    """Names of the parts that do not work now. Why is in the log."""
    return [name for name, works in PARTS.items() if not _holds(name, works)]


def _holds(name: str, works: Callable[[], bool]) -> bool:
    try:
        return works()
    except Exception:
        logger.warning("health: %s does not answer", name, exc_info=True)
        return False
