"""What apps show on the page of one meeting: what to prepare before it, what to take along after it.

They register in `AppConfig.ready()`, like the sections of a tandem's room; the page knows none of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from people.models import Person
from tandems.models import Meeting
from tandems.sections import Shown

Context = Callable[[Meeting, Person, datetime], dict[str, Any] | None]


@dataclass(frozen=True)
class MeetingSection:
    """`context(meeting, person, now)` gives what `template` needs, None where there is nothing to show to this person.

    It runs a constant number of queries; the meeting comes with its tandem, its programme and both people. The
    template begins with an h2 that has an id, and also sees what the page has: `meeting`, `tandem`, `partner`, `now`.
    `is_printed`: the agenda on paper shows it, too.
    """

    position: int
    template: str
    context: Context
    is_printed: bool = False


_sections: list[MeetingSection] = []


def register(section: MeetingSection) -> None:
    if section not in _sections:
        _sections.append(section)
        _sections.sort(key=lambda one: one.position)


def shown(meeting: Meeting, person: Person, now: datetime, *, on_paper: bool = False) -> Iterator[Shown]:
    """The sections that have something to show, by position."""
    for section in _sections:
        if on_paper and not section.is_printed:
            continue
        if (context := section.context(meeting, person, now)) is not None:
            yield Shown(section.template, context)
