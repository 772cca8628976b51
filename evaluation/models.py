"""Questionnaires, waves, invitations, and answers that share nothing with the invitations.

Anonymity is in the data: a response has no person, no time, no sequence; its key is random; and the rows of a wave are
rewritten in random order with every new response.
"""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from evaluation.enums import InvitationState, Kirkpatrick, Occasion, QuestionKind
from evaluation.querysets import InvitationQuerySet, WaveQuerySet
from people.encryption import EncryptedTextField
from people.models import Person
from programs.enums import Role
from programs.models import Participation, Program, Topic, in_language


class Questionnaire(models.Model):
    """A set of questions for one occasion. Frozen once used: a change is a new version."""

    occasion = models.CharField(_("occasion"), max_length=10, choices=Occasion.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title_de = models.CharField(_("title (German)"), max_length=120, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=120, blank=True)
    intro_de = models.TextField(_("introduction (German)"), blank=True)
    intro_en = models.TextField(_("introduction (English)"), blank=True)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ("occasion", "-version")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["occasion", "version"], name="questionnaire_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def intro(self) -> str:
        return in_language(self, "intro")

    @property
    def is_frozen(self) -> bool:
        return self.waves.exists()


class Question(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="questions")
    code = models.SlugField(_("code"), max_length=40, help_text=_("The construct it measures, stable over versions."))
    kind = models.CharField(_("kind"), max_length=16, choices=QuestionKind.choices)
    level = models.CharField(_("level"), max_length=10, choices=Kirkpatrick.choices, default=Kirkpatrick.REACTION)
    role = models.CharField(_("only for"), max_length=10, choices=Role.choices, blank=True)
    text_de = models.CharField(_("question (German)"), max_length=300, blank=True)
    text_en = models.CharField(_("question (English)"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("position", "pk")
        constraints: ClassVar = [
            # the same construct may be worded for each role
            models.UniqueConstraint(fields=["questionnaire", "code", "role"], name="question_code_once_per_role")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return in_language(self, "text")


class Wave(models.Model):
    """One time that a questionnaire is put to the participants of a programme."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="waves", verbose_name=_("programme"))
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="waves")
    occasion = models.CharField(_("occasion"), max_length=10, choices=Occasion.choices)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))

    objects = WaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey wave")
        verbose_name_plural = _("survey waves")
        ordering = ("program", "opens_on")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "occasion", "opens_on"], name="wave_once"),
            models.UniqueConstraint(
                fields=["program", "occasion"],
                condition=models.Q(occasion__in=["start", "end"]),
                name="one_wave_at_start_and_end",
            ),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="wave_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire.title}, {date_format(self.opens_on, 'SHORT_DATE_FORMAT')}"

    def is_open_on(self, day: date) -> bool:
        return self.opens_on <= day <= self.closes_on


class Invitation(models.Model):
    """Who was asked and whether they answered. What they answered is not here and cannot be found from here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="invitations")
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="survey_invitations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="survey_invitations")
    state = models.CharField(
        max_length=10, choices=InvitationState.choices, default=InvitationState.OPEN, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey invitation")
        verbose_name_plural = _("survey invitations")
        ordering = ("wave", "pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["wave", "person"], name="invited_once_per_wave")]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Response(models.Model):
    """One filled-in questionnaire. SECURITY: no person, no time, no order; never join this to Invitation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="responses")
    role = models.CharField(max_length=10, choices=Role.choices)
    link = models.CharField(
        max_length=64, blank=True, help_text="Keyed hash that links before and after; empty after meetings."
    )

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "link"], condition=~models.Q(link=""), name="one_response_per_link")
        ]

    def __str__(self) -> str:
        return "response"


class Answer(models.Model):
    """The answer to one question (and topic): a number or an encrypted text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    value = models.PositiveSmallIntegerField(null=True)
    text = EncryptedTextField(blank=True, default="")

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["response", "question", "topic"],
                condition=models.Q(topic__isnull=False),
                name="topic_answered_once",
            ),
            models.UniqueConstraint(
                fields=["response", "question"], condition=models.Q(topic__isnull=True), name="question_answered_once"
            ),
        ]

    def __str__(self) -> str:
        return "answer"


class PublishedFigures(models.Model):
    """What dashboards may show of a programme's answers: sums of groups that are large enough, renewed in steps.

    Pages read these, never the answers: so a second visit does not reveal the newest answer (`figures/publishing.py`).
    """

    program = models.OneToOneField(Program, models.CASCADE, related_name="published_figures")
    seen = models.JSONField(default=dict, editable=False, help_text="Responses per wave at the last look.")
    tables = models.JSONField(default=dict, editable=False)
    texts = EncryptedTextField(blank=True, default="", editable=False, help_text="A JSON list in random order.")
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    class Meta:
        verbose_name = _("published figures")
        verbose_name_plural = _("published figures")

    def __str__(self) -> str:
        return str(self.program)
