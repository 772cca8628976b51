"""What was changed because of what people said."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.texts.languages import in_language
from programs.models import Program


class FeedbackChange(models.Model):
    """One entry of "you said, we did", written by HR. It names nobody and belongs to the programme alone."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="feedback_changes", verbose_name=_("programme"))
    heard_de = models.CharField(_("what was heard (German)"), max_length=300, blank=True)
    heard_en = models.CharField(
        _("what was heard (English)"), max_length=300, blank=True, help_text=_("In your own words. Name nobody.")
    )
    changed_de = models.CharField(_("what has changed (German)"), max_length=300, blank=True)
    changed_en = models.CharField(_("what has changed (English)"), max_length=300, blank=True)
    changed_on = models.DateField(_("since"), default=timezone.localdate)

    class Meta:
        verbose_name = _("change because of feedback")
        verbose_name_plural = _("You said, we did")
        ordering = ("program", "-changed_on", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(heard_de="", heard_en="") & ~models.Q(changed_de="", changed_en=""),
                name="feedback_change_says_both",
                violation_error_message=_("Say what was heard and what has changed, in at least one language."),
            )
        ]

    def __str__(self) -> str:
        return self.changed

    @property
    def heard(self) -> str:
        return in_language(self, "heard")

    @property
    def changed(self) -> str:
        return in_language(self, "changed")
