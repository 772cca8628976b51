"""Sentences for the whole programme: proposed between the two, then released without a trace of them.

SECURITY: the two tables share no key, no order and no time. A proposal is deleted in the moment in which the sentence
becomes an insight, together with those of other tandems (`actions/insights.py`).
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from journals.querysets import InsightProposalQuerySet
from people.encryption import EncryptedTextField
from people.models import Person
from programs.models import Program, Topic
from tandems.models import Tandem


class InsightProposal(models.Model):
    """A sentence that one of the two would like to release. The two alone see it; no time is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="+")
    proposed_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")
    text = EncryptedTextField()
    is_agreed = models.BooleanField(default=False)
    # hashes of the two keys; encrypted, so that no old backup links this row to the insight that has them in the open
    proposer_key = EncryptedTextField()
    partner_key = EncryptedTextField(blank=True, default="")

    objects = InsightProposalQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        # SECURITY: never the text
        return f"proposal {self.pk}"


class Insight(models.Model):
    """A released sentence: no person, no tandem, no time. The keys are hashes of what only the two were shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey(Program, models.CASCADE, related_name="insights", verbose_name=_("programme"))
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, related_name="+", verbose_name=_("topic"))
    text = EncryptedTextField(_("insight"))
    key_1 = models.CharField(max_length=64, editable=False)
    key_2 = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("insight")
        verbose_name_plural = _("insights")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(_("insight"))
