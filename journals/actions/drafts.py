"""Text while it is being typed. A draft never changes an entry, and never replaces another text unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from journals import rules
from journals.actions.entries import Conflict, holds, stored_entry
from journals.models import Draft, Entry
from people.encryption import LostText
from people.errors import NotAllowed
from people.models import Person
from tandems.models import Meeting, Tandem

FIELDS = ("answer_1", "answer_2", "answer_3", "text")
Texts = Mapping[str, str]


class DraftConflict(Conflict):
    """Something else was written in another window or on another device. `stored` is that draft."""

    stored: Draft  # type: ignore[assignment]


@dataclass(frozen=True)
class Subject:
    """What is being written about: `key` is the primary key of the entry, which need not exist yet."""

    tandem: Tandem
    meeting: Meeting | None
    key: UUID


def draft_of(person: Person, key: UUID | None, meeting: Meeting | None) -> Draft | None:
    return Draft.objects.written_by(person).about(key, meeting).order_by("-saved_at").first()


@transaction.atomic
def keep_draft(
    *, subject: Subject, person: Person, texts: Texts, based_on: int, revision: int, now: datetime
) -> Draft | None:
    """Keep what `person` has typed so far; None if there is nothing that is not saved already.

    `based_on` is the version of the entry the person was looking at, `revision` that of the draft, 0 without one.
    Raises NotAllowed, Conflict if the entry has been saved with other words since, DraftConflict if other words were
    typed elsewhere; all write nothing.
    """
    entry = _writable_entry(subject, person, now)
    draft = draft_of(person, subject.key, subject.meeting)
    if (entry is not None and holds(entry, texts)) or not any(text.strip() for text in texts.values()):
        if draft is not None and (draft.revision == revision or holds(draft, texts)):
            draft.delete()
        return None
    if entry is None:
        based_on = 0
    elif entry.version != based_on:
        raise Conflict(entry)
    if draft is None:
        return _create(subject, person, texts, based_on, now)
    if holds(draft, texts):
        return draft
    return _change(draft, texts, based_on, revision, now)


def _writable_entry(subject: Subject, person: Person, now: datetime) -> Entry | None:
    if subject.meeting is not None and subject.meeting.tandem_id != subject.tandem.pk:
        raise NotAllowed
    entry = stored_entry(subject.tandem, person, subject.meeting, subject.key)
    if entry is None and not rules.can_start(subject.tandem, subject.meeting, person, now):
        raise NotAllowed
    return entry


def _create(subject: Subject, person: Person, texts: Texts, based_on: int, now: datetime) -> Draft:
    draft = Draft(
        key=subject.key,
        author=person,
        tandem=subject.tandem,
        meeting=subject.meeting,
        based_on=based_on,
        saved_at=now,
        **texts,
    )
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        found = draft_of(person, subject.key, subject.meeting)
        if found is None:
            raise NotAllowed from None
        raise DraftConflict(found) from None  # type: ignore[arg-type]
    return draft


def _change(draft: Draft, texts: Texts, based_on: int, revision: int, now: datetime) -> Draft:
    changed = Draft.objects.filter(pk=draft.pk, revision=revision).update(
        **texts, based_on=based_on, revision=revision + 1, saved_at=now
    )
    fresh = Draft.objects.get(pk=draft.pk)
    if not changed:
        raise DraftConflict(fresh)  # type: ignore[arg-type]
    return fresh


@transaction.atomic
def keep_beside(
    *, subject: Subject, person: Person, texts: Texts, based_on: int, revision: int, now: datetime
) -> Draft | None:
    """Keep what was sent when nobody could be asked: beside other words where there are some, never instead of them.

    Raises NotAllowed.
    """
    try:
        return keep_draft(subject=subject, person=person, texts=texts, based_on=based_on, revision=revision, now=now)
    except DraftConflict as conflict:
        found = conflict.stored
        both = {name: _both(getattr(found, name), texts[name]) for name in FIELDS}
        return _change(found, both, found.based_on, found.revision, now)
    except Conflict:
        found_draft = draft_of(person, subject.key, subject.meeting)
        if found_draft is None:
            return _create(subject, person, texts, based_on, now)
        both = {name: _both(getattr(found_draft, name), texts[name]) for name in FIELDS}
        return _change(found_draft, both, found_draft.based_on, found_draft.revision, now)


def _both(one: str, other: str) -> str:
    if isinstance(one, LostText) or not other.strip() or other.strip() in one:
        return one
    return f"{one}\n\n{other}" if one.strip() else other


def settle_draft(*, entry: Entry, revision: int) -> None:
    """The entry has been saved: its draft goes, unless it holds words that were typed elsewhere and not seen here."""
    for draft in Draft.objects.filter(author_id=entry.author_id).about(entry.pk, entry.meeting):
        if draft.revision == revision or holds(entry, {name: getattr(draft, name) for name in FIELDS}):
            draft.delete()
        elif draft.key != entry.pk:
            Draft.objects.filter(pk=draft.pk).update(key=entry.pk)


def discard_draft(*, draft: Draft, person: Person) -> None:
    """Drop one's own unsaved words, for good. Raises NotAllowed for anyone else's."""
    if draft.author_id != person.pk:
        raise NotAllowed
    draft.delete()
