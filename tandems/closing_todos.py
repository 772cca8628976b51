"""What is due towards the end of one's tandems: a proposal to answer, and being asked whether to be a mentor again."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from notices.todos import Todo
from people.models import Person
from people.prepared import prepared
from programs.models import PoolMember
from tandems.enums import TandemState
from tandems.models import Closing, Tandem

ASKED_FOR = timedelta(days=28)  # how long after the end the home page asks


def closing_todos(person: Person, now: datetime) -> list[Todo]:
    """Two queries."""
    return [*_proposals(person), *_pool(person, now)]


def _proposals(person: Person) -> list[Todo]:
    return [
        Todo(
            title=_("%(name)s proposes how it goes on") % {"name": one.author.full_name},
            path=reverse("closing", args=[one.tandem_id]),
            action_label=_("Read and answer"),
            due_at=one.proposed_at,
        )
        for one in _waiting(person=person)
    ]


@prepared
def _waiting(*, person: Person) -> QuerySet[Closing]:
    mine = Tandem.objects.visible_to(person).together()
    waiting = Closing.objects.filter(tandem__in=mine, agreed_at=None, set_aside_at=None).exclude(author=person)
    return waiting.select_related("author").order_by("proposed_at")


def _pool(person: Person, now: datetime) -> list[Todo]:
    """Once, whichever tandem it was: only to those who have not answered."""
    if not _completed_unasked(person=person, since=now - ASKED_FOR):
        return []
    return [
        Todo(
            title=_("Would you be a mentor again?"),
            path=reverse("mentor_pool"),
            action_label=_("Answer"),
            note=_("Those who are in the mentor pool are asked first when a new programme begins."),
        )
    ]


@prepared
def _completed_unasked(*, person: Person, since: datetime) -> QuerySet[Any]:
    asked = Exists(PoolMember.objects.filter(person=person))
    completed = Tandem.objects.visible_to(person).filter(~asked, state=TandemState.COMPLETED, ended_at__gte=since)
    return completed.order_by().values_list("pk")[:1]
