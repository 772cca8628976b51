"""Concerns: what someone wrote to a neutral contact, and what they answered as one."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.privacy import PersonalData
from programs.actions.concern import forget_writer
from programs.models import Concern, ConcernMessage


def export(person: Person) -> dict[str, Any]:
    """One's own concerns with all answers; as a contact one's own words alone, for the others are not one's own."""
    own = Concern.objects.filter(writer=person).select_related("program", "contact")
    answers = ConcernMessage.objects.filter(author=person).exclude(concern__writer=person)
    return {
        "concerns": [_concern(concern) for concern in own.prefetch_related("messages__author")],
        "answers_as_contact": [{"text": one.text, "written": one.written_at} for one in answers],
    }


def _concern(concern: Concern) -> dict[str, Any]:
    return {
        "programme": concern.program.name,
        "to": concern.contact.full_name,
        "state": concern.get_state_display(),
        "messages": [
            {"from": one.author.full_name, "text": one.text, "written": one.written_at}
            for one in concern.messages.all()
        ],
    }


def _stored(person: Person) -> list[QuerySet[Any]]:
    answers = ConcernMessage.objects.filter(author=person).exclude(concern__writer=person)
    return [Concern.objects.filter(writer=person), answers]


def erase(person: Person) -> None:
    """What one wrote goes with all answers. What one answered as a contact belongs to those who had asked."""
    forget_writer(person)


CONCERNS = PersonalData(
    key="concerns",
    name=_("Concerns"),
    description=_("What you wrote to a programme's neutral contact in confidence, and the answers."),
    export=export,
    rows=_stored,
    erase=erase,
    floor=3,
)
