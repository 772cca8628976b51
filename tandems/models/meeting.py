"""One meeting of a tandem."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.models import Topic
from tandems.enums import MeetingState
from tandems.models.tandem import Tandem
from tandems.querysets import MeetingQuerySet


class Meeting(models.Model):
    """One meeting of a tandem. `id` is also the stable part of its calendar UID."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="meetings", verbose_name=_("tandem"))
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.OPEN, editable=False
    )
    planned_week = models.DateField(_("planned for the week from"), help_text=_("A Monday."))
    is_extra = models.BooleanField(_("extra meeting"), default=False)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=60, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )
    place = models.CharField(_("where"), max_length=200, blank=True)
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("topic"))
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="+", verbose_name=_("covered"), help_text="`topic` stays the planned one."
    )
    guide = models.CharField(_("session guide"), max_length=60, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False, help_text="SEQUENCE of the calendar entry.")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    held_at = models.DateTimeField(_("logged as held"), null=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ("tandem", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tandem", "number"], name="meeting_number_once"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["dated", "held"]) | models.Q(starts_at__isnull=False),
                name="dated_meeting_has_a_date",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "starts_at"], name="meeting_by_date")]

    def __str__(self) -> str:
        return gettext("Extra meeting") if self.is_extra else gettext("Meeting %(number)s") % {"number": self.number}

    @property
    def ends_at(self) -> datetime | None:
        # in UTC: adding to local time would be an hour off over a change of the clock
        return self.starts_at.astimezone(UTC) + timedelta(minutes=self.minutes) if self.starts_at else None
