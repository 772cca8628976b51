"""What apps above show on a programme's page. They register in `AppConfig.ready()`; the page knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from programs.models import Program


@dataclass(frozen=True)
class Section:
    """`context(program)` gives what `template` finds as `found`, None where there is nothing to show."""

    template: str
    context: Callable[[Program], Any]


@dataclass(frozen=True)
class Shown:
    template: str
    found: Any


_sections: list[Section] = []


def register(section: Section) -> None:
    if section not in _sections:
        _sections.append(section)


def sections_of(program: Program) -> list[Shown]:
    found = [Shown(section.template, section.context(program)) for section in _sections]
    return [shown for shown in found if shown.found]
