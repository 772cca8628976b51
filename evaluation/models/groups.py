"""Which group of a programme people belong to, as far as its figures are broken down."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models import Participation


class Placement(models.Model):
    """The company or department family of a participation on the day it was placed; it stays that way.

    Someone who moves to another department later counts where they were: a group that shrinks would tell by
    subtraction who left it. Not in programmes whose figures are by role alone.
    """

    participation = models.OneToOneField(Participation, models.CASCADE, primary_key=True, related_name="placement")
    code = models.CharField(max_length=20, blank=True, help_text="Empty: neither company nor department is known.")
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("group of a participation")
        verbose_name_plural = _("groups of participations")

    def __str__(self) -> str:
        return self.name
