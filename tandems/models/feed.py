"""The private calendar address of one person."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person


class CalendarFeed(models.Model):
    """Whoever has the address reads the person's meetings without signing in. Only a hash of it is stored."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="calendar_feed", editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    # on which day a calendar last came by, so that the person sees whether it works
    fetched_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.person)
