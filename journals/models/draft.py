"""Text that its author has not saved yet. Ciphertext in the database, in no admin, and never anyone else's to see."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

from journals.querysets import DraftQuerySet
from people.encryption import EncryptedTextField
from people.models import Person
from tandems.models import Meeting, Tandem


class Draft(models.Model):
    """What someone is typing, for an entry that is there or is to be.

    `key` is the primary key of that entry. `based_on` is the entry's version that the author was looking at (0: there
    was none), `revision` counts the draft's own changes: both tell when somewhere else something else was written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, related_name="+")
    answer_1 = EncryptedTextField(blank=True, default="")
    answer_2 = EncryptedTextField(blank=True, default="")
    answer_3 = EncryptedTextField(blank=True, default="")
    text = EncryptedTextField(blank=True, default="")
    based_on = models.PositiveIntegerField(default=0, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ("-saved_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "key"], name="one_draft_per_entry"),
            models.UniqueConstraint(
                fields=["author", "meeting"], condition=models.Q(meeting__isnull=False), name="one_draft_per_meeting"
            ),
        ]

    def __str__(self) -> str:
        # SECURITY: never the text
        return f"draft {self.pk}"

    @property
    def created_at(self) -> datetime:
        """The day under which it is listed, as with entries."""
        return self.saved_at
