"""The demo's post office: every mail becomes a file in VAR_DIR/mail, and a page shows them. Exists only in the demo."""

import email
import email.policy
import os
import re
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage as OutgoingMessage
from django.core.mail.backends.base import BaseEmailBackend

NAME = re.compile(r"^[0-9]{20}-[0-9a-f]{12}$")


def folder() -> Path:
    return Path(settings.VAR_DIR) / "mail"


class MailboxBackend(BaseEmailBackend):
    """Writes each message as an .eml file whose name sorts by time. A half-written one is never seen."""

    def send_messages(self, email_messages: Sequence[OutgoingMessage]) -> int:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns():020}-{uuid.uuid4().hex[:12]}"
            draft = folder() / f".{name}"
            draft.write_bytes(message.message().as_bytes())
            os.replace(draft, folder() / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """One mail in the mailbox. `name` is its address on the page."""

    name: str
    content: EmailMessage

    @property
    def sent_at(self) -> datetime:
        return datetime.fromtimestamp(int(self.name[:20]) / 1e9, tz=UTC)

    @property
    def subject(self) -> str:
        return str(self.content["Subject"] or "")

    @property
    def recipient(self) -> str:
        return str(self.content["To"] or "")

    @property
    def sender(self) -> str:
        return str(self.content["From"] or "")

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.content.get_body((kind,))
        return str(part.get_content()) if part else ""

    @property
    def attachments(self) -> list[str]:
        return [part.get_filename() or part.get_content_type() for part in self.content.iter_attachments()]

    def attachment(self, number: int) -> EmailMessage | None:
        return dict(enumerate(self.content.iter_attachments())).get(number)


def read(name: str) -> Letter | None:
    """The mail `name`, None if there is none."""
    path = folder() / f"{name}.eml"
    if not NAME.match(name) or not path.exists():
        return None
    content = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return Letter(name, content)


def names() -> list[str]:
    """All mails, newest first."""
    return sorted((path.stem for path in folder().glob("*.eml") if NAME.match(path.stem)), reverse=True)


def matches(letter: Letter, *, recipient: str, words: str) -> bool:
    """Whether it went to `recipient` and has all of `words` in its subject or text. Empty ones match everything."""
    text = f"{letter.subject} {letter.recipient} {letter.text}".casefold()
    return recipient.casefold() in letter.recipient.casefold() and all(
        word in text for word in words.casefold().split()
    )
