"""Every write to a journal goes through here.

Nothing of it is audited and nothing is logged: the journal belongs to its authors, and so does when and how often they
write.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from journals import rules
from journals.enums import Visibility
from journals.models import Draft, Entry
from people.errors import ActionError, NotAllowed
from people.models import Person
from tandems.models import Meeting, Tandem


class Conflict(ActionError):
    """The entry was changed elsewhere since it was read. `stored` is what the database holds now."""

    message = _("This entry was changed in another window or on another device in the meantime.")

    def __init__(self, stored: Entry) -> None:
        super().__init__()
        self.stored = stored


@transaction.atomic
def save_entry(
    *,
    tandem: Tandem,
    meeting: Meeting | None,
    person: Person,
    visibility: str,
    answers: tuple[str, str, str],
    text: str,
    version: int,
    now: datetime,
    key: UUID | None = None,
) -> Entry:
    """Write `person`'s entry about `meeting` (None: about the tandem), or change the one there is.

    `version` is that of the entry the person saw, 0 for a new one. `key` is the entry's primary key: that of the entry
    to change, or one chosen beforehand, so that sending a new entry twice writes it once. `visibility` is that of a new
    entry; one there is keeps its own (`open_entry`, `take_back`). Raises NotAllowed, ActionError for an empty
    entry, and Conflict with the stored entry if `version` is outdated; either writes nothing.
    """
    if meeting is not None and meeting.tandem_id != tandem.pk:
        raise NotAllowed
    values: dict[str, Any] = {f"answer_{number}": answer for number, answer in enumerate(answers, start=1)}
    values["text"] = text
    if not any(part.strip() for part in (*answers, text)):
        raise ActionError(_("There is nothing written yet."))
    stored = stored_entry(tandem, person, meeting, key)
    if stored is None:
        return _create(tandem, meeting, person, key or uuid4(), {**values, "visibility": Visibility(visibility)}, now)
    if holds(stored, values):
        return stored
    if stored.version != version:
        raise Conflict(stored)
    return _change(stored, values, now)


def stored_entry(tandem: Tandem, person: Person, meeting: Meeting | None, key: UUID | None) -> Entry | None:
    """The entry that the save is about. Someone else's key is nobody's business."""
    if meeting is not None:
        return Entry.objects.filter(meeting=meeting, author=person).first()
    entry = Entry.objects.filter(pk=key).first() if key else None
    if entry is not None and not (rules.can_change(entry, person) and entry.tandem_id == tandem.pk):
        raise NotAllowed
    return entry


def _create(
    tandem: Tandem, meeting: Meeting | None, person: Person, key: UUID, values: dict[str, Any], now: datetime
) -> Entry:
    if not rules.can_start(tandem, meeting, person, now):
        raise NotAllowed
    entry = Entry(
        pk=key, tandem=tandem, meeting=meeting, author=person, created_at=now, updated_at=now, version=1, **values
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        stored = stored_entry(tandem, person, meeting, key)
        if stored is None:
            raise NotAllowed from None
        if holds(stored, {name: value for name, value in values.items() if name != "visibility"}):
            return stored
        raise Conflict(stored) from None
    return entry


def _change(stored: Entry, values: dict[str, Any], now: datetime) -> Entry:
    """Write only where the version is still the one the person saw."""
    changed = Entry.objects.filter(pk=stored.pk, version=stored.version).update(
        **values, version=stored.version + 1, updated_at=now
    )
    fresh = Entry.objects.get(pk=stored.pk)
    if not changed:
        raise Conflict(fresh)
    return fresh


def holds(entry: Model, values: Mapping[str, Any]) -> bool:
    """Whether the entry or draft has these words already."""
    return all(_lines(getattr(entry, name)) == _lines(value) for name, value in values.items())


def _lines(value: Any) -> Any:
    """A text with line ends as the database has them, whatever the browser sent."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


@transaction.atomic
def delete_entry(*, entry: Entry, person: Person) -> None:
    """Delete one's own entry and what was typed to change it, for good. Raises NotAllowed for anyone else's."""
    if not rules.can_change(entry, person):
        raise NotAllowed
    Draft.objects.filter(author=person).about(entry.pk, entry.meeting).delete()
    entry.delete()
