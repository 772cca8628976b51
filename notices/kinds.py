"""The registry of kinds of notices. Apps register their own in `AppConfig.ready()`; only the outbox sends mail."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from notices.models import Notice


@dataclass(frozen=True)
class Message:
    """What a kind renders, in the language and time zone that are active.

    `paragraphs` are plain sentences, `action_label` and `path` the one button (a path of this site without host).
    Nothing that people wrote in confidence may stand in here.
    """

    subject: str
    paragraphs: list[str]
    action_label: str = ""
    path: str = ""
    attachments: list[tuple[str, str, str]] = field(default_factory=list)  # file name, text, MIME type


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    `label` names it in preferences and outbox, `reason` says in a sentence why one gets it (lazy translations).
    `still_wanted(notice, now)` is asked right before sending: False makes the notice obsolete. It must also return
    False where the object is gone. `render(notice)` is called with the recipient's language and time zone active.
    `names_recipient`: HR's outbox may show who gets it. Only where that, and whether it became obsolete, tells nothing
    about what either of two people did: a mail about a tandem that ended goes to the one who did not end it.
    """

    code: str
    label: Any
    reason: Any
    still_wanted: Callable[["Notice", datetime], bool]
    render: Callable[["Notice"], Message]
    can_be_muted: bool = True
    names_recipient: bool = False


_registry: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _registry[kind.code] = kind


def get(code: str) -> Kind | None:
    return _registry.get(code)


def all_kinds() -> list[Kind]:
    return sorted(_registry.values(), key=lambda kind: kind.code)
