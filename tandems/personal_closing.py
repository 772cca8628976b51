"""What this app stores about a person from the end of their tandems: proposals, and thanks written and received."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.privacy import PersonalData
from tandems.models import Closing, Tandem, Thanks


def export(person: Person) -> dict[str, Any]:
    mine = Tandem.objects.visible_to(person)
    proposals = Closing.objects.filter(author=person).prefetch_related("topics")
    return {
        "proposals": [
            {
                "proposal": row.get_choice_display(),
                "last_day": row.last_day,
                "topics": [topic.name for topic in row.topics.all()],
                "proposed": row.proposed_at,
                "agreed": row.agreed_at,
            }
            for row in proposals
        ],
        "thanks_written": [_thanks(row) for row in Thanks.objects.filter(author=person)],
        "thanks_received": [_thanks(row) for row in Thanks.objects.filter(tandem__in=mine).exclude(author=person)],
    }


def _thanks(row: Thanks) -> dict[str, Any]:
    return {"text": row.text, "written": row.written_at}


def _stored(person: Person) -> list[QuerySet[Any]]:
    received = Thanks.objects.filter(tandem__in=Tandem.objects.visible_to(person)).exclude(author=person)
    return [Closing.objects.filter(author=person), Thanks.objects.filter(author=person), received]


def erase(person: Person) -> None:
    """Thanks that the other wrote stay theirs, as entries of a journal do."""
    Closing.objects.filter(author=person).delete()
    Thanks.objects.filter(author=person).delete()


CLOSINGS = PersonalData(
    key="closings",
    name=_("The end of tandems"),
    description=_("What you proposed towards the end of a tandem, and the thanks you wrote and received."),
    export=export,
    rows=_stored,
    erase=erase,
    floor=4,
)
