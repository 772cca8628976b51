"""`manage.py list_notices --language en`: the catalogue of what is sent as Markdown, for a works agreement."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from notices.document import document
from people.enums import Language


class Command(BaseCommand):
    help = "Print every kind of notice with its occasion and its text (docs/notices.md, docs/notices.de.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=Language.values, default=Language.ENGLISH)

    def handle(self, *args: Any, language: str, **options: Any) -> None:
        with translation.override(language):
            self.stdout.write(document(), ending="")
