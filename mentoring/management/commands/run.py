"""`manage.py run`: everything Tandem needs, in one process that looks after the others."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mentoring import environment
from mentoring.runner.ground import NotPossible
from mentoring.runner.start import Wishes, run


def port_from_environment() -> str:
    return os.environ.get("PORT") or "8000"


def answer_at(port: str) -> None:
    """Links name the port that was asked for with `--port`, in this process and in those it starts."""
    os.environ["PORT"] = port
    if settings.RELAXED and not os.environ.get("BASE_URL", "").strip():
        settings.BASE_URL = environment.local_address()
        settings.CSRF_TRUSTED_ORIGINS = [settings.BASE_URL]


class Command(BaseCommand):
    help = "Starts web server, worker, schedule and, where no broker is named, an embedded one. Ctrl-C stops all."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1", help="address to listen on")
        parser.add_argument("--port", default=port_from_environment(), help="port to listen on (PORT)")
        parser.add_argument("--no-demo", action="store_true", help="do not fill an empty database with invented people")
        parser.add_argument("--web-workers", type=int, default=2)
        parser.add_argument("--job-processes", type=int, default=1, help="long jobs done at the same time")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["port"].isdigit():
            raise CommandError(f"PORT={options['port']} is not a number.")
        answer_at(options["port"])
        wishes = Wishes(
            host=options["host"],
            port=int(options["port"]),
            build_demo=settings.DEMO and not options["no_demo"],
            web_workers=options["web_workers"],
            job_processes=options["job_processes"],
        )
        try:
            run(wishes, self._say)
        except NotPossible as error:
            # one plain line: for whoever starts Tandem this is no error of a command
            self.stderr.write(str(error))
            raise SystemExit(1) from error

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
