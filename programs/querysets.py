"""Every read of programmes and participations that has a name."""

from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from people.models import Person
from programs.enums import ParticipationState, ProgramState, Role, TeamRole


class ProgramQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> Self:
        """Programmes on offer to the person's company, and those the person takes part in or helps to run."""
        return self.filter(
            (~Q(state=ProgramState.DRAFT) & Q(organisations=person.organisation_id))
            | Q(participations__person=person)
            | Q(team__person=person)
            | Q(sponsor=person)
        ).distinct()

    def with_in_team(self, person: Person) -> Self:
        """Each programme says in `in_team` whether the person is in its team."""
        team = apps.get_model("programs", "TeamMember").objects
        return self.annotate(in_team=models.Exists(team.filter(program=models.OuterRef("pk"), person=person)))

    def with_name(self) -> Self:
        """For lists that say what it is called and whether one can sign up: no more columns."""
        return self.only("slug", "name_de", "name_en", "state", "sign_up_until", "starts_on")

    def managed_by(self, person: Person) -> Self:
        """Programmes the person runs. Being a superuser opens none."""
        return self.filter(team__person=person, team__role=TeamRole.MANAGER).distinct()

    def evaluated_by(self, person: Person) -> Self:
        """Programmes whose figures the person may read."""
        return self.filter(team__person=person, team__role__in=[TeamRole.MANAGER, TeamRole.VIEWER]).distinct()

    def overseen_by(self, person: Person) -> Self:
        """Programmes whose settings and log the person may read: for the works council and data protection."""
        return self.filter(team__person=person, team__role=TeamRole.AUDITOR).distinct()


class ParticipationQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> Self:
        return self.filter(person=person)

    def managed_by(self, person: Person) -> Self:
        """What HR may see: drafts belong to the person alone."""
        return (
            self.filter(program__team__person=person, program__team__role=TeamRole.MANAGER)
            .exclude(state=ParticipationState.DRAFT)
            .distinct()
        )

    def signed_up(self) -> Self:
        return self.filter(state=ParticipationState.SIGNED_UP, person__is_active=True)

    def mentees(self) -> Self:
        return self.filter(role=Role.MENTEE)

    def mentors(self) -> Self:
        return self.filter(role=Role.MENTOR)
