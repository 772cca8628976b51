"""Notices for tests, and kinds that last as long as a test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import factory

from notices import kinds
from notices.models import Notice
from people.tests.factories import PersonFactory

KIND = "test_word"
DUE = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)


class NoticeFactory(factory.django.DjangoModelFactory):
    """A notice that has been due for an hour at the `now` of the tests and makes sense for two days."""

    class Meta:
        model = Notice

    kind = KIND
    recipient = factory.SubFactory(PersonFactory)
    dedupe_key = factory.Sequence(lambda n: f"test:{n}")
    due_at = DUE
    next_attempt_at = factory.SelfAttribute("due_at")
    created_at = factory.SelfAttribute("due_at")
    expires_at = factory.LazyAttribute(lambda notice: notice.due_at + timedelta(days=2))


@dataclass(frozen=True, kw_only=True)
class AKind(kinds.Kind):
    """A kind that says what a test wants it to say."""

    says: Callable[[Notice], kinds.Message]

    def render(self, notice: Notice, own: kinds.Text | None = None) -> kinds.Message:
        return super().render(notice, own) if own else self.says(notice)


def a_kind(
    *,
    still_wanted: Callable[[Notice, datetime], bool] = lambda notice, now: True,
    render: Callable[[Notice], kinds.Message] = lambda notice: kinds.Message(
        "A word for you", ["One sentence."], "Open", "/notices/"
    ),
    **changes: Any,
) -> kinds.Kind:
    """A kind whose mails say one sentence, or what `render` says."""
    values: dict[str, Any] = {
        "code": KIND,
        "label": "A word",
        "reason": "Because you take part.",
        "occasion": "Something happened.",
        "recipients": "You",
        "when": "At once",
        "until": "Two days",
        "subject": "A word for you",
        "body": ("One sentence.",),
        "find": lambda notice: notice,
        "is_wanted": lambda notice, found, now: still_wanted(notice, now),
        "never_held_back": True,
        "says": render,
    }
    return AKind(**{**values, **changes})


@contextmanager
def registered(kind: kinds.Kind) -> Iterator[kinds.Kind]:
    """`kind` in the registry, and nothing of it afterwards."""
    before = dict(kinds._registry)
    kinds.register(kind)
    try:
        yield kind
    finally:
        kinds._registry.clear()
        kinds._registry.update(before)
