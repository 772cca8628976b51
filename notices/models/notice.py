"""The outbox: one row for each thing that is to be said to one person, once."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notices import kinds
from notices.enums import TOLD_IN_WORDS, NoticeState, Problem, Queue
from notices.querysets import NoticeQuerySet
from people.encryption import EncryptedTextField
from people.models import Person


class Notice(models.Model):
    """A fact that `recipient` is to hear of. Holds keys of objects, never text that people wrote."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60, editable=False)
    recipient = models.ForeignKey(
        Person, models.CASCADE, related_name="notices", verbose_name=_("recipient"), editable=False
    )
    dedupe_key = models.CharField(max_length=200, unique=True, editable=False)
    context = models.JSONField(default=dict, editable=False, help_text="Primary keys, never content.")
    address = models.EmailField(
        blank=True, default="", editable=False, help_text="Empty: the address of the recipient when it is sent."
    )
    program_id = models.BigIntegerField(null=True, db_index=True, editable=False)
    queue = models.CharField(max_length=8, choices=Queue.choices, default=Queue.MAIL, editable=False)
    sealed = EncryptedTextField(
        blank=True,
        default="",
        editable=False,
        help_text="What a mail about signing in needs. Wiped when it is settled.",
    )
    state = models.CharField(
        _("state"), max_length=12, choices=NoticeState.choices, default=NoticeState.PLANNED, editable=False
    )
    due_at = models.DateTimeField(_("due"), editable=False)
    expires_at = models.DateTimeField(_("makes sense until"), editable=False)
    next_attempt_at = models.DateTimeField(editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    # the claim's last sign of life: set when claimed and again right before handing over
    claimed_at = models.DateTimeField(null=True, editable=False)
    claim = models.UUIDField(null=True, editable=False)
    # quiet hours: when it would have been due otherwise. A digest: the notice that tells of this one
    put_off_from = models.DateTimeField(null=True, editable=False)
    digest = models.ForeignKey("self", models.SET_NULL, null=True, related_name="parts", editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    problem = models.CharField(_("problem"), max_length=20, choices=Problem.choices, blank=True, editable=False)
    problem_detail = models.CharField(
        max_length=80, blank=True, editable=False, help_text="A status code or the name of an exception, never content."
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("outbox")
        ordering = ("-due_at", "pk")
        indexes: ClassVar = [models.Index(fields=["state", "queue", "next_attempt_at"], name="notice_due")]

    def __str__(self) -> str:
        return f"{self.kind}, {date_format(timezone.localtime(self.due_at), 'SHORT_DATETIME_FORMAT')}"

    def get_absolute_url(self) -> str:
        return reverse("notice", args=[self.pk])

    @property
    def kind_label(self) -> str:
        """The kind in words, its code where no app knows it any more."""
        kind = kinds.get(self.kind)
        return str(kind.label) if kind else self.kind

    @property
    def told_at(self) -> datetime:
        """When the recipient was told, or should have been."""
        return self.sent_at or self.due_at

    @property
    def told_in_words(self) -> str:
        """What became of it, for the recipient."""
        if self.state == NoticeState.SENT and self.digest_id:
            return gettext("Sent to you together with other things.")
        return str(TOLD_IN_WORDS.get(NoticeState(self.state), ""))

    @property
    def problem_text(self) -> str:
        """Why it has not gone out, in the reader's language."""
        if not self.problem:
            return ""
        words = str(self.get_problem_display())
        return f"{words} ({self.problem_detail})" if self.problem_detail else words


class AccountMail(models.Model):
    """Somebody asked for a mail about signing in: for whom, and whether anybody has that address, stands in it sealed.

    Written alike for known and unknown addresses, so that no answer of the sign-in page takes longer for one of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = EncryptedTextField(editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="account_mail_asked")]

    def __str__(self) -> str:
        return str(self.pk)


class MutedKind(models.Model):
    """A kind of notice that a person switched off."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="muted_kinds")
    kind = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "kind"], name="kind_muted_once")]

    def __str__(self) -> str:
        return self.kind
