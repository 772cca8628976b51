"""Who runs a programme and who looks at it from outside."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Person
from programs.enums import TeamRole
from programs.models.program import Program


class TeamMember(models.Model):
    """Someone who runs the programme, reads its figures, or is its neutral contact."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="team", verbose_name=_("programme"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="team_roles", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=10, choices=TeamRole.choices)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team")
        ordering = ("role", "pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["program", "person", "role"], name="team_role_once")]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"
