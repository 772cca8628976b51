"""Housekeeping."""

from celery import shared_task
from django.core.management import call_command

from mentoring import health


@shared_task
def tick() -> None:
    health.schedule_ticks()


@shared_task
def clear_sessions() -> None:
    call_command("clearsessions")
