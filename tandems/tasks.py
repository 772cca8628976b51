"""Periodic work on tandems. Everything is computed from the data: a task may run twice or late."""

import logging

from celery import shared_task
from django.utils import timezone

from people.errors import StaleState, WrongState

log = logging.getLogger(__name__)


@shared_task
def run_matching(run_id: str) -> None:
    """Do one queued run. A run that is gone, or that another worker has taken, is no error."""
    from tandems.matching.runs import run_now
    from tandems.models import MatchingRun

    run = MatchingRun.objects.select_related("program").filter(pk=run_id).first()
    if run is None:
        return
    try:
        run_now(run, timezone.now())
    except (StaleState, WrongState):
        log.info("Matching run %s is being done elsewhere", run_id)


@shared_task
def sweep_matching() -> None:
    from tandems.matching.actions import sweep

    sweep(timezone.now())
