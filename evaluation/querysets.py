"""Every read of survey waves and invitations that has a name."""

from datetime import date
from typing import Self

from django.db import models

from evaluation.enums import InvitationState
from people.models import Person


class WaveQuerySet(models.QuerySet):
    def open_on(self, day: date) -> Self:
        return self.filter(opens_on__lte=day, closes_on__gte=day)


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> Self:
        return self.filter(person=person)

    def waiting(self, day: date) -> Self:
        """Not answered, in a wave that is open on `day`."""
        return self.filter(state=InvitationState.OPEN, wave__opens_on__lte=day, wave__closes_on__gte=day)
