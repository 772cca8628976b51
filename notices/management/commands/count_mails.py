"""`manage.py count_mails`: what became of the mails of the last seven days, for whoever runs Tandem.

SECURITY: numbers of all kinds together, without kind, person or time. The outbox shows HR nothing of the kinds whose
being there tells who acted, so their failures are in no page, and not in /healthz, which HR may open as well.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count, Q
from django.utils import timezone

from notices.enums import UNSETTLED, NoticeState
from notices.models import Notice
from notices.querysets import RECENT


class Command(BaseCommand):
    help = "Counts the mails that were due in the last seven days, all kinds together."

    def add_arguments(self, parser: ArgumentParser) -> None:
        text = "exit with 1 where more than so many have failed or have an unknown outcome, for monitoring"
        parser.add_argument("--at-most", type=int, default=None, help=text)

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        found = Notice.objects.filter(due_at__lte=now, due_at__gte=now - RECENT).aggregate(
            sent=Count("pk", filter=Q(state=NoticeState.SENT)),
            waiting=Count("pk", filter=Q(state__in=UNSETTLED)),
            failed=Count("pk", filter=Q(state=NoticeState.FAILED)),
            unknown=Count("pk", filter=Q(state=NoticeState.UNKNOWN)),
        )
        self.stdout.write("Mails due in the last seven days, of all kinds:")
        for name, number in found.items():
            self.stdout.write(f"{name:<8}{number:>8}")
        most = options["at_most"]
        if most is not None and found["failed"] + found["unknown"] > most:
            raise SystemExit(1)
