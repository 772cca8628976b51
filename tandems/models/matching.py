"""Matching runs, their proposals, and what HR decided about a pair beforehand."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from people.models import Person
from programs.models import Participation, Program
from tandems.enums import PairRuleKind, ProposalState, RunState
from tandems.querysets import ProposalQuerySet, RunQuerySet


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
