"""People who would like to take part and came too late: they wait for a place, or for the next run."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person
from programs.models.program import Program


class WaitingEntry(models.Model):
    """One person on the waiting list of one programme. `let_in_until`: HR lets them sign up until then."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="waiting", verbose_name=_("programme"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="waiting_entries", verbose_name=_("person"))
    since = models.DateTimeField(_("waiting since"), default=timezone.now, editable=False)
    let_in_until = models.DateField(_("may sign up until"), null=True, editable=False)

    class Meta:
        verbose_name = _("entry in the waiting list")
        verbose_name_plural = _("waiting list")
        ordering = ("since", "pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["program", "person"], name="waits_once")]

    def __str__(self) -> str:
        return str(self.person)
