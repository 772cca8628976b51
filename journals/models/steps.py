"""What the two mean to do, ask and try. Readable by the two, ciphertext in the database, registered in no admin."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journals.enums import ListKind, StepState
from journals.querysets import SharedQuerySet
from people.encryption import EncryptedTextField
from people.models import Person
from tandems.models import Meeting, Tandem


class NextStep(models.Model):
    """Something one of the two will try or do, by a day or some time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="next_steps")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="next_steps")
    owner = models.ForeignKey(Person, models.CASCADE, related_name="next_steps")
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    text = EncryptedTextField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.OPEN, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")
        ordering = (models.F("due_on").asc(nulls_last=True), "created_at", "pk")
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="step_by_day")]

    def __str__(self) -> str:
        # SECURITY: never the text; this string reaches logs and error reports
        return f"step {self.pk}"


class ListItem(models.Model):
    """An open question, a topic for later, or a thing to try. `meeting`: the one a question is meant for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="list_items")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="list_items")
    kind = models.CharField(max_length=10, choices=ListKind.choices)
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    text = EncryptedTextField()
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("list item")
        verbose_name_plural = _("list items")
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        # SECURITY: never the text
        return f"item {self.pk}"
