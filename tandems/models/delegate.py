"""Someone who sets, moves and cancels a person's meetings for them, such as an executive's assistant."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from people.models import Person
from tandems.querysets import DelegationQuerySet


class Delegation(models.Model):
    """`delegate` may arrange the meetings of `person`. A withdrawn one stays, so that what was done keeps its name."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="delegations")
    delegate = models.ForeignKey(Person, models.CASCADE, related_name="delegations_for")
    named_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-named_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(withdrawn_at=None), name="one_delegate_per_person"
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("delegate")), name="nobody_is_their_own_delegate"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(delegate)s for %(name)s") % {
            "delegate": self.delegate.full_name,
            "name": self.person.full_name,
        }


class DelegateStep(models.Model):
    """What a delegate did with a meeting: shown to the person it was done for, and to nobody else."""

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="steps")
    meeting = models.ForeignKey("tandems.Meeting", models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    happened_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-happened_at", "-pk"]

    def __str__(self) -> str:
        return self.what
