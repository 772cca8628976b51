"""Every read of survey waves and invitations that has a name."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, Q

from evaluation.enums import InvitationState
from people.models import Person
from programs.enums import ParticipationState, TeamRole


class WaveQuerySet(models.QuerySet):
    def open_on(self, day: date) -> Self:
        return self.filter(opens_on__lte=day, closes_on__gte=day)

    def managed_by(self, person: Person) -> Self:
        return self.filter(program__team__person=person, program__team__role=TeamRole.MANAGER).distinct()

    def with_counts(self) -> Self:
        """Each wave with `invited`, `answered` and `declined`: facts of process."""
        return self.annotate(
            invited=Count("invitations"),
            answered=Count("invitations", filter=Q(invitations__state=InvitationState.ANSWERED)),
            declined=Count("invitations", filter=Q(invitations__state=InvitationState.DECLINED)),
        )


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> Self:
        """A person's own invitations; nobody else has a page for them."""
        return self.filter(person=person)

    def waiting(self, day: date) -> Self:
        """Not answered, in a wave that is open on `day`, by someone who is still in the programme."""
        return self.filter(
            state=InvitationState.OPEN,
            wave__opens_on__lte=day,
            wave__closes_on__gte=day,
            participation__state=ParticipationState.SIGNED_UP,
        )
