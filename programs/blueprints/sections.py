"""The registry of a blueprint's sections: each app sets up, and writes down again, what is its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from people.models import Person
from programs.blueprints.document import BadBlueprint, Document
from programs.models import Program

Data = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """What one app brings along.

    `check(data)` returns what is wrong in sentences of the active language. `set_up(program, data, actor, now)` runs in
    the caller's transaction, on a programme in preparation, after `check` found nothing. `write_down(program)` is its
    reverse: what it returns, set up in another programme, makes the same set-up. No section holds a person or a date.
    """

    name: str
    check: Callable[[Data], list[str]]
    set_up: Callable[[Program, Data, Person, datetime], None]
    write_down: Callable[[Program], Data]


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    _sections[section.name] = section


def problems(document: Document) -> list[str]:
    """Everything that is wrong with the sections of a blueprint, in sentences."""
    unknown = sorted(set(document.sections) - set(_sections))
    found = [_("There is no section “%(name)s”.") % {"name": name} for name in unknown]
    for name in sorted(set(document.sections) & set(_sections)):
        found += [f"{name}: {problem}" for problem in _sections[name].check(document.sections[name])]
    return found


def set_up(*, program: Program, document: Document, actor: Person, now: datetime) -> None:
    """Set `program` up as the blueprint says, section by section. Raises BadBlueprint; then nothing was written."""
    if found := problems(document):
        raise BadBlueprint(found)
    for name in _in_order(document.sections):
        _sections[name].set_up(program, document.sections[name], actor, now)


def _in_order(names: Data) -> list[str]:
    # the programme's own first: topics and dates are what the others refer to
    return sorted(names, key=lambda name: (name != "programme", name))


def write_down(program: Program) -> Data:
    """All sections of `program` as a blueprint holds them."""
    return {name: _sections[name].write_down(program) for name in _in_order(_sections)}
