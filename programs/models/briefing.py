"""What each role is told before it begins, and who has confirmed having read it."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.texts.languages import in_language
from programs.enums import Audience
from programs.models.program import Program

HEADINGS = {
    Audience.MENTEE: _("For mentees"),
    Audience.MENTOR: _("For mentors"),
    Audience.LINE_MANAGER: _("For line managers of mentors"),
    Audience.LEADERSHIP: _("For leadership"),
}


class Briefing(models.Model):
    """One text for one role in one programme."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="briefings", verbose_name=_("programme"))
    audience = models.CharField(_("for"), max_length=12, choices=Audience.choices)
    text_de = models.TextField(_("text (German)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)

    class Meta:
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")
        ordering = ("program", "audience")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "audience"], name="one_briefing_for_each_role"),
            models.CheckConstraint(
                condition=~models.Q(text_de="", text_en=""),
                name="briefing_has_a_text",
                violation_error_message=_("Write the text in at least one language."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_audience_display())

    @property
    def text(self) -> str:
        return in_language(self, "text")

    @property
    def heading(self) -> str:
        return str(HEADINGS[Audience(self.audience)])


class BriefingRead(models.Model):
    """That someone confirmed having read a briefing. HR sees how many did, not who did not."""

    briefing = models.ForeignKey(Briefing, models.CASCADE, related_name="reads")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["briefing", "person"], name="briefing_read_once")]

    def __str__(self) -> str:
        return f"{self.briefing_id}"
