"""One's own journal as Markdown and as PDF. Entries of the partner are not in it, shared or not.

A shared entry can be taken back at any time, a file cannot: what the partner opened is for reading here.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from journals.models import Entry
from journals.reading import Read, for_reader
from people import pdf
from people.models import Person
from people.texts.formatting import to_blocks
from tandems.models import Tandem

TEMPLATE = Path(__file__).parent / "typst" / "journal.typ"
SIGNS = re.compile(r"([\\`*_\[\]<>#])")
HEADING = re.compile(r"^(#{1,6})(?=\s)", re.MULTILINE)


def own_entries(person: Person, tandem: Tandem | None) -> list[Read]:
    """In the order of tandems and of time."""
    entries = Entry.objects.written_by(person).select_related(
        "meeting__topic", "tandem__program", "tandem__mentee__person", "tandem__mentor__person"
    )
    if tandem is not None:
        entries = entries.filter(tandem=tandem)
    return [for_reader(entry, person) for entry in entries.order_by("tandem__started_at", "tandem", "created_at", "pk")]


def as_markdown(person: Person, read: Iterable[Read], now: datetime) -> str:
    lines = [f"# {_title()}", "", _escaped(_note(person, now)), ""]
    for tandem, mine in _rooms(read):
        lines += [f"## {_escaped(_room(tandem, person))}", ""]
        for one in mine:
            lines += [f"### {_escaped(about(one.entry))}", "", f"*{one.readers}*", "", *_markdown_parts(one)]
    return "\n".join(lines).rstrip() + "\n"


def _markdown_parts(one: Read) -> Iterable[str]:
    for part in one.parts:
        if part.question:
            yield from (f"**{_escaped(part.question)}**", "", _escaped(part.text).replace("\n", "  \n"), "")
        elif part.is_lost:
            yield from (f"*{part.text}*", "")
        else:
            # the headings of the text stand below that of the entry
            yield from (HEADING.sub(lambda found: "#" * min(6, len(found[1]) + 3), part.text).replace("\n", "  \n"), "")


def as_pdf(person: Person, read: Iterable[Read], now: datetime) -> bytes:
    rooms = [
        {"title": _room(tandem, person), "entries": [_plain(one) for one in mine]} for tandem, mine in _rooms(read)
    ]
    data = {"title": _title(), "note": _note(person, now), "rooms": rooms}
    return pdf.render(TEMPLATE, data, language=get_language() or "de", title=_title())


def _plain(one: Read) -> dict[str, Any]:
    parts = [
        {
            "question": part.question,
            "text": str(part.text),
            "is_lost": part.is_lost,
            "blocks": [] if part.question or part.is_lost else to_blocks(part.text),
        }
        for part in one.parts
    ]
    return {"about": about(one.entry), "readers": one.readers, "parts": parts}


def _rooms(read: Iterable[Read]) -> Iterable[tuple[Tandem, list[Read]]]:
    for _key, group in groupby(read, key=lambda one: one.entry.tandem_id):
        mine = list(group)
        yield mine[0].entry.tandem, mine


def about(entry: Entry) -> str:
    """What the entry is about, in a line: the meeting, its topic and its day."""
    meeting = entry.meeting
    if meeting is None:
        return " · ".join((_("Without a meeting"), _day(entry.created_at)))
    facts = (str(meeting), str(meeting.topic or ""), _day(meeting.starts_at) if meeting.starts_at else "")
    return " · ".join(filter(None, facts))


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def _title() -> str:
    return _("My journal")


def _room(tandem: Tandem, person: Person) -> str:
    return _("Tandem with %(name)s, %(program)s") % {
        "name": tandem.partner_of(person).full_name,
        "program": tandem.program,
    }


def _note(person: Person, now: datetime) -> str:
    return _("Entries of %(name)s, as they were on %(day)s. This file is not encrypted.") % {
        "name": person.full_name,
        "day": _day(now),
    }


def _escaped(text: str) -> str:
    return SIGNS.sub(r"\\\1", text)
