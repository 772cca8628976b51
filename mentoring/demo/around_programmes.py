"""What happens around a programme's tandems: most people have read what their role means."""

from datetime import datetime
from random import Random

from people.models import Person
from programs import briefings
from programs.models import Program

MOST = 0.85


def read_briefings(program: Program, rng: Random, now: datetime) -> None:
    """Most of those who are asked confirm that they have read their briefing."""
    asked = Person.objects.active().filter(participations__program=program).order_by("pk").distinct()
    for person in asked:
        for briefing in briefings.to_read(person).filter(program=program):
            if rng.random() < MOST:
                briefings.confirm(briefing=briefing, person=person, now=now)
