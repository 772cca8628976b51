"""What is due towards the end of one's tandems: a proposal to answer, and being asked whether to be a mentor again."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from notices.todos import Todo
from people.models import Person
from people.prepared import prepared
from programs.models import PoolMember
from tandems.enums import TandemState
from tandems.mine import tandems_of
from tandems.models import Closing, Tandem

ASKED_FOR = timedelta(days=28)  # how long after the end the home page asks


def closing_todos(person: Person, now: datetime) -> list[Todo]:
    """Three queries at most."""
    return [*_proposals(person), *_pool(person, now)]


def _proposals(person: Person) -> list[Todo]:
    return [
        Todo(
            title=_("%(name)s proposes how it goes on") % {"name": one.author.full_name},
            path=reverse("closing", args=[one.tandem_id]),
            action_label=_("Read and answer"),
            due_at=one.proposed_at,
            is_urgent=True,
        )
        for one in (_waiting(person=person) if any(one.is_running for one in tandems_of(person=person)) else [])
    ]


@prepared
def _waiting(*, person: Person) -> QuerySet[Closing]:
    mine = Tandem.objects.visible_to(person).together()
    waiting = Closing.objects.filter(tandem__in=mine, agreed_at=None, set_aside_at=None).exclude(author=person)
    return waiting.select_related("author").order_by("proposed_at")


def _pool(person: Person, now: datetime) -> list[Todo]:
    """Once, whichever tandem it was: only to those who have not answered."""
    completed = [one for one in tandems_of(person=person) if one.state == TandemState.COMPLETED]
    if not any(one.ended_at and one.ended_at >= now - ASKED_FOR for one in completed) or _asked(person=person):
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
def _asked(*, person: Person) -> QuerySet[Any]:
    return PoolMember.objects.filter(person=person).order_by().values_list("pk")
