"""What pages start from: a tandem or a meeting that the person who is signed in may see, or 404."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from people.models import Person
from people.prepared import give, prepared
from tandems import rules
from tandems.agreement_sections import OPENING
from tandems.models import Agreement, Meeting, Tandem


def find_tandem(request: HttpRequest, pk: int) -> Tandem:
    """With its programme and both people."""
    found: Tandem = _tandem.get_or_404(person=request.user, pk=pk)
    return found


def find_started(request: HttpRequest, pk: int) -> Tandem:
    """A tandem of one's own that has started."""
    found = find_tandem(request, pk)
    if not rules.has_started(found):
        raise Http404
    return found


def find_for_room(request: HttpRequest, pk: int) -> Tandem:
    """With its meetings and their topics, and what is known of the agreement's versions."""
    found = find_tandem(request, pk)
    give(found.meetings, _meetings(tandem=found))
    give(found.agreements, _versions(tandem=found))
    for meeting in found.meetings.all():
        meeting.tandem = found
    return found


def find_meeting(request: HttpRequest, pk: UUID) -> Meeting:
    """With its topic, its tandem, the programme and both people."""
    found: Meeting = _meeting.get_or_404(person=request.user, pk=pk)
    return found


@prepared
def _tandem(*, person: Person, pk: int) -> QuerySet[Tandem]:
    return Tandem.objects.visible_to(person).with_people().filter(pk=pk)


@prepared
def _meetings(*, tandem: Tandem) -> QuerySet[Meeting]:
    return Meeting.objects.filter(tandem=tandem).select_related("topic")


@prepared
def _versions(*, tandem: Tandem) -> QuerySet[Any]:
    return Agreement.objects.filter(tandem=tandem).without_text(*OPENING)


@prepared
def _meeting(*, person: Person, pk: UUID) -> QuerySet[Meeting]:
    return Meeting.objects.visible_to(person).with_people().filter(pk=pk)
