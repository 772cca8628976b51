"""A blueprint's section `events`: what takes place when, counted from the programme's dates, for whom, in what words.

Neither a date nor a place is part of it, and no session that someone proposed.
"""

from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.models import Person
from programs.blueprints.sections import Data, Section
from programs.enums import EventState
from programs.event_plan import nearest_anchor
from programs.models import Event, Program

MOST = 40
PLAIN = ("kind", "title_de", "title_en", "text_de", "text_en", "anchor", "minutes", "capacity")
WHOM = ("mentees", "mentors", "managers")
KNOWN = {*PLAIN, "for", "days", "time"}
OF_PROGRAM = {"program"}
KEPT_STATES = (EventState.DRAFT, EventState.INVITED, EventState.HELD)


def check(data: Data) -> list[str]:
    found = [_("There is no setting “%(name)s”.") % {"name": name} for name in sorted(set(data) - {"list"})]
    rows = data.get("list", [])
    if not isinstance(rows, list) or len(rows) > MOST or not all(isinstance(row, dict) for row in rows):
        return [*found, _("“%(name)s” must be a list of at most %(most)s rows.") % {"name": "list", "most": MOST}]
    return found + [problem for row in rows for problem in _wrong(row)]


def _wrong(row: Data) -> list[str]:
    unknown = sorted(set(row) - KNOWN)
    if unknown:
        return [_("There is no setting “%(name)s”.") % {"name": name} for name in unknown]
    try:
        event = _event(Program(), row)
        event.clean_fields(exclude=OF_PROGRAM)
        event.validate_constraints(exclude=OF_PROGRAM)
    except ValidationError as error:
        return [f"{row.get('title_en') or row.get('title_de') or _('Event')}: {message}" for message in error.messages]
    except (TypeError, ValueError):
        return [_("An event is incomplete, or has a value that is not possible.")]
    return []


def _event(program: Program, row: Data) -> Event:
    """The unsaved event. Raises ValueError or TypeError for what cannot be read."""
    whom = row.get("for", ["mentees", "mentors"])
    if not isinstance(whom, list) or set(whom) - set(WHOM):
        raise ValueError(whom)
    if any(not isinstance(row.get(name, ""), str) for name in PLAIN[:6]):
        raise TypeError
    values: dict[str, Any] = {name: row[name] for name in PLAIN if name in row}
    return Event(
        program=program,
        offset_days=row.get("days", 0),
        clock=time.fromisoformat(row.get("time", "10:00")),
        **values,
        **{f"for_{name}": name in whom for name in WHOM},
    )


def set_up(program: Program, data: Data, actor: Person, now: datetime) -> None:
    """In preparation and without dates: these follow when the programme opens."""
    events = [_event(program, row) for row in data.get("list", [])]
    for event in events:
        event.changed_at = now
    Event.objects.bulk_create(events)


def write_down(program: Program) -> Data:
    events = program.events.filter(state__in=KEPT_STATES, proposed_by=None)
    rows = [_row(event, program) for event in events]
    return {"list": sorted(rows, key=lambda row: (row["anchor"], row["days"], row["title_de"], row["title_en"]))}


def _row(event: Event, program: Program) -> Data:
    anchor, days = nearest_anchor(event, program)
    clock = event.starts_at.astimezone(event.zone).time() if event.starts_at else event.clock
    row = {name: getattr(event, name) for name in PLAIN if getattr(event, name) not in ("", None)}
    return {
        "title_de": "",
        "title_en": "",
        **row,
        "kind": str(event.kind),
        "anchor": str(anchor),
        "days": days,
        "time": clock.isoformat("minutes"),
        "for": [name for name in WHOM if getattr(event, f"for_{name}")],
    }


SECTION = Section(name="events", check=check, set_up=set_up, write_down=write_down)
