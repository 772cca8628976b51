"""Opening an entry to the tandem and taking it back: one deliberate step each, apart from writing.

That the partner has seen an entry is kept as one day, for the author's question when taking it back, and for nothing
else: no list, no figure and no notice reads it.
"""

from collections.abc import Iterable
from datetime import datetime

from journals import rules
from journals.actions.entries import Conflict
from journals.enums import Visibility
from journals.models import Entry
from people.errors import NotAllowed
from people.models import Person
from people.times.clock import day_of


def open_entry(*, entry: Entry, person: Person, version: int, now: datetime) -> Entry:
    """The author lets the partner read the entry as it stood in `version`.

    Raises NotAllowed for anyone else, and Conflict if it was changed since: nobody opens words they have not seen.
    """
    return _set(entry, person, Visibility.TANDEM, version, now)


def take_back(*, entry: Entry, person: Person, now: datetime) -> Entry:
    """From now on only the author reads the entry. Raises NotAllowed for anyone else."""
    return _set(entry, person, Visibility.PRIVATE, entry.version, now)


def _set(entry: Entry, person: Person, visibility: Visibility, version: int, now: datetime) -> Entry:
    if not rules.can_change(entry, person):
        raise NotAllowed
    changed = (
        Entry.objects.filter(pk=entry.pk, version=version)
        .exclude(visibility=visibility)
        .update(visibility=visibility, version=version + 1, updated_at=now)
    )
    stored = Entry.objects.get(pk=entry.pk)
    if not changed and stored.visibility != visibility:
        raise Conflict(stored)
    return stored


def mark_seen(*, entries: Iterable[Entry], person: Person, now: datetime) -> None:
    """`person` is shown these entries: note the day for those of the partner. No query where there is nothing new."""
    new = [entry.pk for entry in entries if entry.author_id != person.pk and entry.seen_on is None]
    if new:
        Entry.objects.filter(pk__in=new, visibility=Visibility.TANDEM, seen_on=None).update(seen_on=day_of(now))
