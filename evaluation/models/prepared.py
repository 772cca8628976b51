"""Counts that dashboards are made of, added up beforehand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models import Program


class PreparedCounts(models.Model):
    """Counts of process of one programme as of a moment: `figures/prepared.py`. No answers, and no group too small.

    `rules`: what of the programme they depend on. A page that finds them too old, or made under other rules, counts
    anew.
    """

    program = models.OneToOneField(Program, models.CASCADE, primary_key=True, related_name="prepared_counts")
    rules = models.CharField(max_length=200, editable=False)
    counts = models.JSONField(editable=False)
    as_of = models.DateTimeField(db_index=True, editable=False)

    class Meta:
        verbose_name = _("prepared counts")
        verbose_name_plural = _("prepared counts")

    def __str__(self) -> str:
        return str(self.program_id)
