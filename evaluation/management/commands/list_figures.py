"""`manage.py list_figures --language en`: the catalogue of figures as Markdown, as an annex for a works agreement."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from evaluation.figures.document import document
from people.enums import Language


class Command(BaseCommand):
    help = "Print every figure of the evaluation with its definition (docs/figures.md, docs/figures.de.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=Language.values, default=Language.ENGLISH)

    def handle(self, *args: Any, language: str, **options: Any) -> None:
        with translation.override(language):
            self.stdout.write(document(), ending="")
