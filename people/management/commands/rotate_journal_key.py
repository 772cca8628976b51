"""Encrypts everything anew with the first of JOURNAL_KEYS. May be broken off and run again, while the site runs."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from people.encryption import rotation


class Command(BaseCommand):
    help = "Encrypts all confidential texts anew with the first of JOURNAL_KEYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only count, change nothing")
        parser.add_argument("--batch", type=int, default=rotation.BATCH, help="rows in one transaction")

    def handle(self, *, check: bool, batch: int, **_options: Any) -> None:
        if batch < 1:
            raise CommandError("--batch must be at least 1.")
        total = rotation.Count()
        for model in rotation.encrypted_models():
            count = rotation.rotate(model, batch=batch, write=not check, say=self._progress(model))
            total.add(count)
            self._line(model._meta.label, count, check)
        self._line("all", total, check)
        self._advice(total, check)

    def _progress(self, model: Any) -> Any:
        rows = model._base_manager.count()

        def say(done: int) -> None:
            if self.stdout.isatty():
                self.stdout.write(f"\r{model._meta.label}: {done} of {rows} rows", ending="")

        return say

    def _line(self, name: str, count: rotation.Count, check: bool) -> None:
        verb = "still under an older key" if check else "encrypted anew"
        clear = "\r" if self.stdout.isatty() else ""
        self.stdout.write(
            f"{clear}{name}: {count.renewed} texts {verb}, {count.current} under the newest key already, "
            f"{count.lost} that no key opens"
        )

    def _advice(self, total: rotation.Count, check: bool) -> None:
        older = len(settings.JOURNAL_KEYS) - 1
        if total.lost:
            self.stdout.write("Texts that no key opens are kept as they are. If their key turns up, add it at the end.")
        if check and total.renewed:
            self.stdout.write("Older keys are still needed: run this without --check.")
        elif older and not total.lost:
            self.stdout.write(
                "Once every process runs with the newest key, run this once more; then older keys may go."
            )
