"""Waves, invitations, and answers that share nothing with the invitations.

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

from evaluation.enums import ONCE, InvitationState, Occasion, Respondent
from evaluation.models.questionnaire import Question, Questionnaire
from evaluation.querysets import InvitationQuerySet, WaveQuerySet
from people.encryption import EncryptedTextField
from people.models import Person
from programs.models import Participation, Program, Topic


class Wave(models.Model):
    """One time that a questionnaire is put to the people of a programme."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="waves", verbose_name=_("programme"))
    questionnaire = models.ForeignKey(Questionnaire, models.RESTRICT, related_name="waves")
    occasion = models.CharField(_("occasion"), max_length=10, choices=Occasion.choices)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    cells = models.JSONField(
        null=True, editable=False, help_text="By role, which groups answers may name; fixed with the first invitations."
    )

    objects = WaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey wave")
        verbose_name_plural = _("survey waves")
        ordering = ("program", "opens_on")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "occasion", "opens_on"], name="wave_once"),
            models.UniqueConstraint(
                fields=["program", "occasion"],
                condition=models.Q(occasion__in=[str(one) for one in ONCE]),
                name="one_wave_at_each_turn",
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
    participation = models.ForeignKey(
        Participation, models.CASCADE, null=True, related_name="survey_invitations", help_text="None for line managers."
    )
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

    @property
    def role(self) -> str:
        """In which role the person was asked."""
        return self.participation.role if self.participation else Respondent.MANAGER


class Response(models.Model):
    """One filled-in questionnaire. SECURITY: no person, no time, no order; never join this to Invitation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="responses")
    role = models.CharField(max_length=10, choices=Respondent.choices)
    group = models.CharField(
        max_length=20, blank=True, default="", help_text="Of so many invited people that it names nobody; often empty."
    )
    link = models.CharField(
        max_length=64, blank=True, help_text="Keyed hash that links before and after; empty at all other occasions."
    )

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "link"], condition=~models.Q(link=""), name="one_response_per_link")
        ]

    def __str__(self) -> str:
        return "response"


class Answer(models.Model):
    """The answer to one question (and topic): a number or an encrypted text.

    What was chosen is a number too: of one option its place, of several the sum of 2 to the power of place less one. So
    a question has one row whatever was chosen, and a row says no more than its response does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.RESTRICT, related_name="+")
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
