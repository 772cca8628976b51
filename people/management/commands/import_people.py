"""The same import as in the admin, for a shell or a nightly job."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from people.enums import Language
from people.errors import ActionError
from people.imports import apply_import, check_file, discard
from people.imports.preview import Preview
from people.models import PeopleImport


class Command(BaseCommand):
    help = "Import a file of employees (CSV or XLSX): all of it, or nothing if a row is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only show what would happen")
        parser.add_argument("--apply", action="store_true", help="the default, for scripts that want to say so")
        parser.add_argument("--only-sound", action="store_true", help="import the sound rows although others are wrong")
        parser.add_argument("--deactivate-missing", action="store_true", help="deactivate people missing from the file")
        parser.add_argument("--language", choices=Language.values, default=Language.GERMAN)

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            people_import = self._checked(options["file"])
            self.stdout.write("\n".join(Preview(people_import).as_lines()))
            wrong = people_import.summary["wrong"]
            if options["check"] or (wrong and not options["only_sound"]):
                discard(people_import=people_import, actor=None)
            else:
                self._apply(people_import, options)
            if wrong and not options["only_sound"]:
                raise SystemExit(1)

    def _checked(self, path: Path) -> PeopleImport:
        try:
            return check_file(file_name=path.name, content=path.read_bytes(), actor=None)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except ActionError as error:
            raise CommandError(str(error.message)) from error

    def _apply(self, people_import: PeopleImport, options: dict[str, Any]) -> None:
        try:
            apply_import(
                people_import=people_import,
                actor=None,
                now=timezone.now(),
                only_sound=options["only_sound"],
                deactivate=options["deactivate_missing"],
            )
        except ActionError as error:
            discard(people_import=people_import, actor=None)
            raise CommandError(str(error.message)) from error
        self.stdout.write("\n".join(Preview(people_import).result_lines()))
