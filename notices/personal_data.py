"""What the outbox stores about a person."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from notices.models import MutedKind, Notice, Preferences
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
        "preferences": _preferences(person),
        "switched_off": sorted(MutedKind.objects.filter(person=person).values_list("kind", flat=True)),
    }


def _preferences(person: Person) -> dict[str, str]:
    """What the person has set; empty where nothing."""
    names = ("quiet_from", "quiet_until", "working_days", "rhythm", "digest_day", "digest_at", "most_per_week")
    row = Preferences.objects.filter(person=person).values(*names).first() or {}
    return {name: str(value) for name, value in row.items()}


def _stored(person: Person) -> list[QuerySet[Any]]:
    mine = (MutedKind.objects.filter(person=person), Preferences.objects.filter(person=person))
    return [Notice.objects.visible_to(person), *mine]


def erase(person: Person) -> None:
    Notice.objects.visible_to(person).delete()
    MutedKind.objects.filter(person=person).delete()
    Preferences.objects.filter(person=person).delete()


PART = PersonalData(
    key="notices",
    name=_("Mails from Tandem"),
    description=_(
        "Which mails Tandem sent to you or is going to send, when, which kinds you have switched off, and when you "
        "want mails."
    ),
    export=export,
    rows=_stored,
    erase=erase,
    floor=FLOOR,
)
