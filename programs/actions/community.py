"""Who offers to be asked about topics: said by the person alone, taken back at any time."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.errors import ActionError, NotAllowed
from people.models import Person
from programs.enums import ProgramState
from programs.models import Participation, Program, Topic, TopicContact


def can_offer(program: Program, person: Person) -> bool:
    """Takes part, until the programme goes to the archive."""
    if program.state == ProgramState.ARCHIVED:
        return False
    return Participation.objects.signed_up().filter(program=program, person=person).exists()


@transaction.atomic
def offer_help(*, program: Program, person: Person, topics: Sequence[Topic], about: str, now: datetime) -> TopicContact:
    """`person` may be asked about `topics` by everyone who takes part. `about`: a line of their own.

    Raises NotAllowed for anyone who does not take part, ActionError without a topic of the programme.
    """
    if not can_offer(program, person):
        raise NotAllowed
    if not topics or any(topic.program_id != program.pk for topic in topics):
        raise ActionError(_("Choose at least one topic."))
    contact, _is_new = TopicContact.objects.update_or_create(
        program=program,
        person=person,
        defaults={"about": about.strip()},
        create_defaults={"since": now, "about": about.strip()},
    )
    contact.topics.set(topics)
    return contact


def withdraw_help(*, program: Program, person: Person) -> None:
    """Nothing of it is kept."""
    TopicContact.objects.filter(program=program, person=person).delete()
