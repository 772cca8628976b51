"""Next steps and lists as the room of a tandem and the page of a meeting show them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journals import rules
from journals.enums import ListKind, StepState
from journals.models import ListItem, NextStep
from journals.step_forms import StepForm
from people.models import Person
from people.prepared import prepared
from tandems.enums import MeetingState
from tandems.meeting_sections import MeetingSection
from tandems.models import Meeting, Tandem
from tandems.sections import Section

IN_ROOM = 3  # of each kind; the rest is on a page of its own
RECENT = timedelta(days=14)  # so long after a meeting one is asked for next steps


@dataclass
class Step:
    """A step for one reader."""

    step: NextStep
    is_mine: bool
    is_late: bool


@dataclass
class List:
    """One of the three lists: what is open, and what was ticked off."""

    kind: ListKind
    open: list[ListItem] = field(default_factory=list)
    done: list[ListItem] = field(default_factory=list)


def steps_of(tandem: Tandem, person: Person, now: datetime, *states: str) -> list[Step]:
    """One query."""
    today = timezone.localdate(now)
    found = [step for step in _steps(tandem=tandem) if step.state in states] if states else _open_steps(tandem=tandem)
    return [
        Step(
            step,
            is_mine=step.owner_id == person.pk,
            is_late=step.state == StepState.OPEN and step.due_on is not None and step.due_on < today,
        )
        for step in found
    ]


@prepared
def _steps(*, tandem: Tandem) -> QuerySet[NextStep]:
    return NextStep.objects.filter(tandem=tandem).select_related("owner")


@prepared
def _open_steps(*, tandem: Tandem) -> QuerySet[NextStep]:
    return NextStep.objects.filter(tandem=tandem, state=StepState.OPEN).select_related("owner")


@prepared
def _items(*, tandem: Tandem) -> QuerySet[ListItem]:
    return ListItem.objects.filter(tandem=tandem)


def lists_of(tandem: Tandem) -> list[List]:
    """The three lists, in their order. One query."""
    by_kind: dict[str, list[ListItem]] = defaultdict(list)
    for item in _items(tandem=tandem):
        by_kind[item.kind].append(item)
    return [
        List(
            kind,
            open=[item for item in by_kind[kind] if item.done_at is None],
            done=[item for item in by_kind[kind] if item.done_at is not None],
        )
        for kind in ListKind
    ]


# ------------------------------------------------------------------ the room
def steps_in_room(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    if not rules.can_write_in(tandem, person):
        return None
    steps = steps_of(tandem, person, now)
    return {
        "steps": steps[:IN_ROOM],
        "more": len(steps) - IN_ROOM,
        "can_add": rules.can_keep_lists(tandem, person),
    }


def lists_in_room(tandem: Tandem, person: Person, now: datetime) -> dict[str, Any] | None:
    if not rules.can_write_in(tandem, person):
        return None
    lists = lists_of(tandem)
    return {
        "lists": lists,
        "open": sum(len(one.open) for one in lists),
        "most": IN_ROOM,
        "can_add": rules.can_keep_lists(tandem, person),
    }


SECTIONS = [
    Section(5, "side", "journals/_steps_in_room.html", steps_in_room, "next-steps", _("Next steps")),
    Section(20, "side", "journals/_lists_in_room.html", lists_in_room, "lists", _("Questions and ideas")),
]


# ------------------------------------------------------------------ the page of a meeting
def prepare(meeting: Meeting, person: Person, now: datetime) -> dict[str, Any] | None:
    """Before it: what was tried since last time, the questions, and topics that were put off."""
    tandem = meeting.tandem
    is_ahead = meeting.state in (MeetingState.OPEN, MeetingState.DATED)
    if not is_ahead or not rules.can_keep_lists(tandem, person):
        return None
    questions, topics, things = lists_of(tandem)
    return {
        "steps": steps_of(tandem, person, now),
        "things": things.open,
        # those for this meeting first; a question for another one waits there
        "questions": [item for item in questions.open if item.meeting_id == meeting.pk]
        + [item for item in questions.open if item.meeting_id is None],
        "topics": topics.open,
        "new_key": uuid4(),
        "can_add": True,
    }


def take_along(meeting: Meeting, person: Person, now: datetime) -> dict[str, Any] | None:
    """After it: what comes next."""
    tandem = meeting.tandem
    if meeting.state != MeetingState.HELD or not rules.can_write_in(tandem, person):
        return None
    can_add = rules.can_keep_lists(tandem, person)
    steps = steps_of(tandem, person, now, *StepState.values)
    ours = [step for step in steps if step.step.meeting_id == meeting.pk]
    still_open = [step for step in steps if step not in ours and step.step.state == StepState.OPEN]
    if not (ours or can_add):
        return None
    start = {"key": uuid4(), "meeting": meeting.pk, "back": reverse("meeting", args=[meeting.pk])}
    form = StepForm(tandem=tandem, person=person, initial=start)
    is_recent = meeting.starts_at is not None and now - meeting.starts_at < RECENT
    return {
        "steps": ours,
        "still_open": still_open,
        "form": form if can_add else None,
        "can_add": can_add,
        "is_open": is_recent and not ours,
    }


MEETING_SECTIONS = [
    MeetingSection(20, "journals/_prepare.html", prepare, is_printed=True),
    MeetingSection(30, "journals/_take_along.html", take_along),
]
