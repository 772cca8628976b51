"""Periodic work of the evaluation: one call each."""

from celery import shared_task
from django.utils import timezone

from evaluation.clock import day_of
from evaluation.figures.publishing import publish_due
from evaluation.models import Wave
from evaluation.surveys import invite, open_waves


@shared_task
def plan_surveys() -> None:
    """Open the waves that are due, invite whom they concern, and renew what dashboards may show."""
    now = timezone.now()
    open_waves(now)
    for wave in Wave.objects.open_on(day_of(now)):
        invite(wave, now)
    publish_due(now)
