"""Joining and leaving the pool of mentors. Who says no is kept only so as not to be asked again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.errors import ActionError
from people.models import Person
from programs.enums import ParticipationState, TopicKind
from programs.models import Participation, PoolMember, Topic


def last_participation(person: Person) -> Participation | None:
    """Where they took part last."""
    mine = Participation.objects.filter(person=person, state=ParticipationState.SIGNED_UP)
    return mine.select_related("program").order_by("-signed_up_at").first()


def topics_of(person: Person) -> "list[Topic]":
    """What they can offer: the topics of the programmes they took part in, one of each name."""
    mine = Participation.objects.filter(person=person, state=ParticipationState.SIGNED_UP)
    topics = Topic.objects.filter(program__participations__in=mine, kind=TopicKind.LEARN).order_by("-program", "pk")
    by_name: dict[str, Topic] = {}
    for topic in topics.distinct():
        by_name.setdefault(topic.name.casefold(), topic)
    return sorted(by_name.values(), key=lambda topic: topic.name.casefold())


@transaction.atomic
def answer_pool(
    *, person: Person, joins: bool, topics: Sequence[Topic], now: datetime, is_shown: bool = False
) -> PoolMember:
    """`person` joins the pool with `topics`, or says no. Being listed begins with the yes and goes on if repeated.

    `is_shown`: those who take part in programmes of the same company find them on the community's page.

    Raises ActionError for someone who takes part in no programme, or for a topic that is not one of theirs.
    """
    participation = last_participation(person)
    if participation is None:
        raise ActionError(_("The pool is for people who take part in a programme."))
    if not set(topics) <= set(topics_of(person)):
        raise ActionError(_("This topic is not one of the programme."))
    member, _is_new = PoolMember.objects.select_for_update().get_or_create(
        person=person, defaults={"program": participation.program, "answered_at": now}
    )
    member.program, member.answered_at = participation.program, now
    member.is_shown = joins and is_shown
    member.listed_since = (member.listed_since or now) if joins else None
    member.save()
    member.topics.set(topics if joins else [])
    return member


def leave_pool(*, person: Person) -> None:
    """Nothing of it is kept."""
    PoolMember.objects.filter(person=person).delete()
