"""What all workers know of the mail server."""

from typing import ClassVar

from django.db import models

from notices.enums import Problem


class MailHost(models.Model):
    """Whether the mail server wants a pause, and when the next mail may go. One row."""

    ONLY: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    closed_until = models.DateTimeField(null=True, editable=False)
    closed_since = models.DateTimeField(null=True, editable=False)
    strikes = models.PositiveSmallIntegerField(default=0, editable=False)
    problem = models.CharField(max_length=20, choices=Problem.choices, blank=True, editable=False)
    problem_detail = models.CharField(max_length=80, blank=True, editable=False)
    next_slot = models.BigIntegerField(default=0, editable=False, help_text="Microseconds since 1970.")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(pk=1), name="one_mail_host")]

    def __str__(self) -> str:
        return str(self.pk)
