"""In the mentor's room: what the line manager sees. And what is due for a line manager."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from notices.todos import Todo
from people.models import Person
from people.prepared import prepared
from programs.enums import ManagerAnswer, Role
from programs.models import ManagerConsent
from programs.notices.managers import hours_words
from tandems import budget
from tandems.health import hours
from tandems.models import Tandem
from tandems.sections import Section


def beside(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    """For the mentor alone; nothing in programmes that do not ask line managers."""
    if tandem.role_of(person) != Role.MENTOR or not tandem.program.asks_managers or not tandem.is_running:
        return None
    consents = ManagerConsent.objects.current().filter(participation=tandem.mentor_id)
    consent = consents.select_related("manager", "participation__person").first()
    if consent is None:
        return None
    used = budget.used_minutes([consent], now)[consent.pk]
    return {"consent": consent, "used": hours(used), "is_over": used > consent.hours * 60}


def team_todos(person: Person, now: datetime) -> list[Todo]:
    """One query."""
    return [
        Todo(
            title=_("%(name)s would like to be a mentor") % {"name": one.participation.person.full_name},
            path=reverse("team"),
            action_label=_("Answer"),
            note=_("It takes about %(hours)s of working time in all.") % {"hours": hours_words(one.hours)},
            due_at=one.asked_at,
        )
        for one in consents_of(manager=person)
        if one.state == ManagerAnswer.ASKED
    ]


@prepared
def consents_of(*, manager: Person) -> QuerySet[ManagerConsent]:
    """What a line manager was asked and has answered, for the mentors of their team."""
    return ManagerConsent.objects.visible_to(manager).select_related("participation__person")


SECTIONS = [Section(75, "side", "tandems/_hours.html", beside)]
