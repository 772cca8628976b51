"""What people decide about their mails, and what HR decides for a programme."""

from datetime import time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from notices.enums import Rhythm
from notices.kinds import Text
from notices.timing import Habits
from people.models import Person
from people.texts.languages import in_order

WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)


def default_quiet_from() -> time:
    return settings.QUIET_HOURS[0]  # type: ignore[no-any-return]


def default_quiet_until() -> time:
    return settings.QUIET_HOURS[1]  # type: ignore[no-any-return]


def default_working_days() -> list[int]:
    return list(settings.WORKING_DAYS)


def default_most_per_week() -> int | None:
    return settings.MAILS_PER_WEEK  # type: ignore[no-any-return]


class Preferences(models.Model):
    """When and how often a person wants mails that can wait. Without a row the installation's defaults hold."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="preferences")
    quiet_from = models.TimeField(_("no mails from"), default=default_quiet_from)
    quiet_until = models.TimeField(_("until"), default=default_quiet_until)
    working_days = models.JSONField(_("days on which mails may come"), default=default_working_days)
    rhythm = models.CharField(_("how"), max_length=10, choices=Rhythm.choices, default=Rhythm.AT_ONCE)
    digest_day = models.PositiveSmallIntegerField(_("day of the weekly mail"), choices=WEEKDAYS, default=0)
    digest_at = models.TimeField(_("time of the mail"), default=time(8))
    most_per_week = models.PositiveSmallIntegerField(
        _("at most so many mails a week"),
        null=True,
        blank=True,
        default=default_most_per_week,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )

    class Meta:
        verbose_name = _("preferences for mails")
        verbose_name_plural = _("preferences for mails")

    def __str__(self) -> str:
        return str(self.get_rhythm_display())

    @property
    def habits(self) -> Habits:
        return Habits(
            zone=ZoneInfo(self.person.time_zone),
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            working_days=frozenset(self.working_days),
            rhythm=self.rhythm,
            digest_day=self.digest_day,
            digest_at=self.digest_at,
            most_per_week=self.most_per_week,
        )


class ProgramKind(models.Model):
    """What HR set for one kind of notice in one programme. What is empty stays as it is everywhere.

    The programme is on a higher floor: its key is all that is known here.
    """

    program_id = models.BigIntegerField(editable=False)
    kind = models.CharField(max_length=60, editable=False)
    is_on = models.BooleanField(_("is sent"), default=True)
    days = models.JSONField(_("days"), default=list, blank=True)
    subject_de = models.CharField(_("subject (German)"), max_length=150, blank=True)
    body_de = models.TextField(_("text (German)"), max_length=4000, blank=True)
    subject_en = models.CharField(_("subject (English)"), max_length=150, blank=True)
    body_en = models.TextField(_("text (English)"), max_length=4000, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["program_id", "kind"], name="program_kind_once")]

    def __str__(self) -> str:
        return self.kind

    def own_text(self, default: Text) -> Text | None:
        """In the active language; a subject or a body that is empty is the default's. None where HR wrote neither."""
        language = in_order()[0]
        subject: Any = getattr(self, f"subject_{language}")
        body: Any = getattr(self, f"body_{language}")
        return Text(subject or default.subject, body or default.body) if subject or body else None
