"""The people who take part in a programme: sign-up, topics, wishes, consent, imported files."""

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.encryption import EncryptedTextField
from people.models import Person
from programs.enums import (
    ConsentSource,
    Mode,
    ParticipationState,
    Role,
    SkillLevel,
    Slot,
    TopicKind,
)
from programs.models.consent_text import ConsentText
from programs.models.program import Program
from programs.models.topic import Topic
from programs.querysets import ParticipationQuerySet


class Participation(models.Model):
    """One person in one programme in one role."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="participations", verbose_name=_("programme"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="participations", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    state = models.CharField(
        _("state"), max_length=12, choices=ParticipationState.choices, default=ParticipationState.DRAFT, editable=False
    )
    max_tandems = models.PositiveSmallIntegerField(
        _("tandems at most"), default=1, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    mode = models.CharField(_("how to meet"), max_length=10, choices=Mode.choices, default=Mode.BOTH)
    slots = models.JSONField(_("times"), default=list, blank=True)
    exchange = models.ManyToManyField(
        Topic, blank=True, related_name="+", limit_choices_to={"kind": TopicKind.EXCHANGE}, verbose_name=_("in return")
    )
    motivation = models.TextField(_("motivation"), blank=True)
    joint_with = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("joint sign-up with")
    )
    signed_up_at = models.DateTimeField(_("signed up"), null=True, editable=False)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ("program", "role", "person")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "person"], name="person_once_per_program"),
            models.CheckConstraint(
                condition=models.Q(max_tandems__gte=1, max_tandems__lte=3), name="participation_one_to_three_tandems"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"

    @property
    def room(self) -> int:
        """How many tandems at once: mentors say it themselves, for mentees the programme does."""
        return self.max_tandems if self.role == Role.MENTOR else self.program.mentors_per_mentee

    @property
    def slot_names(self) -> list[str]:
        """The half days in the order of the week, in words."""
        return [str(Slot(slot).label) for slot in sorted(self.slots) if slot in Slot.values]


class PairWish(models.Model):
    """Whom a participant would like, and whom not at all: keys of persons as JSON. See `programs.wishes`."""

    participation = models.OneToOneField(Participation, models.CASCADE, primary_key=True, related_name="+")
    liked = EncryptedTextField()
    out = EncryptedTextField()

    def __str__(self) -> str:
        return ""


class TopicChoice(models.Model):
    """How far a participant is in a topic: today (mentee) or what they bring (mentor)."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="topic_choices")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="choices")
    level = models.PositiveSmallIntegerField(pgettext_lazy("of knowledge", "level"), choices=SkillLevel.choices)
    priority = models.PositiveSmallIntegerField(_("priority"), default=1, help_text=_("1 is the most wanted"))

    class Meta:
        ordering = ("participation", "priority", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "topic"], name="topic_once_per_participation"),
            models.CheckConstraint(condition=models.Q(level__lte=4), name="topic_level_at_most_four"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.level}"


class Consent(models.Model):
    """That a person agreed, to which wording, when and how."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents", verbose_name=_("text"))
    source = models.CharField(_("how"), max_length=10, choices=ConsentSource.choices)
    given_at = models.DateTimeField(_("given"), default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("-given_at",)

    def __str__(self) -> str:
        return f"{self.text}, {date_format(timezone.localtime(self.given_at), 'SHORT_DATE_FORMAT')}"


class SignUpImport(models.Model):
    """One uploaded file of sign-ups for a programme, its rows as text and what applying them would do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="sign_up_imports", verbose_name=_("programme"))
    file_name = models.CharField(_("file"), max_length=255)
    rows = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    applied_at = models.DateTimeField(_("applied"), null=True, editable=False)
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("import of sign-ups")
        verbose_name_plural = _("imports of sign-ups")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.file_name
