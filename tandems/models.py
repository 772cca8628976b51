"""Matching runs and their proposals, tandems and their meetings."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.models import Person
from programs.enums import Role
from programs.models import ConsentText, Participation, Program, Topic
from tandems.enums import LIVE_TANDEM_STATES, MeetingState, PairRuleKind, ProposalState, RunState, TandemState
from tandems.querysets import MeetingQuerySet, ProposalQuerySet, RunQuerySet, TandemQuerySet


class MatchingRun(models.Model):
    """One run of matching: what it was asked, what it saw, what it found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="matching_runs", verbose_name=_("programme"))
    state = models.CharField(
        _("state"), max_length=10, choices=RunState.choices, default=RunState.QUEUED, editable=False
    )
    progress = models.PositiveSmallIntegerField(_("progress in %"), default=0, editable=False)
    parameters = models.JSONField(_("rules and weights"), default=dict, editable=False)
    pool = models.JSONField(_("pool"), default=dict, editable=False)
    summary = models.JSONField(_("result"), default=dict, editable=False)
    error = models.CharField(_("error"), max_length=300, blank=True, editable=False)
    created_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("started by"), editable=False
    )
    created_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    working_since = models.DateTimeField(_("at work since"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    followed_up_at = models.DateTimeField(null=True, editable=False, help_text="Last search for those free again.")

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("matching run")
        verbose_name_plural = _("matching runs")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.program}, {date_format(timezone.localtime(self.created_at), 'SHORT_DATETIME_FORMAT')}"


class Proposal(models.Model):
    """A pair that a run proposes, with the share of each criterion (0 to 1) and the facts its reasons come from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(MatchingRun, models.CASCADE, related_name="proposals")
    mentee = models.ForeignKey(Participation, models.CASCADE, related_name="+")
    mentor = models.ForeignKey(Participation, models.CASCADE, related_name="+")
    state = models.CharField(
        max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED, editable=False
    )
    score = models.FloatField(_("score"), help_text=_("Weighted mean of the shares, 0 to 1."))
    shares = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    alternatives = models.JSONField(default=list, help_text="Two other mentors and what each would cost the total.")
    is_joint = models.BooleanField(_("joint sign-up"), default=False)
    is_pinned = models.BooleanField(_("set by HR"), default=False)
    is_next = models.BooleanField(
        _("next best"), default=False, help_text="Found after the run, for someone who was free again."
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        # by name, not by score: nobody is ranked
        ordering = ("mentee__person__last_name", "mentee__person__first_name", "pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "mentee", "mentor"], name="pair_once_per_run")]

    def __str__(self) -> str:
        return f"{self.mentee.person} + {self.mentor.person}"


class Leftover(models.Model):
    """Someone a run could not place, with the rule that stood in the way."""

    run = models.ForeignKey(MatchingRun, models.CASCADE, related_name="leftovers")
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="+")
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.participation)


class PairRule(models.Model):
    """What HR decided about one pair before any run: keep it (pin) or never propose it (bar)."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="pair_rules", verbose_name=_("programme"))
    mentee = models.ForeignKey(Participation, models.CASCADE, related_name="+", verbose_name=_("mentee"))
    mentor = models.ForeignKey(Participation, models.CASCADE, related_name="+", verbose_name=_("mentor"))
    kind = models.CharField(_("kind"), max_length=3, choices=PairRuleKind.choices)
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["mentee", "mentor"], name="pair_rule_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.mentee.person} + {self.mentor.person}"


class Tandem(models.Model):
    """One mentee and one mentor, for the programme's period."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="tandems", verbose_name=_("programme"))
    mentee = models.ForeignKey(
        Participation, models.CASCADE, related_name="tandems_as_mentee", verbose_name=_("mentee")
    )
    mentor = models.ForeignKey(
        Participation, models.CASCADE, related_name="tandems_as_mentor", verbose_name=_("mentor")
    )
    proposal = models.OneToOneField(Proposal, models.SET_NULL, null=True, related_name="tandem", editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=TandemState.choices, default=TandemState.OFFERED, editable=False
    )
    offered_at = models.DateTimeField(_("offered"), editable=False)
    # SECURITY: whose turn it is, and until when, is between the two: HR sees `open_until` alone, which never moves
    answer_until = models.DateTimeField(_("answer until"), editable=False)
    open_until = models.DateTimeField(_("open until at most"), editable=False)
    asked_first = models.CharField(max_length=10, choices=Role.choices, blank=True, editable=False)
    not_asked_yet = models.CharField(max_length=10, choices=Role.choices, blank=True, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects = TandemQuerySet.as_manager()

    class Meta:
        verbose_name = _("tandem")
        verbose_name_plural = _("tandems")
        ordering = ("program", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mentee", "mentor"],
                condition=models.Q(state__in=list(LIVE_TANDEM_STATES)),
                name="pair_once_while_live",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mentee.person} + {self.mentor.person}"

    def role_of(self, person: Person) -> Role | None:
        """`person`'s role in this tandem, None for anyone else."""
        if self.mentee.person_id == person.pk:
            return Role.MENTEE
        if self.mentor.person_id == person.pk:
            return Role.MENTOR
        return None

    def partner_of(self, person: Person) -> Person:
        return self.mentor.person if self.mentee.person_id == person.pk else self.mentee.person

    @property
    def is_running(self) -> bool:
        return self.state == TandemState.ACTIVE

    @property
    def asked(self) -> tuple[Person, ...]:
        """Those of the two who know of the offer."""
        return tuple(person for person in self.people if self.role_of(person) != self.not_asked_yet)

    @property
    def people(self) -> tuple[Person, Person]:
        return self.mentee.person, self.mentor.person


class PairedBefore(models.Model):
    """That two people have started a tandem, as keyed hashes: all that is left after erasure. See `tandems.history`."""

    one = models.CharField(max_length=64)
    other = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["one", "other"], name="paired_before_once")]

    def __str__(self) -> str:
        return self.one[:8]


class TandemConsent(models.Model):
    """That one of the two said yes to the pairing. A no leaves no row: the tandem's state is all that is kept."""

    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="consents")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    # SECURITY: the wording agreed to with the yes waits here until both have said it. HR sees the consents of a
    # participation: one that stayed after the other's no would tell whose no it was.
    text = models.ForeignKey(ConsentText, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tandem", "person"], name="one_yes_per_person")]

    def __str__(self) -> str:
        return f"{self.tandem_id}"


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
