"""Words to the neutral contact of a programme, in confidence. Ciphertext in the database, in no admin, read by two."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.encryption import EncryptedTextField
from people.models import Person
from programs.enums import ConcernState, TeamRole
from programs.models.program import Program
from programs.models.team import TeamMember


def _is_contact(person: Any) -> Exists:
    """Whether `person` is a neutral contact of the concern's programme today."""
    team = TeamMember.objects.filter(program=OuterRef("program"), role=TeamRole.CONTACT, person__is_active=True)
    return Exists(team.filter(person=person))


class ConcernQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> Self:
        """Who wrote it, and whom it was written to as long as they are the neutral contact. There is no branch for
        HR, for superusers, or for another contact."""
        return self.filter(Q(writer=person) | Q(contact=person) & Q(_is_contact(person.pk)))

    def open(self) -> Self:
        return self.exclude(state=ConcernState.CLOSED)

    def left_alone(self) -> Self:
        """Open, and whom they were written to is no longer the neutral contact."""
        return self.open().filter(~Q(_is_contact(OuterRef("contact"))))


class Concern(models.Model):
    """One concern of one participant, addressed to one person: nobody takes that place without the writer's yes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="concerns")
    writer = models.ForeignKey(Person, models.CASCADE, related_name="concerns")
    contact = models.ForeignKey(Person, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=ConcernState.choices, default=ConcernState.NEW, editable=False)
    opened_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        ordering = ("-changed_at",)
        indexes: ClassVar = [models.Index(fields=["state", "changed_at"], name="concern_by_state")]

    def __str__(self) -> str:
        # SECURITY: never who or what; this string reaches logs, the audit and error reports
        return f"concern {self.pk}"


class ConcernMessage(models.Model):
    """What one of the two wrote."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="messages")
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=1)
    text = EncryptedTextField()
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [models.UniqueConstraint(fields=["concern", "number"], name="concern_message_once")]

    def __str__(self) -> str:
        # SECURITY: never the text
        return f"message {self.pk}"
