"""How a tandem closes: what the two decide together about its end, and what they thank each other for."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from people.encryption import EncryptedTextField
from people.models import Person
from programs.models import Topic
from tandems.enums import ClosingChoice
from tandems.models.tandem import Tandem

LONGEST_THANKS = 1000


class Closing(models.Model):
    """One proposal of one of the two. It takes effect when the other agrees; the latest one waits until then.

    Not audited: who wanted the end and who wanted to go on stays between the two.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="closings")
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    choice = models.CharField(max_length=10, choices=ClosingChoice.choices)
    last_day = models.DateField(null=True, help_text="For an end or an extension.")
    topics = models.ManyToManyField(Topic, related_name="+", help_text="For new topics.")
    proposed_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("tandem", "-proposed_at")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tandem"],
                condition=models.Q(agreed_at__isnull=True, set_aside_at__isnull=True),
                name="one_closing_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_at__isnull=True) | models.Q(set_aside_at__isnull=True),
                name="closing_agreed_or_set_aside",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.choice} {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.agreed_at is None and self.set_aside_at is None


class Thanks(models.Model):
    """A few words from one of the two to the other. Ciphertext in the database, in no admin, no audit and no mail."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="thanks")
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    text = EncryptedTextField()
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tandem", "author"], name="thanks_once_per_person")]

    def __str__(self) -> str:
        # SECURITY: never the text; this string reaches logs and error reports
        return f"thanks {self.pk}"
