"""How many meetings in a row the mentee has cancelled. Known to no page: it only decides who gets a friendly word."""

from typing import ClassVar

from django.db import models

from tandems.models.tandem import Tandem

ALONE, TOGETHER = 2, 3  # in a row: when the mentee hears of it, and when the programme's neutral contact does


class CancelledInARow(models.Model):
    """Counted since the last meeting that was held. Goes with the tandem; the mentee finds it in their own data.

    SECURITY: the only trace of who cancels. It is in no admin, list, figure or audit, and nothing is kept of mentors:
    the mentee is the senior of the two, and the one whose calendar decides.
    """

    tandem = models.OneToOneField(Tandem, models.CASCADE, related_name="cancelled_in_a_row")
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(count__gte=1), name="cancelled_at_least_once")
        ]

    def __str__(self) -> str:
        return str(self.count)
