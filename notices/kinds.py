"""The catalogue of notices: what Tandem says to whom, when, why and in which words.

Apps declare their kinds in `APP/notices` and register them in `AppConfig.ready()`; only the outbox sends mail. A kind's
text is a template with placeholders from its own closed list, so that HR can write another one for a programme, and no
code runs in it: `{partner}` is replaced, everything else is text.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import trans_real

from notices.enums import Group

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from notices.models import Notice
    from people.models import Person

Words = Any  # a text that is translated when it is shown
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Placeholder:
    """`{name}` in a text. `label` says what it stands for, `example` is shown where there is nothing real to show.

    `is_private`: what only the two of a tandem know, such as the place of a meeting. HR's preview shows the example.
    `is_required`: a text without it would leave out what people must be told.
    """

    name: str
    label: Words
    example: Words
    is_private: bool = False
    is_required: bool = False


@dataclass(frozen=True)
class Distance:
    """A number of days that HR may set for a programme, within bounds. `label` says what is counted from where."""

    label: Words
    default: int
    least: int
    most: int


@dataclass(frozen=True)
class Text:
    """Subject and body in one language. Paragraphs of the body are parted by an empty line."""

    subject: str
    body: str

    @property
    def placeholders(self) -> set[str]:
        return set(PLACEHOLDER.findall(f"{self.subject} {self.body}"))

    def filled(self, values: Mapping[str, str]) -> tuple[str, list[str]]:
        """Subject and paragraphs. A paragraph with a placeholder that has nothing to say is left out."""
        subject, *paragraphs = _parts(self)
        said = [part for part in paragraphs if all(values[name] for name in part[1::2])]
        return _fill(subject, values), [_fill(part, values) for part in said]


@lru_cache(maxsize=512)
def _parts(text: Text) -> tuple[list[str], ...]:
    """Subject and paragraphs, each as words and names of placeholders in turns."""
    paragraphs = re.split(r"\n[ \t]*\n", text.body.replace("\r\n", "\n").strip())
    return tuple(PLACEHOLDER.split(part) for part in (text.subject, *filter(str.strip, paragraphs)))


def _fill(template: list[str], values: Mapping[str, str]) -> str:
    """SECURITY: one pass of plain replacing: braces in a value stay text, and no attribute is ever looked up."""
    words = template.copy()
    words[1::2] = [str(values[name]) for name in template[1::2]]
    return "".join(words).strip()


@dataclass(frozen=True)
class Message:
    """What a mail says, in the language and time zone that are active.

    `paragraphs` are plain sentences, `action_label` and `path` the one button (a path of this site without host).
    Nothing that people wrote in confidence may stand in here.
    """

    subject: str
    paragraphs: list[str]
    action_label: str = ""
    path: str = ""
    attachments: list[tuple[str, str, str]] = field(default_factory=list)  # file name, text, MIME type
    lines: list[tuple[str, str]] = field(default_factory=list)  # of a digest: subject and path of each part


@dataclass(frozen=True)
class Sample:
    """Something real to preview a kind with: a tandem or a meeting of the programme, and an unsaved notice about it."""

    key: str
    label: str
    notice: "Notice"


FOUND = "_found"


def remember(notice: "Notice", found: Any) -> None:
    """`found` is what `notice` is about, until it is forgotten."""
    notice.__dict__[FOUND] = found


def forget(notice: "Notice") -> None:
    notice.__dict__.pop(FOUND, None)


@dataclass(frozen=True)
class Finder:
    """Finds what notices are about, however many, by as many queries as for one: by the key of the notice."""

    many: "Callable[[Sequence[Notice]], dict[UUID, Any]]"

    def __call__(self, notice: "Notice") -> Any:
        return self.many([notice]).get(notice.pk)


def finder(name: str, rows: "Callable[[], QuerySet[Any]]") -> Finder:
    """Finds the row whose primary key stands under `name` in the context of a notice, among `rows()`."""

    def many(notices: "Sequence[Notice]") -> "dict[UUID, Any]":
        keys = {notice.pk: notice.context.get(name) for notice in notices}
        found = {str(row.pk): row for row in rows().filter(pk__in=set(keys.values()) - {None, ""})}
        return {pk: found[str(key)] for pk, key in keys.items() if str(key) in found}

    return Finder(many)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of notice. Every text is a lazy translation.

    What it is: `label` names it in preferences and outbox, `reason` says in a sentence why one gets it and stands in
    every mail; `occasion`, `recipients`, `when` and `until` describe it for the catalogue.

    What it says: `subject` and the paragraphs of `body` are templates over `placeholders`. `find(notice)` returns what
    the notice is about, None where that is gone; `is_wanted(notice, found, now)` is asked right before sending, and
    False makes the notice obsolete. `values(notice, found)` gives a text for each placeholder, in the language and time
    zone that are active. A paragraph with an empty one is left out. `action_label` and `path` are the button.

    How it behaves: `distances` are the days that HR may set. `can_be_muted`: the recipient may switch it off, HR for
    a programme. `never_held_back`: no quiet hours, no digest, no ceiling. `per_program`: belongs to a programme, whose
    HR may give it a text of its own. `names_recipient`: HR's outbox may show who gets it. Only where that, and whether
    it became obsolete, tells nothing about what either of two people did: a mail about a tandem that ended goes to the
    one who did not end it. `is_private`: not even that there is such a notice: its time would tell who acted.
    `for_staff`: nobody outside of HR ever gets it.
    """

    code: str
    label: Words
    reason: Words
    occasion: Words
    recipients: Words
    when: Words
    until: Words
    subject: Words
    body: tuple[Words, ...]
    placeholders: tuple[Placeholder, ...] = ()
    find: "Callable[[Notice], Any]"
    is_wanted: "Callable[[Notice, Any, datetime], bool]" = lambda notice, found, now: True
    values: "Callable[[Notice, Any], dict[str, str]]" = lambda notice, found: {}
    action_label: Words = ""
    path: "Callable[[Notice, Any], str]" = lambda notice, found: ""
    attachments: "Callable[[Notice, Any], list[tuple[str, str, str]]]" = lambda notice, found: []
    samples: Callable[[int], Iterable[Sample]] = lambda program_id: ()
    distances: tuple[Distance, ...] = ()
    can_be_muted: bool = True
    never_held_back: bool = False
    per_program: bool = True
    names_recipient: bool = False
    is_private: bool = False
    for_staff: bool = False
    group: Group = Group.TANDEM

    @property
    def text(self) -> Text:
        """The text in the active language, where a programme has none of its own. Put together once for each."""
        known: dict[object, Text] = self.__dict__.setdefault("_texts", {})
        catalog = trans_real.catalog()
        if catalog not in known:
            known[catalog] = Text(str(self.subject), "\n\n".join(str(paragraph) for paragraph in self.body))
        return known[catalog]

    @property
    def days(self) -> tuple[int, ...]:
        return tuple(distance.default for distance in self.distances)

    @property
    def required(self) -> set[str]:
        """The placeholders that no text of this kind may leave out."""
        return {placeholder.name for placeholder in self.placeholders if placeholder.is_required}

    @property
    def private(self) -> set[str]:
        return {placeholder.name for placeholder in self.placeholders if placeholder.is_private}

    @property
    def names(self) -> set[str]:
        """The placeholders that a text of this kind may use."""
        return {placeholder.name for placeholder in self.placeholders}

    def concerns(self, person: "Person") -> bool:
        """Whether `person` can ever get it."""
        return person.is_staff or not self.for_staff

    def found(self, notice: "Notice") -> Any:
        """What the notice is about, as it was found for the whole batch, or is now."""
        return notice.__dict__[FOUND] if FOUND in notice.__dict__ else self.find(notice)

    def still_wanted(self, notice: "Notice", now: datetime) -> bool:
        found = self.found(notice)
        return found is not None and self.is_wanted(notice, found, now)

    def render(self, notice: "Notice", own: Text | None = None) -> Message:
        """The message in the active language and time zone, in the programme's `own` words where it has any.

        Own words with a placeholder that this kind no longer has give way to the default. Raises LookupError where
        what the notice is about is gone.
        """
        found = self.found(notice)
        if found is None:
            raise LookupError(notice.dedupe_key)
        text = own if own is not None and own.placeholders <= self.names else self.text
        subject, paragraphs = text.filled(self.values(notice, found))
        return Message(
            subject=subject,
            paragraphs=paragraphs,
            action_label=str(self.action_label),
            path=self.path(notice, found),
            attachments=self.attachments(notice, found),
        )


_registry: dict[str, Kind] = {}


def register(*kinds: Kind, group: Group | None = None) -> None:
    """`group`: under which heading they stand in the catalogue, where the kinds do not say so themselves."""
    for kind in kinds:
        _registry[kind.code] = replace(kind, group=group) if group else kind


def get(code: str) -> Kind | None:
    return _registry.get(code)


def all_kinds() -> list[Kind]:
    """In the order of their groups, within a group as they were registered."""
    order = list(Group)
    return sorted(_registry.values(), key=lambda kind: order.index(kind.group))
