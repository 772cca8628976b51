"""Where a participant sees themselves in the programme's topics, at one time. Theirs alone: no figure counts it."""

import json
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.encryption import EncryptedTextField, LostText
from programs.models.participation import Participation


class SelfAssessment(models.Model):
    """One picture: a level for each topic somebody said something about. A second one on a day replaces the first."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="assessments")
    day = models.DateField()
    taken_at = models.DateTimeField(default=timezone.now)
    # SECURITY: levels by topic as JSON, encrypted: neither database nor admin shows how someone sees themselves
    stored = EncryptedTextField(default="{}")

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        ordering = ("participation", "day")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "day"], name="self_assessment_once_a_day")
        ]

    def __str__(self) -> str:
        # SECURITY: never the levels; this string reaches logs and error reports
        return f"self-assessment {self.pk}"

    @property
    def levels(self) -> dict[int, int]:
        """Key of the topic to level, 0 to 4. Empty where the key is lost."""
        if isinstance(self.stored, LostText):
            return {}
        return {int(topic): level for topic, level in json.loads(self.stored).items()}

    @property
    def is_lost(self) -> bool:
        return isinstance(self.stored, LostText)
