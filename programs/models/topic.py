"""What is learned in a programme, and what is given in return."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.texts.languages import in_language
from programs.enums import TopicKind
from programs.models.program import Program


class Topic(models.Model):
    """Something to learn in the programme, or something a mentee can give in return."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="topics", verbose_name=_("programme"))
    kind = models.CharField(_("kind"), max_length=10, choices=TopicKind.choices, default=TopicKind.LEARN)
    name_de = models.CharField(_("name (German)"), max_length=120, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(pgettext_lazy("in a list", "position"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("kind", "position", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(name_de="", name_en=""),
                name="topic_has_a_name",
                violation_error_message=_("Give the topic a name in at least one language."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")
