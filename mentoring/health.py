"""Whether the parts that nobody sees are alive: database, broker, the workers of each queue, beat, outbox.

Workers and schedule leave a sign of life in the cache that fades by itself. The public hears the names of the parts and
how old a queue is; people in the admin read in words what stands still. The log has one line when an alarm begins and
one when it ends.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices import delivery, host
from notices.enums import Problem

logger = logging.getLogger(__name__)
QUEUES = [queue.name for queue in settings.CELERY_TASK_QUEUES]
WORKER_SIGNS = {queue: f"health:worker:{queue}" for queue in QUEUES}
TICK_SIGN = "health:tick"
ALARM = "health:alarm:"
MAIL_HOST = "health:mail-host"
WORKER_FADES = 60  # seconds
TICK_FADES = 180


def worker_lives(queues: Iterable[str]) -> None:
    """A worker says every few seconds that it serves these queues."""
    cache.set_many({WORKER_SIGNS[queue]: 1 for queue in queues if queue in WORKER_SIGNS}, timeout=WORKER_FADES)


def schedule_ticks() -> None:
    """Beat has handed a task to the broker."""
    cache.set(TICK_SIGN, 1, timeout=TICK_FADES)


def forget() -> None:
    """Signs of an earlier run say nothing about this one."""
    cache.delete_many([*WORKER_SIGNS.values(), TICK_SIGN])


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


def _answers(queue: str) -> Callable[[], bool]:
    return lambda: cache.get(WORKER_SIGNS[queue]) is not None


def _outbox() -> bool:
    return not delivery.health(now=timezone.now()).is_standing_still


@dataclass(frozen=True)
class Part:
    """Something that must work. `alarm` says in the admin what it means where it does not."""

    works: Callable[[], bool]
    alarm: Any = ""


# in the order in which one mends them
PARTS: dict[str, Part] = {
    "database": Part(_database),
    "cache": Part(_cache),
    "broker": Part(_broker),
    "worker-codes": Part(
        _answers("codes"),
        _("No worker serves the queue of codes: nobody gets a code to sign in or a link for a new password."),
    ),
    "worker-mail": Part(_answers("mail"), _("No worker serves the queue of mail: mails wait in the outbox.")),
    "worker-jobs": Part(
        _answers("jobs"), _("No worker serves the queue of long jobs: matching and large imports do not begin.")
    ),
    "schedule": Part(
        lambda: cache.get(TICK_SIGN) is not None,
        _("The schedule stands still: nothing is planned, and what failed for a moment is not tried again."),
    ),
    "outbox": Part(_outbox, _("Mails are due and have not gone out for longer than they may wait.")),
}


def failing_parts() -> list[str]:
    """Names of the parts that do not work now. Why is in the log."""
    failing = [name for name, part in PARTS.items() if not _holds(name, part.works)]
    try:
        _note_episodes(failing)
        _note_mail_host()
    except Exception:  # the cache itself may be what does not answer, and is named already
        logger.warning("health: alarms cannot be noted", exc_info=True)
    return failing


def _holds(name: str, works: Callable[[], bool]) -> bool:
    try:
        return works()
    except Exception:
        logger.warning("health: %s does not answer", name, exc_info=True)
        return False


def _note_episodes(failing: list[str]) -> None:
    """One line in the log when a part stops and one when it works again, whoever of all processes sees it first."""
    known = cache.get_many([f"{ALARM}{name}" for name in PARTS])
    for name in PARTS:
        key = f"{ALARM}{name}"
        if name in failing and key not in known and cache.add(key, 1, timeout=None):
            logger.error("Alarm: %s does not work.%s", name, detail(name))
        elif name not in failing and key in known and cache.delete(key):
            logger.warning("Alarm over: %s works again.", name)


def _note_mail_host() -> None:
    """Why mails wait, for the banner: what the mail server said when it was last asked."""
    now = timezone.now()
    state = host.read()
    if host.is_pausing(state, now):
        cache.set(MAIL_HOST, state.problem, timeout=TICK_FADES)
    else:
        cache.delete(MAIL_HOST)


def detail(name: str) -> str:
    """What can be said about a failing part in public: how old the queue is."""
    if name != "outbox":
        return ""
    try:
        age = delivery.health(now=timezone.now()).oldest_due_seconds
    except Exception:
        return ""
    return f" The oldest mail that is due has waited for {age} seconds." if age else ""


def alarms() -> list[str]:
    """What stands still, in words, for a banner on every page of the admin. One look into the cache, no query.

    The outbox is known as of the last round of the schedule; where there is none, that is an alarm of its own.
    """
    marks = {**{f"worker-{queue}": sign for queue, sign in WORKER_SIGNS.items()}, "schedule": TICK_SIGN}
    outbox = f"{ALARM}outbox"
    try:
        found = cache.get_many([*marks.values(), outbox, MAIL_HOST])
    except Exception:
        logger.warning("health: the cache does not answer", exc_info=True)
        return []
    failing = [name for name, sign in marks.items() if sign not in found] + (["outbox"] if outbox in found else [])
    words = [str(PARTS[name].alarm) for name in failing]
    if "outbox" in failing and found.get(MAIL_HOST) in Problem.values:
        words.append(str(Problem(found[MAIL_HOST]).label))
    return words
