"""Periodic work on programmes. Everything is computed from the data: a task may run twice or late."""

from celery import shared_task
from django.utils import timezone


@shared_task
def sweep_concerns() -> None:
    from programs.actions import concern

    now = timezone.now()
    concern.tell_left_alone(now)
    concern.forget_old(now)


@shared_task
def ask_managers() -> None:
    from programs.actions import manager_consent

    manager_consent.ask_managers(timezone.now())


@shared_task
def move_phases() -> None:
    from programs.phases import move_all

    move_all(timezone.now())


@shared_task
def watch_outbox() -> None:
    from programs import alerts

    alerts.plan_due(timezone.now())


@shared_task
def plan_events() -> None:
    from programs import event_drafts
    from programs.actions.events import follow_guests

    now = timezone.now()
    follow_guests(now)
    event_drafts.plan_due(now)
