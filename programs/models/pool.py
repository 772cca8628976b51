"""The pool of mentors: people who said yes to being asked again."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person
from programs.models.program import Program
from programs.models.topic import Topic


class PoolMember(models.Model):
    """What someone answered to being asked whether they would be a mentor again. `listed_since` empty: a no.

    One row a person, deleted as soon as they withdraw. `program` is where they were asked last.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="pool_member", verbose_name=_("person"))
    program = models.ForeignKey(
        Program, models.SET_NULL, null=True, related_name="pool_members", verbose_name=_("programme")
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    listed_since = models.DateTimeField(_("in the pool since"), null=True)
    is_shown = models.BooleanField(
        default=False, help_text="Participants of programmes of the same company find them on the community page."
    )
    answered_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("member of the mentor pool")
        verbose_name_plural = _("mentor pool")
        ordering: ClassVar = ["person"]

    def __str__(self) -> str:
        return self.person.full_name
