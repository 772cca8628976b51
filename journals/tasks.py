"""Periodic work on journals: prompts, computed from the data."""

from celery import shared_task
from django.utils import timezone

from journals import prompts


@shared_task
def plan_prompts() -> None:
    prompts.plan_due(timezone.now())
