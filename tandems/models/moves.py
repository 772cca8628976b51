"""Why a meeting was moved, for whoever said it, and for the other only if they say so."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from people.encryption import EncryptedTextField
from people.models import Person
from tandems.models.meeting import Meeting
from tandems.querysets import MoveReasonQuerySet


class MoveReason(models.Model):
    """A few words about one move of a meeting. Ciphertext in the database, in no admin, mail or calendar."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="move_reasons")
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    text = EncryptedTextField()
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MoveReasonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        # SECURITY: never the text; this string reaches logs and error reports
        return f"reason {self.pk}"
