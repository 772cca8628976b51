"""Journal entries. Their text is ciphertext in the database and is registered in no admin."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journals.enums import Visibility
from journals.querysets import EntryQuerySet
from people.encryption import EncryptedTextField
from people.models import Person
from tandems.models import Meeting, Tandem


class Entry(models.Model):
    """What one of the two noted, usually about a meeting: three guided answers and free text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="entries")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="entries")
    author = models.ForeignKey(Person, models.CASCADE, related_name="entries")
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PRIVATE)
    answer_1 = EncryptedTextField(blank=True, default="")
    answer_2 = EncryptedTextField(blank=True, default="")
    answer_3 = EncryptedTextField(blank=True, default="")
    text = EncryptedTextField(blank=True, default="")
    # the day on which the partner was first shown it; said to the author alone, when they take the entry back
    seen_on = models.DateField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ("-created_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "author"], condition=models.Q(meeting__isnull=False), name="one_entry_per_meeting"
            )
        ]

    def __str__(self) -> str:
        # SECURITY: never the text; this string reaches logs and error reports
        return f"entry {self.pk}"
