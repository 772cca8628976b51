"""A blueprint that HR keeps: the set-up of a programme without its people and dates."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.texts.languages import in_language


class Blueprint(models.Model):
    """Kept for everyone in HR: it holds no person, no date and nothing that participants wrote."""

    name_de = models.CharField(_("name (German)"), max_length=120, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    suits_de = models.CharField(_("for whom it is (German)"), max_length=500, blank=True)
    suits_en = models.CharField(_("for whom it is (English)"), max_length=500, blank=True)
    sections = models.JSONField(default=dict, editable=False)
    created_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("saved by"), editable=False
    )
    created_at = models.DateTimeField(_("saved"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("blueprint")
        verbose_name_plural = _("blueprints")
        ordering = ("name_de", "name_en", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(name_de="", name_en=""),
                name="blueprint_has_a_name",
                violation_error_message=_("Give the blueprint a name in at least one language."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def suits_whom(self) -> str:
        return in_language(self, "suits")
