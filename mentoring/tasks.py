"""Housekeeping."""

from celery import shared_task
from django.core.management import call_command

from mentoring import health


@shared_task
def watch() -> None:
    """Alarms are written to the log also where nobody asks /healthz."""
    health.failing_parts()


@shared_task
def clear_sessions() -> None:
    call_command("clearsessions")
