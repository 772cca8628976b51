"""How the value of a goal has moved."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.models import Goal


class GoalValue(models.Model):
    """What a goal's measure was on a day: as the dashboard showed it then, or as HR reports it."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="values", verbose_name=_("goal"))
    measured_on = models.DateField(_("on"), default=timezone.localdate)
    value = models.DecimalField(_("value"), max_digits=8, decimal_places=2)

    class Meta:
        verbose_name = _("value of a goal")
        verbose_name_plural = _("values of goals")
        ordering = ("goal", "measured_on")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["goal", "measured_on"],
                name="goal_value_once_a_day",
                violation_error_message=_("There is a value of this day already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.goal}, {self.measured_on}"
