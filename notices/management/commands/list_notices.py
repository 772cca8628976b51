"""Prints the catalogue of notices: each kind that the apps have registered, and why one gets it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from notices import kinds


class Command(BaseCommand):
    help = "Lists every kind of notice, whether it can be switched off, and why one gets it, as a Markdown table."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self.stdout.write("| kind | name | can be switched off | why one gets it |\n| --- | --- | --- | --- |")
            for kind in kinds.all_kinds():
                muted = "yes" if kind.can_be_muted else "no"
                self.stdout.write(f"| `{kind.code}` | {kind.label} | {muted} | {kind.reason} |")
