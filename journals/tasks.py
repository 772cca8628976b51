"""Periodic work on journals: prompts, computed from the data."""

from celery import shared_task
from django.utils import timezone

from journals import prompts, step_notices
from journals.actions import insights


@shared_task
def release_insights() -> None:
    insights.release_due()


@shared_task
def plan_prompts() -> None:
    prompts.plan_due(timezone.now())
    step_notices.plan_due(timezone.now())
