"""What is stored about a person in next steps and lists: what they wrote, and what they took on."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journals.models import ListItem, NextStep
from people.models import Person
from people.privacy import PersonalData, register


def export(person: Person) -> list[dict[str, Any]]:
    steps = _steps(person).select_related("tandem__program", "owner").order_by("created_at")
    items = ListItem.objects.filter(author=person).select_related("tandem__program").order_by("created_at")
    return [*(_plain_step(step) for step in steps), *(_plain_item(item) for item in items)]


def _steps(person: Person) -> Any:
    return NextStep.objects.filter(Q(author=person) | Q(owner=person))


def _plain_step(step: NextStep) -> dict[str, Any]:
    return {
        "programme": str(step.tandem.program),
        "kind": str(_("next step")),
        "text": step.text,
        "for": step.owner.full_name,
        "due": step.due_on,
        "state": step.get_state_display(),  # type: ignore[attr-defined]
        "written": step.created_at,
    }


def _plain_item(item: ListItem) -> dict[str, Any]:
    return {
        "programme": str(item.tandem.program),
        "kind": item.get_kind_display(),  # type: ignore[attr-defined]
        "text": item.text,
        "done": item.done_at,
        "written": item.created_at,
    }


def erase(person: Person) -> None:
    """What the person wrote, and what was theirs to do."""
    _steps(person).delete()
    ListItem.objects.filter(author=person).delete()


def register_all() -> None:
    register(
        PersonalData(
            key="steps",
            name=_("Next steps, questions and lists"),
            description=_(
                "What you noted with your partner: next steps, open questions, topics for later, things to try. Only "
                "the two of you can read it."
            ),
            export=export,
            rows=lambda person: [_steps(person), ListItem.objects.filter(author=person)],
            erase=erase,
            floor=5,
        )
    )
