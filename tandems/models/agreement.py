"""What the two of a tandem promise each other. Their words are ciphertext in the database and in no admin."""

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from people.encryption import EncryptedTextField
from people.models import Person
from tandems.models.tandem import Tandem
from tandems.querysets import AgreementQuerySet


class Agreement(models.Model):
    """One version. Whoever writes it agrees with it; it is in force from the moment the other confirms it.

    A version that nobody has confirmed is waiting as long as it is the latest and has not been set aside. None is ever
    changed: a change is a new version.
    """

    TEXTS: ClassVar = ("aims", "topics", "how_we_meet", "confidential", "off_limits", "when_stuck")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)

    aims = EncryptedTextField(blank=True, default="")
    topics = EncryptedTextField(blank=True, default="")
    how_we_meet = EncryptedTextField(blank=True, default="")
    confidential = EncryptedTextField(blank=True, default="")
    off_limits = EncryptedTextField(blank=True, default="")
    when_stuck = EncryptedTextField(blank=True, default="")
    # null: as the programme has it
    rhythm_weeks = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(26)]
    )
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(15), MaxValueValidator(480)]
    )
    meetings = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ("tandem", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tandem", "number"], name="agreement_number_once"),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True) | models.Q(set_aside_at__isnull=True),
                name="agreement_confirmed_or_set_aside",
            ),
        ]

    def __str__(self) -> str:
        # SECURITY: never the text; this string reaches logs and error reports
        return _("version %(number)s") % {"number": self.number}

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_open(self) -> bool:
        """Neither confirmed nor set aside. The latest one waits for an answer."""
        return self.confirmed_at is None and self.set_aside_at is None
