"""Which session guides a programme suggests for which meeting."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models import Program


class Course(models.Model):
    """Slugs of guides in the order of the meetings; beyond them, and where one is empty, the tandem chooses freely."""

    program = models.OneToOneField(Program, models.CASCADE, related_name="course", verbose_name=_("programme"))
    guides = models.JSONField(default=list)

    class Meta:
        verbose_name = _("course of session guides")
        verbose_name_plural = _("courses of session guides")

    def __str__(self) -> str:
        return str(self.program)

    def guide_of(self, number: int) -> str:
        """The slug suggested for the meeting with this number, empty for none."""
        return self.guides[number - 1] if 0 < number <= len(self.guides) else ""
