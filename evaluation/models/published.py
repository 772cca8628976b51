"""What dashboards may show of a programme's answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.encryption import EncryptedTextField
from programs.models import Program


class PublishedFigures(models.Model):
    """Sums of groups that are large enough, renewed in steps.

    Pages read these, never the answers: so a second visit does not reveal the newest answer (`figures/publishing.py`).
    """

    program = models.OneToOneField(Program, models.CASCADE, related_name="published_figures")
    seen = models.JSONField(default=dict, editable=False, help_text="Responses per wave at the last look.")
    tables = models.JSONField(default=dict, editable=False)
    texts = EncryptedTextField(
        blank=True, default="", editable=False, help_text="JSON: free texts by question, in random order."
    )
    covered = models.JSONField(
        default=dict, editable=False, help_text="Tandems by topic covered, as of `covered_at`: `figures/covered.py`."
    )
    covered_at = models.DateTimeField(null=True, editable=False)
    own_time = models.JSONField(
        default=dict, editable=False, help_text="Minutes around meetings by role: `figures/own_time.py`."
    )
    retention = models.JSONField(
        default=dict, editable=False, help_text="Readings by months after the start: `figures/retention_reading.py`."
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    class Meta:
        verbose_name = _("published figures")
        verbose_name_plural = _("published figures")

    def __str__(self) -> str:
        return str(self.program)
