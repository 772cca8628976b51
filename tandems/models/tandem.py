"""Two people, what they agreed to, and that they have been a pair."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person
from programs.enums import Role
from programs.models import ConsentText, Participation, Program
from tandems.enums import LIVE_TANDEM_STATES, TOGETHER_STATES, TandemState
from tandems.models.matching import Proposal
from tandems.querysets import TandemQuerySet


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
    # what the two have set themselves, once both have confirmed it; null: as the programme has it
    own_rhythm_weeks = models.PositiveSmallIntegerField(_("own rhythm in weeks"), null=True, editable=False)
    own_minutes = models.PositiveSmallIntegerField(_("own length of a meeting"), null=True, editable=False)
    own_meetings = models.PositiveSmallIntegerField(_("own number of meetings"), null=True, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    paused_until = models.DateField(_("goes on from"), null=True, editable=False, help_text="Only while it pauses.")
    resumed_at = models.DateTimeField(_("went on"), null=True, editable=False, help_text="After the last pause.")
    ends_on = models.DateField(_("own last day"), null=True, editable=False, help_text="Empty: the programme's.")

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
    def rhythm_weeks(self) -> int:
        """Weeks between meetings: the tandem's own or the programme's."""
        return self.own_rhythm_weeks or self.program.rhythm_weeks

    @property
    def meeting_minutes(self) -> int:
        """The usual length of a meeting: the tandem's own or the programme's."""
        return self.own_minutes or self.program.meeting_minutes

    @property
    def is_running(self) -> bool:
        """Still together: active, or in a pause."""
        return self.state in TOGETHER_STATES

    @property
    def is_paused(self) -> bool:
        return self.state == TandemState.PAUSED

    @property
    def last_day(self) -> date | None:
        """The last day of their time together: their own or the programme's."""
        return self.ends_on or self.program.ends_on

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
