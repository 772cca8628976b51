"""Periodic work on journals: prompts, computed from the data."""

from celery import shared_task
from django.utils import timezone

from journals import prompts, step_notices


@shared_task
def plan_prompts() -> None:
    prompts.plan_due(timezone.now())
    step_notices.plan_due(timezone.now())
