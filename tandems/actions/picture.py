"""Show one's own self-assessment to the other of the two, or take that back. Each decides for themselves alone."""

from datetime import datetime

from django.db import transaction

from people.errors import NotAllowed
from people.models import Person
from tandems import rules
from tandems.models import SharedPicture, Tandem


@transaction.atomic
def share_picture(*, tandem: Tandem, person: Person, now: datetime) -> None:
    """The other of the two can look at `person`'s self-assessments. Twice is harmless. Raises NotAllowed."""
    if not (rules.takes_part(tandem, person) and rules.has_started(tandem)):
        raise NotAllowed
    SharedPicture.objects.get_or_create(tandem=tandem, person=person, defaults={"shared_at": now})


@transaction.atomic
def take_picture_back(*, tandem: Tandem, person: Person) -> None:
    """From now on only `person` sees them. Twice is harmless. Raises NotAllowed."""
    if not rules.takes_part(tandem, person):
        raise NotAllowed
    SharedPicture.objects.filter(tandem=tandem, person=person).delete()
