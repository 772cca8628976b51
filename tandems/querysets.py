"""Every read of tandems and meetings that has a name."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Max, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from people.models import Person
from programs.enums import Role, TeamRole
from programs.models import Participation
from tandems.enums import LIVE_TANDEM_STATES, TOGETHER_STATES, MeetingState, RunState, TandemState


def names_of_tandem() -> list[str]:
    """The columns of a tandem's relations that its names need."""
    people = [f"{role}__person" for role in ("mentee", "mentor")]
    names = [f"{person}__{name}" for person in people for name in ("first_name", "last_name")]
    erased = [f"{person}__erased_at" for person in people]
    return [*people, *names, *erased, "program__slug", "program__name_de", "program__name_en"]


class RunQuerySet(models.QuerySet):
    def managed_by(self, person: Person) -> Self:
        return self.filter(program__team__person=person, program__team__role=TeamRole.MANAGER).distinct()

    def unfinished(self) -> Self:
        return self.filter(state__in=[RunState.QUEUED, RunState.RUNNING])


class ProposalQuerySet(models.QuerySet):
    def with_people(self) -> Self:
        """With both people, by queries of their own: as one join of ten tables PostgreSQL can choose a plan that does
        not end, as long as it knows nothing yet of tables that an import has just filled."""
        return self.select_related("run__program").prefetch_related(
            "mentee__person__department", "mentor__person__department"
        )

    def with_tandems(self) -> Self:
        return self.with_people().select_related("tandem")


class TandemQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> Self:
        """The tandems a person takes part in. HR's view of them is `managed_by`, which carries no content.

        Whoever has not been asked yet does not know of the offer.
        """
        return self.filter(
            Q(mentee__person=person) & ~Q(not_asked_yet=Role.MENTEE)
            | Q(mentor__person=person) & ~Q(not_asked_yet=Role.MENTOR)
        )

    def managed_by(self, person: Person) -> Self:
        return self.filter(program__team__person=person, program__team__role=TeamRole.MANAGER).distinct()

    def active(self) -> Self:
        return self.filter(state=TandemState.ACTIVE)

    def together(self) -> Self:
        """Active or in a pause."""
        return self.filter(state__in=TOGETHER_STATES)

    def live(self) -> Self:
        """Offered, running or in a pause: what takes up room in a participation."""
        return self.filter(state__in=LIVE_TANDEM_STATES)

    def began(self) -> Self:
        """Both had said yes: running, completed or ended early."""
        return self.filter(started_at__isnull=False)

    def with_progress(self) -> Self:
        """Facts of process: `planned`, `held`, `cancelled` meetings and the date of the last one held."""
        held = Q(meetings__state=MeetingState.HELD)
        return self.annotate(
            planned=Count("meetings", filter=Q(meetings__is_extra=False)),
            held=Count("meetings", filter=held),
            cancelled=Count("meetings", filter=Q(meetings__state=MeetingState.CANCELLED)),
            last_held_at=Max("meetings__starts_at", filter=held),
        )

    def with_counts(self) -> Self:
        """How many meetings are `planned` and `held`, for lists that say no more."""
        meetings = apps.get_model("tandems", "Meeting").objects.filter(tandem=OuterRef("pk")).order_by()
        number = meetings.values("tandem").annotate(number=Count("pk")).values("number")
        return self.annotate(
            planned=Coalesce(Subquery(number.filter(is_extra=False)), 0),
            held=Coalesce(Subquery(number.filter(state=MeetingState.HELD)), 0),
        )

    def with_participation(self, participation: Participation) -> Self:
        return self.filter(Q(mentee=participation) | Q(mentor=participation))

    def with_people(self) -> Self:
        return self.select_related("program", "mentee__person", "mentor__person")

    def with_names(self, *also: str) -> Self:
        """With the names of both and of the programme, for lines in lists: no more columns but `also` of people."""
        people = [f"{role}__person__{name}" for role in ("mentee", "mentor") for name in also]
        related = [path.rpartition("__")[0] for path in people]
        return self.select_related("program", "mentee__person", "mentor__person", *related).only(
            *(field.attname for field in self.model._meta.concrete_fields), *names_of_tandem(), *people
        )

    def with_meetings(self) -> Self:
        """With both people, and all meetings with their topics by one query of their own."""
        meetings = apps.get_model("tandems", "Meeting").objects.select_related("topic")
        return self.with_people().prefetch_related(Prefetch("meetings", queryset=meetings))


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> Self:
        return self.filter(Q(tandem__mentee__person=person) | Q(tandem__mentor__person=person))

    def with_people(self) -> Self:
        return self.select_related("tandem__program", "tandem__mentee__person", "tandem__mentor__person", "topic")

    def with_names(self) -> Self:
        """With the names of both and of the programme, for lines in lists: no more columns."""
        return self.select_related("tandem__program", "tandem__mentee__person", "tandem__mentor__person", "topic").only(
            *(field.attname for field in self.model._meta.concrete_fields),
            *(f"topic__{name}" for name in ("name_de", "name_en")),
            *(f"tandem__{name}" for name in ("program", "state", "mentee", "mentor", *names_of_tandem())),
        )

    def to_tell_of(self) -> Self:
        """With what mails say of meetings: reading columns that none of them needs took a fifth of a mail's time.

        Programmes come by a query of their own: they have many columns, and a hundred mails are about few of them.
        """
        people = [f"tandem__{role}__person" for role in ("mentee", "mentor")]
        told = ("first_name", "last_name", "erased_at", "email", "language", "time_zone", "is_active")
        return (
            self.select_related(*people)
            .only(
                *(field.attname for field in self.model._meta.concrete_fields),
                *(f"tandem__{name}" for name in ("program", "state", "mentee", "mentor", "ends_on", "paused_until")),
                *people,
                *(f"{person}__{name}" for person in people for name in told),
            )
            .prefetch_related("tandem__program")
        )

    def arranged_by(self, delegate: Person) -> Self:
        """Open and dated meetings of running tandems of whoever has named `delegate`."""
        principals = apps.get_model("tandems", "Delegation").objects.in_force().filter(delegate=delegate)
        people = principals.values("person")
        return self.filter(
            Q(tandem__mentee__person__in=people) | Q(tandem__mentor__person__in=people),
            tandem__state__in=TOGETHER_STATES,
            state__in=[MeetingState.OPEN, MeetingState.DATED],
        )

    def for_planning(self) -> Self:
        """With as much of tandem and people as it takes to write notices about many meetings, and no more columns."""
        people = [f"tandem__{role}__person" for role in ("mentee", "mentor")]
        facts = [f"{person}__{fact}" for person in people for fact in ("is_active", "time_zone")]
        own = ("tandem", "state", "sequence", "starts_at", "minutes", "changed_at", "held_at", "planned_week")
        tandem = ("tandem__program", "tandem__mentee__person", "tandem__mentor__person")
        return self.select_related(*people).only(*own, *tandem, *facts)

    def on_calendar(self, person: Person, *, since: datetime) -> list[Any]:
        """A person's meetings from `since` on that have a date, those that were cancelled among them, in order."""
        dated = self.visible_to(person).filter(starts_at__gte=since).exclude(state=MeetingState.OPEN)
        return list(dated.with_people().order_by("starts_at", "pk"))

    def dated_ahead(self, now: datetime) -> Self:
        """With a date that is still to come."""
        return self.filter(state=MeetingState.DATED, starts_at__gt=now)


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> Self:
        """The agreements of one's own tandems. Nobody else has a way to them."""
        return self.filter(Q(tandem__mentee__person=person) | Q(tandem__mentor__person=person))

    def without_text(self, *but: str) -> Self:
        """What is known of the versions, and of their words only `but`: nothing is opened that nobody reads."""
        return self.defer(*(name for name in self.model.TEXTS if name not in but))  # type: ignore[attr-defined]


class MoveReasonQuerySet(models.QuerySet):
    def visible_to(self, person: Person) -> Self:
        """One's own reasons, and those the other has told one."""
        in_tandem = Q(meeting__tandem__mentee__person=person) | Q(meeting__tandem__mentor__person=person)
        return self.filter(Q(author=person) | Q(is_shared=True) & in_tandem)


class DelegationQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        return self.filter(withdrawn_at=None, delegate__is_active=True, person__is_active=True)

    def visible_to(self, person: Person) -> Self:
        """Those a person has given, and those that were given to them."""
        return self.filter(Q(person=person) | Q(delegate=person))
