"""The words people agree to, version by version."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.texts.languages import in_language
from programs.models.program import Program


class ConsentText(models.Model):
    """What people agree to when they sign up. Never changed once someone agreed: a new wording is a new version."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="consent_texts", verbose_name=_("programme"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    text_de = models.TextField(_("text (German)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ("program", "-version")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "version"], name="consent_version_once"),
            models.CheckConstraint(
                condition=~models.Q(text_de="", text_en=""),
                name="consent_has_a_text",
                violation_error_message=_("Write the text in at least one language."),
            ),
        ]

    def __str__(self) -> str:
        return _("version %(number)s") % {"number": self.version}

    @property
    def text(self) -> str:
        return in_language(self, "text")
