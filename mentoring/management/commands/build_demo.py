"""`manage.py build_demo`: two invented companies and four programmes, always the same but for the dates."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mentoring.demo.build import build
from people.models import Person


class Command(BaseCommand):
    help = "Fills an empty database with invented companies, people and programmes."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo has known passwords: it is built with DEMO=1 only.")
        if Person.objects.exists():
            raise CommandError("There are people in this database already; the demo needs an empty one.")
        build(timezone.now(), say=self.stdout.write if options["verbosity"] else lambda line: None)
