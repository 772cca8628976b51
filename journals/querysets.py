"""Who may read an entry. There is no branch for HR, leadership or superusers, and there must not be one."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from journals.enums import Visibility
from people.models import Person
from programs.enums import ParticipationState, TeamRole
from programs.models import Participation, Program, TeamMember
from tandems.models import Meeting, Tandem


class EntryQuerySet(models.QuerySet):
    def written_by(self, person: Person) -> Self:
        return self.filter(author=person)

    def visible_to(self, person: Person) -> Self:
        """One's own entries, and those the partner opened to the tandem."""
        in_tandem = Q(tandem__mentee__person=person) | Q(tandem__mentor__person=person)
        return self.filter(Q(author=person) | (Q(visibility=Visibility.TANDEM) & in_tandem)).distinct()


class SharedQuerySet(models.QuerySet):
    """What always belongs to both: next steps and lists."""

    def visible_to(self, person: Person) -> Self:
        return self.filter(Q(tandem__mentee__person=person) | Q(tandem__mentor__person=person))


class DraftQuerySet(models.QuerySet):
    def written_by(self, person: Person) -> Self:
        """A draft is its author's alone, whatever becomes of the entry."""
        return self.filter(author=person)

    def about(self, key: UUID | None, meeting: Meeting | None) -> Self:
        """The draft of one entry: by its meeting where there is one, or by its key."""
        of_key = Q(key=key) if key else Q(pk__in=[])
        return self.filter(of_key | Q(meeting=meeting)) if meeting else self.filter(of_key)

    def unfinished(self) -> Self:
        """Of entries that are not there yet."""
        from journals.models import Entry

        return self.exclude(Exists(Entry.objects.filter(pk=OuterRef("key"))))

    def with_subject(self) -> Self:
        return self.select_related(
            "meeting__topic", "tandem__program", "tandem__mentee__person", "tandem__mentor__person"
        )


class InsightProposalQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> Self:
        """Between the two, until it is released."""
        return self.filter(Q(tandem__mentee__person=person) | Q(tandem__mentor__person=person))


def programs_with_insights_for(person: Person) -> models.QuerySet[Program]:
    """Programmes whose insights the person may read: those who take or took part, its managers, leadership, sponsor."""
    takes_part = Participation.objects.filter(person=person, state=ParticipationState.SIGNED_UP)
    took_part = Tandem.objects.visible_to(person).began()
    runs = TeamMember.objects.filter(person=person, role__in=[TeamRole.MANAGER, TeamRole.VIEWER])
    # one question for each reason: all in one join would multiply participations with tandems with the team
    found = Q(sponsor=person)
    for reason in (takes_part, took_part, runs):
        found |= Q(pk__in=reason.order_by().values("program"))
    return Program.objects.filter(found)
