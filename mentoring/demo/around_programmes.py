"""What happens around a programme's tandems: most people have read what their role means, HR says what has changed."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from evaluation.models import FeedbackChange
from people.models import Person
from programs import briefings
from programs.models import Program

MOST = 0.85


def say_what_changed(program: Program, rows: list[dict[str, Any]], today: datetime) -> None:
    """What HR did because of feedback, as its programme's file has it."""
    for row in rows:
        texts = {name: text for name, text in row.items() if name != "in_days"}
        changed_on = (today + timedelta(days=row["in_days"])).date()
        FeedbackChange.objects.create(program=program, changed_on=changed_on, **texts)


def read_briefings(program: Program, rng: Random, now: datetime) -> None:
    """Most of those who are asked confirm that they have read their briefing."""
    asked = Person.objects.active().filter(participations__program=program).order_by("pk").distinct()
    for person in asked:
        for briefing in briefings.to_read(person).filter(program=program):
            if rng.random() < MOST:
                briefings.confirm(briefing=briefing, person=person, now=now)
