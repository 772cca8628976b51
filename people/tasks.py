"""What workers do on this floor, one call each."""

from celery import shared_task
from django.utils import timezone

from people.accounts import addresses
from people.imports import jobs
from people.models import PeopleImport


@shared_task
def apply_import(people_import_id: str) -> None:
    if people_import := PeopleImport.objects.filter(pk=people_import_id).first():
        jobs.carry_out(people_import, timezone.now())


@shared_task
def sweep_imports() -> None:
    jobs.sweep(timezone.now())


@shared_task
def open_vouched_addresses() -> None:
    addresses.open_vouched(timezone.now())
