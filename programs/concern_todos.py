"""What is due in concerns: what is new for the contact, an answer or a contact who has gone for the writer."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from notices.todos import Todo
from people.models import Person
from people.prepared import prepared
from programs.models import Concern, ConcernMessage

RECENT = timedelta(days=7)


def concern_todos(person: Person, now: datetime) -> list[Todo]:
    """One query. Titles say nothing of the content: a home page may be seen over a shoulder."""
    found = [_todo(concern, person, concern.is_alone, now) for concern in _open(person=person)]
    return [todo for todo in found if todo]


@prepared
def _open(*, person: Person) -> QuerySet[Concern]:
    last = ConcernMessage.objects.filter(concern=OuterRef("pk")).order_by("-number").values("author")[:1]
    alone = Exists(Concern.objects.left_alone().filter(writer=person, pk=OuterRef("pk")))
    concerns = Concern.objects.visible_to(person).open()
    return concerns.annotate(last_author=Subquery(last), is_alone=alone).order_by("changed_at")


def _todo(concern: Concern, person: Person, is_alone: bool, now: datetime) -> Todo | None:
    path = reverse("concern", args=[concern.pk])
    others_turn = concern.last_author == person.pk  # type: ignore[attr-defined]
    if concern.writer_id == person.pk:
        if is_alone:
            title = _("Your neutral contact has changed")
        elif others_turn or concern.changed_at < now - RECENT:
            return None
        else:
            title = _("There is an answer for you")
        return Todo(title=title, path=path, action_label=_("Read and answer"), due_at=concern.changed_at)
    if others_turn:
        return None
    return Todo(
        title=_("Someone has written to you in confidence"),
        path=path,
        action_label=_("Read and answer"),
        due_at=concern.changed_at,
        is_urgent=True,
    )
