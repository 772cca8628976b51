"""What the outbox stores about a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from notices.models import MutedKind, Notice
from people.models import Person
from people.privacy import PersonalData

FLOOR = 2


def export(person: Person) -> dict[str, Any]:
    notices = Notice.objects.visible_to(person).order_by("due_at", "pk")
    return {
        "notices": [
            {
                "kind": notice.kind_label,
                "due_at": notice.due_at.isoformat(),
                "state": str(notice.get_state_display()),
                "sent_at": notice.sent_at.isoformat() if notice.sent_at else None,
            }
            for notice in notices
        ],
        "switched_off": sorted(MutedKind.objects.filter(person=person).values_list("kind", flat=True)),
    }


def erase(person: Person) -> None:
    Notice.objects.visible_to(person).delete()
    MutedKind.objects.filter(person=person).delete()


PART = PersonalData(
    key="notices",
    name=_("Mails from Tandem"),
    description=_("Which mails Tandem sent to you or is going to send, when, and which kinds you have switched off."),
    export=export,
    erase=erase,
    floor=FLOOR,
)
