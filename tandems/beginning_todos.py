"""What is due at the start of a tandem: an agreement to write or to answer, and to say where one stands."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from notices.todos import Todo
from people.models import Person
from people.prepared import prepared
from programs.enums import TopicKind
from tandems.agreement import Standing, standing
from tandems.enums import TandemState
from tandems.mine import tandems_of
from tandems.models import Agreement, Tandem
from tandems.picture_sections import AT_THE_START


def beginning_todos(person: Person, now: datetime) -> list[Todo]:
    """Three queries, however many tandems."""
    return [*_agreements(person, now), *_pictures(person, now)]


def _agreements(person: Person, now: datetime) -> list[Todo]:
    """A version that waits for an answer, or the gentle question for a first one: without a date it comes last."""
    active = [tandem for tandem in tandems_of(person=person) if tandem.state == TandemState.ACTIVE]
    running = sorted(active, key=lambda tandem: tandem.pk)
    versions = defaultdict(list)
    for version in _versions(person=person) if running else []:
        versions[version.tandem_id].append(version)
    found = []
    for tandem in running:
        where = standing(versions[tandem.pk])
        if where.asks(person):
            found.append(_answer_agreement(tandem, where, person))
        elif not (where.in_force or where.waiting):
            found.append(_write_agreement(tandem, person))
    return found


def _pictures(person: Person, now: datetime) -> list[Todo]:
    """At the start of a tandem: where do you stand? Once it was said, home never asks again."""
    since = now - AT_THE_START
    if not any(tandem.started_at and tandem.started_at > since for tandem in tandems_of(person=person)):
        return []
    return [
        Todo(
            title=_("Where do you stand today?"),
            path=reverse("picture_edit", args=[tandem]),
            action_label=_("Say where I stand"),
            note=_("Two minutes, for yourself: at the end you will see how far you have come."),
        )
        for tandem in _without_picture(person=person, since=since)
    ]


@prepared
def _versions(*, person: Person) -> QuerySet[Agreement]:
    return Agreement.objects.visible_to(person).filter(tandem__state=TandemState.ACTIVE).without_text()


@prepared
def _without_picture(*, person: Person, since: datetime) -> QuerySet[Any]:
    """Keys of tandems that are new and have something to learn, as long as one has said nothing."""
    mine = Q(mentee__person=person, mentee__assessments=None) | Q(mentor__person=person, mentor__assessments=None)
    new = Tandem.objects.visible_to(person).filter(
        mine, state=TandemState.ACTIVE, started_at__gt=since, program__topics__kind=TopicKind.LEARN
    )
    return new.distinct().order_by("pk").values_list("pk", flat=True)


def _answer_agreement(tandem: Tandem, where: Standing, person: Person) -> Todo:
    said = {"name": tandem.partner_of(person).full_name}
    return Todo(
        title=_("%(name)s would like to change your agreement") % said
        if where.in_force
        else _("%(name)s has written your agreement") % said,
        path=reverse("agreement", args=[tandem.pk]),
        action_label=_("Read and answer"),
        due_at=where.answer_by,
    )


def _write_agreement(tandem: Tandem, person: Person) -> Todo:
    return Todo(
        title=_("What do %(name)s and you agree on?") % {"name": tandem.partner_of(person).full_name},
        path=reverse("agreement", args=[tandem.pk]),
        action_label=_("To our agreement"),
        note=_("Ten minutes for an agreement make the rest easier."),
    )
