"""Entries as people read them: questions with answers, excerpts, and who may read them in words."""

import re
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from journals.actions import mark_seen
from journals.enums import Visibility
from journals.guide import QUESTIONS
from journals.models import Entry
from people.encryption import LostText
from people.models import Person
from people.prepared import prepared
from people.texts.formatting import to_html, to_plain
from programs.enums import Role
from tandems.models import Meeting, Tandem
from tandems.notes import Note

IN_EXCERPT = 45  # words
IN_ROOM = 18  # there they stand under every meeting
_WORDS = re.compile(r"\S+\s*")
FIELDS = ("answer_1", "answer_2", "answer_3", "text")


@dataclass(frozen=True)
class Part:
    """A question (empty: the free text) and what was written."""

    question: str
    text: str
    is_lost: bool

    @property
    def html(self) -> str:
        """The free text with its formatting; empty for answers and for what cannot be opened."""
        return "" if self.question or self.is_lost else to_html(self.text)

    @property
    def plain(self) -> str:
        return self.text if self.question or self.is_lost else to_plain(self.text)


@dataclass(frozen=True)
class Read:
    """An entry for one reader."""

    entry: Entry
    role: Role
    is_mine: bool
    readers: str
    parts: list[Part]

    @property
    def excerpt(self) -> str:
        return self.first_words(IN_EXCERPT)

    def first_words(self, number: int) -> str:
        """The first words, each answer on a line of its own."""
        words = _WORDS.findall("\n".join(part.plain for part in self.parts))
        shown = "".join(words[:number]).strip()
        return f"{shown} …" if len(words) > number else shown


def role_of_author(entry: Entry, tandem: Tandem) -> Role:
    return Role.MENTEE if tandem.mentee.person_id == entry.author_id else Role.MENTOR


def parts(entry: Entry, role: Role) -> list[Part]:
    """What was written, without the questions that were left out."""
    questions = (*QUESTIONS[role], "")
    written = [(str(question), getattr(entry, name)) for question, name in zip(questions, FIELDS, strict=True)]
    return [Part(question, text, isinstance(text, LostText)) for question, text in written if text]


def readers(entry: Entry, person: Person) -> str:
    if entry.visibility == Visibility.TANDEM:
        return _("for both of us")
    return _("only for me") if entry.author_id == person.pk else ""


def for_reader(entry: Entry, person: Person, tandem: Tandem | None = None) -> Read:
    role = role_of_author(entry, tandem or entry.tandem)
    return Read(entry, role, entry.author_id == person.pk, readers(entry, person), parts(entry, role))


@prepared
def _of_tandem(*, tandem: Tandem, person: Person) -> QuerySet[Entry]:
    return Entry.objects.visible_to(person).filter(tandem=tandem).order_by("created_at")


@prepared
def _of_meeting(*, meeting: Meeting, person: Person) -> QuerySet[Entry]:
    return Entry.objects.visible_to(person).filter(meeting=meeting).order_by("created_at")


def notes(tandem: Tandem, person: Person, meeting: Meeting | None = None) -> list[Note]:
    """What `person` may read of this tandem's journals, for its room; or of one meeting, for its page."""
    found: list[Entry] = (
        _of_meeting(meeting=meeting, person=person) if meeting else _of_tandem(tandem=tandem, person=person)
    )
    mark_seen(entries=found, person=person, now=timezone.now())
    read = [for_reader(entry, person, tandem) for entry in found]
    return [
        Note(
            meeting_id=one.entry.meeting_id,
            role=one.role,
            is_mine=one.is_mine,
            readers=one.readers,
            text=one.first_words(IN_ROOM),
            path=reverse("entry", args=[one.entry.pk]),
        )
        for one in read
    ]
