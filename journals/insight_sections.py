"""Insights in the room of a tandem, and as something that is due: decided by the two, told nobody else."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from journals import rules
from journals.models import InsightProposal
from notices.todos import Todo
from people.models import Person
from people.prepared import prepared
from tandems.models import Tandem
from tandems.sections import Section


def for_room(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    """One query."""
    if not rules.can_write_in(tandem, person):
        return None
    proposals = _proposals(tandem=tandem)
    return {
        "to_decide": [one for one in proposals if not one.is_agreed and one.proposed_by_id != person.pk],
        "asked": [one for one in proposals if not one.is_agreed and one.proposed_by_id == person.pk],
        "agreed": [one for one in proposals if one.is_agreed],
    }


@prepared
def _proposals(*, tandem: Tandem) -> QuerySet[InsightProposal]:
    return InsightProposal.objects.filter(tandem=tandem).select_related("topic")


@prepared
def _waiting(*, person: Person) -> QuerySet[InsightProposal]:
    proposals = InsightProposal.objects.visible_to(person).filter(is_agreed=False).exclude(proposed_by=person)
    return proposals.select_related("proposed_by")


def todos(person: Person, now: datetime) -> list[Todo]:
    """Sentences that the other would like to release. One query. On the page alone: a mail would leave a trace."""
    return [
        Todo(
            title=_("%(name)s suggests a sentence for the whole programme") % {"name": one.proposed_by.full_name},
            path=reverse("insight_agree", args=[one.pk]),
            action_label=_("Read and decide"),
            note=_("It is released without names, and only if you agree."),
        )
        for one in _waiting(person=person)
    ]


SECTIONS = [Section(45, "side", "journals/_insights_in_room.html", for_room)]
