"""What apps show in a tandem's room. They register in `AppConfig.ready()`; the page knows none of them.

    register(Section(30, "side", "journals/_next_steps.html", steps.for_room))

Column "main" and "side" show every section that has something, by position. Column "next" is the one card on top that
asks for the next thing: of those that have something the one that presses most is shown, in the order of the home page
(`notices.todos.pressing`), so that both name the same; the others wait their turn, alike ones by position.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from notices.todos import pressing
from people.models import Person
from tandems.models import Tandem

Column = Literal["next", "main", "side"]
Context = Callable[[Tandem, Person, datetime], dict[str, Any] | None]


@dataclass(frozen=True)
class Section:
    """`context(tandem, person, now)` gives what `template` needs, None where there is nothing to show to this person.

    It runs a constant number of queries: the tandem comes with its programme, both people, and its meetings and their
    topics already read (`tandem.meetings.all()` costs nothing). The template also sees what the page has: `tandem`,
    `partner`, `role`, `now`. A section of the columns begins with an h2 that has an id.

    In column "next" the context says with `due_at` until when, or since when, it is asked for (None: at any time), with
    `is_appointment` that it is when something happens, with `is_urgent` that it comes before all else.

    On a phone the room begins with links to what one comes for: with a `jump`, the words for it, and the h2's id as
    `anchor` the section is one of them.
    """

    position: int
    column: Column
    template: str
    context: Context
    anchor: str = ""
    jump: Any = ""


@dataclass(frozen=True)
class Shown:
    template: str
    context: dict[str, Any]
    anchor: str = ""
    jump: Any = ""

    def pressing(self, now: datetime) -> tuple[bool, int, datetime]:
        how = {name: self.context.get(name, False) for name in ("is_urgent", "is_appointment")}
        return pressing(now, self.context.get("due_at"), **how)


_sections: list[Section] = []


def register(section: Section) -> None:
    if section not in _sections:
        _sections.append(section)
        _sections.sort(key=lambda one: one.position)


def shown(tandem: Tandem, person: Person, now: datetime, column: Column) -> Iterator[Shown]:
    """The sections of one column that have something to show, by position; computed one at a time."""
    for section in _sections:
        if section.column == column and (context := section.context(tandem, person, now)) is not None:
            yield Shown(section.template, context, section.anchor, section.jump)


def next_thing(tandem: Tandem, person: Person, now: datetime) -> Shown | None:
    """The one card on top."""
    return min(shown(tandem, person, now, "next"), key=lambda one: one.pressing(now), default=None)
