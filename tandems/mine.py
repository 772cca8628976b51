"""The tandems of a person as lists and to-dos need them: names and numbers, no more."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from people.models import Person
from people.prepared import prepared
from tandems.enums import TOGETHER_STATES, MeetingState
from tandems.models import Meeting, ProposedSlot, Tandem, TandemConsent


@prepared
def tandems_of(*, person: Person) -> QuerySet[Tandem]:
    """In every state, the latest first; each says in `has_agreed` whether the person has said yes to it."""
    yes = TandemConsent.objects.filter(tandem=OuterRef("pk"), person=person)
    mine = Tandem.objects.visible_to(person).with_names("department__name").with_counts()
    return mine.annotate(has_agreed=Exists(yes)).order_by("-started_at", "pk")


@prepared
def meetings_ahead(*, person: Person) -> QuerySet[Meeting]:
    """Open and dated ones of tandems that are together, in the order of their plans; when the last of the times that
    are proposed for one begins, it says in `times_until`."""
    last = ProposedSlot.objects.filter(proposal__meeting=OuterRef("pk")).order_by("-starts_at").values("starts_at")[:1]
    return (
        Meeting.objects.visible_to(person)
        .with_names()
        .annotate(times_until=Subquery(last))
        .filter(tandem__state__in=TOGETHER_STATES, state__in=[MeetingState.OPEN, MeetingState.DATED])
        .order_by("tandem", "number")
    )
