"""The Celery application. Its schedule is `CELERY_BEAT_SCHEDULE` in the settings, its queues `CELERY_TASK_QUEUES`."""

import os
import time
from typing import Any

from celery import Celery
from celery.signals import after_task_publish, beat_init, heartbeat_sent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")

app = Celery("tandem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
WATCH = "mentoring.tasks.watch"
_said_at = 0.0


@heartbeat_sent.connect
def say_that_the_worker_lives(**_signal: Any) -> None:
    """Celery's heart beats every two seconds; once in ten is enough for the cache. One sign for each queue served."""
    global _said_at
    if time.monotonic() - _said_at < 10:
        return
    from mentoring import health

    health.worker_lives(app.amqp.queues.consume_from)
    _said_at = time.monotonic()


@after_task_publish.connect(sender=WATCH)
def say_that_beat_ticks(**_signal: Any) -> None:
    """Nobody but beat sends this task: that it was handed to the broker shows that the schedule runs."""
    from mentoring import health

    health.schedule_ticks()


@beat_init.connect
def tick_at_once(**_signal: Any) -> None:
    """After a start nobody waits for the first round of the schedule to hear that it runs."""
    app.send_task(WATCH)
