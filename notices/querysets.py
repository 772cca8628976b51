"""Every read of the outbox that has a name."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Min, Q, Value, When
from django.db.models.functions import Greatest

from notices import kinds
from notices.enums import NEEDS_A_PERSON, UNSETTLED, NoticeState, Queue

# an old failure stays in the outbox, but is no longer news
RECENT = timedelta(days=7)
WAITS_LONG = timedelta(minutes=15)


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, person: models.Model) -> Self:
        """What a person was sent or will be sent."""
        return self.filter(recipient=person)

    def told(self) -> Self:
        """What became of notices, for the recipient: nothing that is still to come or has lapsed quietly."""
        return self.filter(state__in=[NoticeState.SENT, NoticeState.MUTED, *NEEDS_A_PERSON])

    def of_programs(self, program_ids: set[int]) -> Self:
        """Notices of these programmes, and those that belong to no programme."""
        return self.filter(Q(program_id__in=program_ids) | Q(program_id=None))

    def in_outbox(self, program_ids: set[int]) -> Self:
        """What HR's outbox shows to those who run these programmes."""
        # SECURITY: of some kinds their time alone, or that they are there, would tell who of two people acted
        private = [kind.code for kind in kinds.all_kinds() if kind.is_private]
        return self.of_programs(program_ids).exclude(kind__in=private)

    def due(self, now: datetime, queue: Queue | None = None) -> Self:
        due = self.filter(state=NoticeState.PLANNED, next_attempt_at__lte=now)
        return due if queue is None else due.filter(queue=queue)

    def overdue(self, now: datetime) -> Self:
        """Everything that should be out by now and is not settled, be it waiting, in work or between two attempts."""
        return self.filter(state__in=UNSETTLED, due_at__lte=now)

    def oldest_due(self, now: datetime) -> dict[str, datetime | None]:
        """Since when the longest waiting notice could have gone, of all and of codes; None: none waits.

        What was written after it was due, by a planner that had stood still or by the demo, waits since then.
        """
        could_go = self.overdue(now).annotate(could_go=Greatest("due_at", "created_at"))
        return could_go.aggregate(all=Min("could_go"), codes=Min("could_go", filter=Q(queue=Queue.CODES)))

    def with_attention(self, now: datetime) -> Self:
        """Each with `attention`: 0 failed, 1 of unknown outcome, 2 waiting for a quarter of an hour, 3 done,
        4 still to come.
        """
        waits = Q(state__in=UNSETTLED, due_at__lt=now - WAITS_LONG)
        return self.annotate(
            attention=Case(
                When(state=NoticeState.FAILED, then=Value(0)),
                When(state=NoticeState.UNKNOWN, then=Value(1)),
                When(waits, then=Value(2)),
                When(due_at__gt=now, then=Value(4)),
                default=Value(3),
                output_field=models.IntegerField(),
            )
        )

    def recent_failures(self, now: datetime) -> dict[str, Any]:
        """How many notices of the last seven days are failed or unknown."""
        recent = self.filter(state__in=NEEDS_A_PERSON, due_at__gte=now - RECENT)
        return recent.aggregate(
            failed=Count("pk", filter=Q(state=NoticeState.FAILED)),
            unknown=Count("pk", filter=Q(state=NoticeState.UNKNOWN)),
        )
