"""What people are asked, in versions, and which versions a works council has approved."""

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluation.enums import Construct, Kirkpatrick, Occasion, QuestionKind, Respondent
from evaluation.querysets import QuestionnaireQuerySet
from people.models import Person
from people.texts.languages import in_language
from programs.models import Program, Topic

HIGHEST_NUMBER = 1000


class Questionnaire(models.Model):
    """A set of questions for one occasion. Frozen once used or approved: a change is a new version.

    Without a programme it is one of ours, from a file, for every programme; with one it is that programme's own.
    """

    program = models.ForeignKey(
        Program, models.CASCADE, null=True, blank=True, related_name="questionnaires", verbose_name=_("programme")
    )
    occasion = models.CharField(_("occasion"), max_length=10, choices=Occasion.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title_de = models.CharField(_("title (German)"), max_length=120, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=120, blank=True)
    intro_de = models.TextField(_("introduction (German)"), blank=True)
    intro_en = models.TextField(_("introduction (English)"), blank=True)
    released_at = models.DateTimeField(
        _("ready for use since"), null=True, blank=True, default=timezone.now, editable=False
    )

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ("occasion", "-version")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["occasion", "version"], condition=models.Q(program=None), name="our_questionnaire_version_once"
            ),
            models.UniqueConstraint(
                fields=["program", "occasion", "version"],
                condition=models.Q(program__isnull=False),
                name="own_questionnaire_version_once",
            ),
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
        """Used by a wave, or read and approved by a works council."""
        return self.waves.exists() or self.approvals.exists()

    @property
    def roles(self) -> list[Respondent]:
        """Who is asked: each role has its own questions, and may be asked in its own words."""
        if self.occasion == Occasion.MANAGERS:
            return [Respondent.MANAGER]
        return [Respondent.MENTEE, Respondent.MENTOR]


class Question(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="questions")
    code = models.SlugField(
        _("code"), max_length=40, help_text=_("Names the question in every version: answers are compared by it.")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=QuestionKind.choices)
    construct = models.CharField(_("what it measures"), max_length=20, choices=Construct.choices, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Kirkpatrick.choices, default=Kirkpatrick.REACTION)
    role = models.CharField(_("only for"), max_length=10, choices=Respondent.in_tandems(), blank=True)
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("about the topic")
    )
    text_de = models.CharField(_("question (German)"), max_length=300, blank=True)
    text_en = models.CharField(_("question (English)"), max_length=300, blank=True)
    options_de = models.TextField(_("to choose from (German)"), blank=True, help_text=_("One to a line."))
    options_en = models.TextField(_("to choose from (English)"), blank=True, help_text=_("One to a line."))
    unit_de = models.CharField(_("unit (German)"), max_length=30, blank=True)
    unit_en = models.CharField(_("unit (English)"), max_length=30, blank=True)
    least = models.PositiveSmallIntegerField(
        _("least"), null=True, blank=True, validators=[MaxValueValidator(HIGHEST_NUMBER)]
    )
    most = models.PositiveSmallIntegerField(
        _("most"), null=True, blank=True, validators=[MaxValueValidator(HIGHEST_NUMBER)]
    )
    position = models.PositiveSmallIntegerField(pgettext_lazy("in a list", "position"), default=0)

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

    @property
    def unit(self) -> str:
        return in_language(self, "unit")

    @property
    def options(self) -> list[tuple[int, str]]:
        """What may be chosen, numbered from 1 in the order of the lines: a number means the same in every language."""
        return list(enumerate(lines(in_language(self, "options")), start=1))


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class Approval(models.Model):
    """A works council's yes to one version of a questionnaire for one programme."""

    program = models.ForeignKey(
        Program, models.CASCADE, related_name="questionnaire_approvals", verbose_name=_("programme")
    )
    questionnaire = models.ForeignKey(
        Questionnaire, models.RESTRICT, related_name="approvals", verbose_name=_("questionnaire")
    )
    approved_on = models.DateField(_("approved on"))
    approved_by = models.CharField(_("approved by"), max_length=200)
    recorded_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", editable=False)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("approval by the works council")
        verbose_name_plural = _("approvals by the works council")
        ordering = ("program", "questionnaire")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "questionnaire"], name="questionnaire_approved_once")
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire}, {short_date(self.approved_on)}"


def short_date(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
