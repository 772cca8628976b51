"""`manage.py build_demo`."""

from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Fills an empty database with invented companies, people and programmes."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verbosity"]:
            self.stdout.write("There is no demo yet.")
