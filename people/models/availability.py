"""When people can be met: their working hours, the days they are away, and whose public holidays their site has."""

from datetime import date, time
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.person import Person
from people.times.public_holidays import DEFAULT_REGION, region_name

MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)


def monday_to_friday() -> list[int]:
    return list(MONDAY_TO_FRIDAY)


class WorkingHours(models.Model):
    """On which days (ISO weekdays) and between which hours of their own time zone a person can be met."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="working_hours")
    days = models.JSONField(_("working days"), default=monday_to_friday)
    starts = models.TimeField(_("from"), default=time(9, 0))
    ends = models.TimeField(_("until"), default=time(17, 0))

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="working_hours_end_later")
        ]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}"


class Absence(models.Model):
    """Days on which a person is not there. Why is nobody's business: there is no field for it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="absences")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("first_day", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="absence_ends_later"),
            models.UniqueConstraint(fields=["person", "first_day", "last_day"], name="absence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day}–{self.last_day}"

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


class SiteRegion(models.Model):
    """Which country's or state's public holidays a site has. A site without a row has those of all of Germany."""

    site = models.CharField(_("site"), max_length=120, unique=True)
    region = models.CharField(_("country or state"), max_length=10, default=DEFAULT_REGION)

    class Meta:
        verbose_name = _("public holidays of a site")
        verbose_name_plural = _("public holidays of sites")
        ordering = ("site",)

    def __str__(self) -> str:
        return f"{self.site}: {region_name(self.region)}"
