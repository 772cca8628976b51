"""The Celery application. Its schedule is `CELERY_BEAT_SCHEDULE` in the settings."""

import os
import time
from typing import Any

from celery import Celery
from celery.signals import beat_init, heartbeat_sent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")

app = Celery("tandem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
_said_at = 0.0


@heartbeat_sent.connect
def say_that_the_worker_lives(**_signal: Any) -> None:
    """Celery's heart beats every two seconds; once in ten is enough for the cache."""
    global _said_at
    if time.monotonic() - _said_at < 10:
        return
    from mentoring import health

    health.worker_lives()
    _said_at = time.monotonic()


@beat_init.connect
def tick_at_once(**_signal: Any) -> None:
    """After a start nobody waits for the first round of the schedule to hear that it runs."""
    app.send_task("mentoring.tasks.tick")
