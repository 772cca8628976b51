"""Every read of survey waves and invitations that has a name."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from evaluation.enums import InvitationState
from people.models import Person
from programs.enums import ParticipationState, Role, TeamRole
from programs.models import Participation, Program


class QuestionnaireQuerySet(models.QuerySet):
    def ours(self) -> Self:
        """Those that come with the product and are there for every programme."""
        return self.filter(program=None)

    def managed_by(self, person: Person) -> Self:
        """What an HR manager may read: ours, and the own ones of the programmes they manage."""
        return self.filter(Q(program=None) | Q(program__in=Program.objects.managed_by(person).order_by().values("pk")))

    def for_use_in(self, programs: Sequence[int]) -> Self:
        """Ours and the own ones of `programs`, as far as they are ready for use."""
        return self.filter(Q(program=None) | Q(program__in=programs), released_at__isnull=False)


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
        """Not answered, in a wave that is open on `day`, by someone who is still in the programme.

        A line manager is in it as long as a mentor of theirs is.
        """
        mentors = Participation.objects.filter(
            program=OuterRef("wave__program"),
            person__manager=OuterRef("person"),
            role=Role.MENTOR,
            state=ParticipationState.SIGNED_UP,
        )
        is_in_it = Q(participation__state=ParticipationState.SIGNED_UP) | (Q(participation=None) & Exists(mentors))
        return self.filter(is_in_it, state=InvitationState.OPEN, wave__opens_on__lte=day, wave__closes_on__gte=day)
