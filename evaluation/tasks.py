"""Periodic work of the evaluation: one call each."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from evaluation.figures.covered import publish_covered
from evaluation.figures.goals_over_time import keep_values
from evaluation.figures.own_time import publish_own_time
from evaluation.figures.preparing import prepare_due
from evaluation.figures.publishing import publish_due
from evaluation.figures.retention_reading import publish_retention
from evaluation.models import Wave
from evaluation.surveys import invite, open_waves
from evaluation.surveys.groups import place_all
from people.times.clock import day_of


@shared_task
def plan_surveys() -> None:
    follow_plan(timezone.now())


@shared_task
def prepare_figures() -> None:
    prepare_due(timezone.now())


def follow_plan(now: datetime) -> None:
    """Open the waves that are due, invite whom they concern, and renew what dashboards may show."""
    place_all()
    open_waves(now)
    for wave in Wave.objects.open_on(day_of(now)):
        invite(wave, now)
    publish_due(now)
    publish_covered(now)
    publish_own_time(now)
    publish_retention(now)


@shared_task
def keep_goal_values() -> None:
    keep_values(timezone.now())
