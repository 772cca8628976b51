"""Every read of the outbox that has a name."""

from datetime import datetime
from typing import Self

from django.db import models

from notices.enums import NoticeState


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, person: models.Model) -> Self:
        """What a person was sent or will be sent."""
        return self.filter(recipient=person)

    def due(self, now: datetime) -> Self:
        return self.filter(state=NoticeState.PLANNED, next_attempt_at__lte=now)
