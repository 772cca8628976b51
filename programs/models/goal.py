"""What a programme is to reach."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.formats import date_format, get_format, number_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from people.texts.languages import in_language
from programs.enums import Measure
from programs.models.program import Program
from programs.models.topic import Topic


class Goal(models.Model):
    """A SMART goal: what, measured how, from where, to where, by when."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="goals", verbose_name=_("programme"))
    title_de = models.CharField(_("goal (German)"), max_length=200, blank=True)
    title_en = models.CharField(_("goal (English)"), max_length=200, blank=True)
    measure = models.CharField(_("measure"), max_length=20, choices=Measure.choices)
    topic = models.ForeignKey(
        Topic,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("topic"),
        help_text=_("Only for a gain in self-assessment; empty: all topics."),
    )
    baseline = models.DecimalField(_("baseline"), max_digits=8, decimal_places=2)
    target = models.DecimalField(_("target"), max_digits=8, decimal_places=2)
    reported = models.DecimalField(
        _("reported value"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Only for goals that HR reports."),
    )
    due_on = models.DateField(_("by"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(pgettext_lazy("in a list", "position"), default=0)

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ("position", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(title_de="", title_en=""),
                name="goal_has_a_title",
                violation_error_message=_("Say the goal in at least one language."),
            ),
            models.CheckConstraint(
                condition=~models.Q(target=models.F("baseline")),
                name="goal_target_differs_from_baseline",
                violation_error_message=_("The target must differ from the baseline."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def in_words(self) -> str:
        """Measured how, from where, to where, by when."""
        values = {
            "measure": self.get_measure_display(),
            "baseline": plain_number(self.baseline),
            "target": plain_number(self.target),
            "date": date_format(self.due_on) if self.due_on else "",
        }
        if self.due_on:
            return gettext("%(measure)s: from %(baseline)s to %(target)s by %(date)s") % values
        return gettext("%(measure)s: from %(baseline)s to %(target)s") % values


def plain_number(value: Decimal) -> str:
    """A figure as the reader's language writes it, without zeros that say nothing."""
    text = number_format(value, use_l10n=True)
    separator = get_format("DECIMAL_SEPARATOR")
    return text.rstrip("0").rstrip(separator) if separator in text else text
