"""What a person and their partners have agreed, as one of the two may take it along and have it erased."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Person
from people.privacy import PersonalData
from tandems.agreement import parts
from tandems.models import Agreement, Tandem


def export(person: Person) -> list[dict[str, Any]]:
    tandems = Tandem.objects.visible_to(person).began().with_people().prefetch_related("agreements__author")
    return [_plain(version, tandem) for tandem in tandems for version in tandem.agreements.all()]


def _plain(version: Agreement, tandem: Tandem) -> dict[str, Any]:
    return {
        "programme": str(tandem.program),
        "tandem": str(tandem),
        "version": version.number,
        "written": version.written_at,
        "written_by": version.author.full_name,
        "confirmed": version.confirmed_at,
        "says": {str(part.label): part.text for part in parts(version, tandem)},
    }


def _stored(person: Person) -> list[QuerySet[Any]]:
    return [Agreement.objects.filter(tandem__in=Tandem.objects.visible_to(person).began())]


def erase(person: Person) -> None:
    """Each version goes on from the one before: the words of both are in all of them, and all of them go."""
    Agreement.objects.visible_to(person).delete()


AGREEMENTS = PersonalData(
    key="agreements",
    name=_("Agreements"),
    description=_(
        "What you and your tandem partner have agreed, with earlier versions. Only the two of you can read it. Erasure "
        "removes it for both."
    ),
    export=export,
    rows=_stored,
    erase=erase,
    floor=4,
)
