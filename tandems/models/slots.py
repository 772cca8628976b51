"""Times that one of the two proposes for a meeting, until the other picks one or answers with others."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from people.encryption import EncryptedTextField
from people.models import Person
from programs.models import Topic
from tandems.models.meeting import Meeting


class SlotProposal(models.Model):
    """Up to three times for one meeting. It is gone as soon as it is answered: who proposed what is kept nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="slot_proposal")
    proposed_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True)
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="+")
    # why the meeting is to be moved: becomes a `MoveReason` once it is
    reason = EncryptedTextField(blank=True, default="")
    tells_reason = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        # SECURITY: never the reason; this string reaches logs and error reports
        return f"slots for {self.meeting_id}"


class ProposedSlot(models.Model):
    proposal = models.ForeignKey(SlotProposal, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_at",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["proposal", "starts_at"], name="slot_proposed_once")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
