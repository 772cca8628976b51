"""Periodic work on tandems. Everything is computed from the data: a task may run twice or late."""

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from people.errors import ActionError, StaleState, WrongState

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
    from tandems.matching import follow_up
    from tandems.matching.actions import sweep

    sweep(timezone.now())
    for program_id in follow_up.overdue():
        follow_up.nudge(program_id)


@shared_task
def find_next(program_id: int) -> None:
    """The next best for people of this programme who are free again. A programme that is gone is no error."""
    from programs.models import Program
    from tandems.matching.follow_up import follow_up

    if program := Program.objects.filter(pk=program_id).first():
        follow_up(program, timezone.now())


@shared_task
def plan_reminders() -> None:
    from tandems import reminders

    reminders.plan_due(timezone.now())


@shared_task
def plan_milestones() -> None:
    from tandems import alerts, milestones

    now = timezone.now()
    milestones.plan_due(now)
    alerts.plan_due(now)


@shared_task
def resume_tandems() -> None:
    from tandems.actions.pause import resume_due

    resume_due(timezone.now())


@shared_task
def complete_tandems() -> None:
    from tandems.actions.closing import complete_due

    complete_due(timezone.now())


@shared_task
def check_hours() -> None:
    from tandems import budget

    budget.check(timezone.now())


@shared_task
def expire_offers() -> None:
    expire_due(timezone.now())


def expire_due(now: datetime) -> int:
    """End the offers whose time is over, each in its own transaction; returns how many were looked at."""
    from tandems.actions import expire_offer
    from tandems.enums import TandemState
    from tandems.models import Tandem

    due = list(Tandem.objects.filter(state=TandemState.OFFERED, answer_until__lt=now))
    for tandem in due:
        try:
            expire_offer(tandem=tandem, now=now)
        except ActionError:
            log.warning("Offer %s could not be ended", tandem.pk)
    return len(due)
