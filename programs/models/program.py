"""A programme: its period, rules and weights, and what follows from them."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Organisation, Person
from people.texts.languages import in_language
from programs.enums import (
    OVER_STATES,
    STARTED_STATES,
    AskOrder,
    Breakdown,
    DepartmentRule,
    ProgramState,
    Purpose,
)
from programs.querysets import ProgramQuerySet
from programs.rhythm import weeks

if TYPE_CHECKING:
    from programs.models.consent_text import ConsentText

WEIGHT = [MinValueValidator(0), MaxValueValidator(10)]


class Program(models.Model):
    """One run of reverse mentoring."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name_de = models.CharField(_("name (German)"), max_length=120, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    description_de = models.TextField(_("description (German)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ProgramState.choices, default=ProgramState.DRAFT, editable=False
    )
    organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="programs", verbose_name=_("companies that take part")
    )
    spans_organisations = models.BooleanField(_("pairs may span companies"), default=False)

    sign_up_until = models.DateField(_("sign-up until"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    rhythm_weeks = models.PositiveSmallIntegerField(
        _("weeks between meetings"), default=4, validators=[MinValueValidator(1), MaxValueValidator(26)]
    )
    meeting_minutes = models.PositiveSmallIntegerField(
        _("length of a meeting in minutes"), default=60, validators=[MinValueValidator(15), MaxValueValidator(480)]
    )
    # what a tandem may set itself, once both agree; see `tandem_may_set`
    may_set_topics = models.BooleanField(
        _("topics"),
        default=True,
        help_text=_("The two may name topics of their own beside the programme's."),
    )
    may_set_rhythm = models.BooleanField(_("rhythm"), default=True)
    may_set_number = models.BooleanField(_("number of meetings"), default=True)
    may_set_length = models.BooleanField(_("length of a meeting"), default=True)
    answer_days = models.PositiveSmallIntegerField(
        _("days to answer an offer"), default=10, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    ask_order = models.CharField(
        _("who is asked first"),
        max_length=10,
        choices=AskOrder.choices,
        default=AskOrder.TOGETHER,
        help_text=_(
            "Where one is asked first, the other hears of it only after a yes, and has the same number of days. You "
            "are not told whose turn it is: that would tell who said no."
        ),
    )

    mentors_per_mentee = models.PositiveSmallIntegerField(
        _("mentors for one mentee"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("1 to 5. More than one makes a junior board: one leader with several mentors at once."),
    )
    department_rule = models.CharField(
        _("departments of a pair"), max_length=12, choices=DepartmentRule.choices, default=DepartmentRule.ANY
    )
    department_is_must = models.BooleanField(_("the department rule is a must"), default=False)
    language_is_must = models.BooleanField(_("a common language is a must"), default=True)
    times_are_must = models.BooleanField(_("a common time is a must"), default=True)
    place_is_must = models.BooleanField(
        _("a way to meet is a must"),
        default=True,
        help_text=_("The same site, or both would also meet online."),
    )
    topics_is_must = models.BooleanField(
        _("useful topics are a must"),
        default=False,
        help_text=_("The mentor is ahead in at least one topic the mentee names."),
    )
    exchange_is_must = models.BooleanField(
        _("something in return is a must"),
        default=False,
        help_text=_("The mentee offers at least one thing the mentor hopes for, if the mentor names any."),
    )
    experience_is_must = models.BooleanField(
        _("the years of experience apart are a must"),
        default=False,
        help_text=_("Where both first days are known."),
    )
    weight_topics = models.PositiveSmallIntegerField(_("weight: topics"), default=10, validators=WEIGHT)
    weight_exchange = models.PositiveSmallIntegerField(_("weight: exchange"), default=6, validators=WEIGHT)
    weight_department = models.PositiveSmallIntegerField(_("weight: department"), default=3, validators=WEIGHT)
    weight_language = models.PositiveSmallIntegerField(_("weight: languages"), default=2, validators=WEIGHT)
    weight_place = models.PositiveSmallIntegerField(_("weight: place"), default=4, validators=WEIGHT)
    weight_times = models.PositiveSmallIntegerField(_("weight: common times"), default=4, validators=WEIGHT)
    weight_experience = models.PositiveSmallIntegerField(_("weight: experience"), default=0, validators=WEIGHT)
    weight_wishes = models.PositiveSmallIntegerField(_("weight: wishes"), default=6, validators=WEIGHT)
    years_apart_from = models.PositiveSmallIntegerField(
        _("years of experience apart, from"), null=True, blank=True, validators=[MaxValueValidator(60)]
    )
    years_apart_to = models.PositiveSmallIntegerField(
        _("years of experience apart, to"), null=True, blank=True, validators=[MaxValueValidator(60)]
    )
    same_manager_is_out = models.BooleanField(_("not under the same direct line manager"), default=False)
    least_fit = models.PositiveSmallIntegerField(
        _("lowest fit of a pair"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("0 to 100. Pairs below it are not proposed."),
    )

    extension_weeks = models.PositiveSmallIntegerField(
        _("weeks a tandem may go on for"),
        default=12,
        validators=[MaxValueValidator(52)],
        help_text=_("Beyond the last day, if both want to. 0: not at all."),
    )

    follows = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("run again of"),
    )
    hours_budget = models.PositiveSmallIntegerField(
        _("hours for each mentor"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
        help_text=_(
            "Over the whole programme. Their line managers are asked to agree to them once, and see the hours used. "
            "Empty: line managers are not asked."
        ),
    )
    manager_consent_required = models.BooleanField(
        _("mentors are paired only once their line manager has agreed"),
        default=False,
        help_text=_("Without a number of hours the planned meetings count."),
    )
    mentee_hour_rate = models.PositiveSmallIntegerField(
        _("an hour of a mentee costs, in euros"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("An average over all, for the cost in the evaluation. Empty: no cost is shown."),
    )
    mentor_hour_rate = models.PositiveSmallIntegerField(
        _("an hour of a mentor costs, in euros"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )

    sponsor = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="sponsored_programs", verbose_name=_("sponsor")
    )
    sponsor_message_de = models.TextField(_("sponsor's message (German)"), blank=True)
    sponsor_message_en = models.TextField(_("sponsor's message (English)"), blank=True)
    smallest_group = models.PositiveSmallIntegerField(
        _("smallest group shown in results"),
        default=5,
        validators=[MinValueValidator(4), MaxValueValidator(50)],
        help_text=_("Results of fewer people are never shown. At least 4."),
    )
    breakdown = models.CharField(
        _("results are shown"),
        max_length=12,
        choices=Breakdown.choices,
        default=Breakdown.NONE,
        help_text=_(
            "Groups that are too small are shown together with others or not at all. Fixed once people can sign up. "
            "Where several companies take part, their leadership sees results of its own company alone."
        ),
    )
    questionnaires_need_approval = models.BooleanField(
        _("the works council approves questionnaires"),
        default=False,
        help_text=_("A version is put to people only once its approval is recorded, with date and name."),
    )
    line_managers_are_asked = models.BooleanField(
        _("line managers of mentors are asked too"),
        default=False,
        help_text=_(
            "Half-way and at the end, in two minutes. They learn by it that someone in their team is a mentor."
        ),
    )
    keep_months = models.PositiveSmallIntegerField(
        _("months until the archive"),
        default=12,
        validators=[MinValueValidator(6), MaxValueValidator(60)],
        help_text=_(
            "6 to 60 months after the last day, what people wrote to sign up, the runs of matching and imported files "
            "are deleted. Figures stay, and so do people's own journals."
        ),
    )
    moves_by_itself = models.BooleanField(
        _("moves on by itself on its dates"),
        default=True,
        help_text=_(
            "Ends sign-up, starts, comes to its end, closes and is archived on the days that follow from its dates. "
            "You are told each time, and can always move it by hand."
        ),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ("-starts_on", "slug")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(name_de="", name_en=""),
                name="program_has_a_name",
                violation_error_message=_("Give the programme a name in at least one language."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gt=models.F("starts_on")),
                name="program_ends_after_it_starts",
                violation_error_message=_("The programme must end after it starts."),
            ),
            models.CheckConstraint(
                condition=models.Q(years_apart_from__isnull=True, years_apart_to__isnull=True)
                | models.Q(years_apart_to__gte=models.F("years_apart_from")),
                name="program_years_apart_in_order",
                violation_error_message=_("Give both years of experience, the smaller one first, or none."),
            ),
            models.CheckConstraint(condition=models.Q(smallest_group__gte=4), name="program_group_at_least_four"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def description(self) -> str:
        return in_language(self, "description")

    @property
    def sponsor_message(self) -> str:
        return in_language(self, "sponsor_message")

    @property
    def has_started(self) -> bool:
        return self.state in STARTED_STATES

    @property
    def is_over(self) -> bool:
        return self.state in OVER_STATES

    @property
    def planned_meetings(self) -> int:
        """The meetings of a tandem that is there on the first day; 0 without a period. Its plan holds as many."""
        return self.meetings_from(self.starts_on) if self.starts_on else 0

    def meetings_from(self, day: date) -> int:
        """The meetings of a tandem that begins on `day`, not before the first day of all; 0 without a period."""
        if not (self.starts_on and self.ends_on):
            return 0
        first = max(day, self.starts_on)
        return len(weeks(first=first, last=max(self.ends_on, first), rhythm_weeks=self.rhythm_weeks))

    @property
    def asks_managers(self) -> bool:
        """Whether line managers of mentors are asked for the hours."""
        return self.hours_budget is not None or self.manager_consent_required

    @property
    def mentor_hours(self) -> int:
        """The hours a line manager is asked for: as HR says, otherwise those of the planned meetings."""
        return self._hours_of(self.planned_meetings)

    def mentor_hours_from(self, day: date) -> int:
        """The same for a mentor who joins on `day`: of the meetings that are left then."""
        return self._hours_of(self.meetings_from(day))

    def _hours_of(self, meetings: int) -> int:
        return self.hours_budget or max(1, -(-meetings * self.meeting_minutes // 60))

    @property
    def weights(self) -> dict[str, int]:
        """Criterion to weight, 0 to 10."""
        names = ("topics", "exchange", "department", "language", "place", "times", "experience", "wishes")
        return {name: getattr(self, f"weight_{name}") for name in names}

    @property
    def tandem_may_set(self) -> tuple[str, ...]:
        """What a tandem may set itself, in words."""
        names = ("may_set_topics", "may_set_rhythm", "may_set_number", "may_set_length")
        fields: list[Any] = [self._meta.get_field(name) for name in names if getattr(self, name)]
        return tuple(str(field.verbose_name) for field in fields)

    def current_consent_text(self) -> "ConsentText | None":
        """The newest version: what people agree to today."""
        return self.consent_texts.order_by("-version").first()
