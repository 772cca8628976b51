"""The time a person spends on a meeting beside the meeting itself."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Person
from tandems.models.meeting import Meeting

MOST_MINUTES = 1440  # a day


class Effort(models.Model):
    """What one of the two spent on preparing a meeting and on following it up. Each says it of themselves."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="efforts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    preparation_minutes = models.PositiveSmallIntegerField(
        _("preparation, in minutes"), default=0, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    follow_up_minutes = models.PositiveSmallIntegerField(
        _("follow-up, in minutes"), default=0, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    changed_at = models.DateTimeField(
        null=True, editable=False, help_text="When the minutes were last said anew; figures are renewed by it."
    )

    class Meta:
        verbose_name = _("preparation and follow-up")
        verbose_name_plural = _("preparation and follow-up")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "person"], name="effort_once_per_person"),
            models.CheckConstraint(
                condition=models.Q(preparation_minutes__lte=MOST_MINUTES, follow_up_minutes__lte=MOST_MINUTES),
                name="effort_is_at_most_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.preparation_minutes} + {self.follow_up_minutes}"
