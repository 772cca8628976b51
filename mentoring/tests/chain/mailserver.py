"""An SMTP server on loopback that keeps what it is given."""

import email
import email.policy
import re
import threading
from dataclasses import dataclass
from email.message import EmailMessage

from notices.tests.smtp import AnyPort


@dataclass(frozen=True)
class Mail:
    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body else ""

    def find(self, pattern: str) -> str:
        """The first address in the text whose path matches `pattern`, without its host; empty if there is none."""
        found = re.search(rf"https?://[^/\s]+({pattern})", self.text)
        return found[1] if found else ""

    def code(self) -> str:
        """The code to sign in with, on a line of its own; empty in any other mail."""
        found = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", self.text, re.MULTILINE)
        return found[1] if found else ""

    def attachment(self, kind: str) -> str:
        """The text of the first attachment of a MIME type; empty if there is none."""
        parts = [part for part in self.message.walk() if part.get_content_type() == kind]
        return str(parts[0].get_content()) if parts else ""


class MailServer:
    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self._lock = threading.Lock()
        self._controller = AnyPort(self)

    @property
    def port(self) -> int:
        return self._controller.port

    async def handle_DATA(self, _server, _session, envelope) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self._lock:
            self.mails.extend(Mail(recipient, message) for recipient in envelope.rcpt_tos)
        return "250 kept"

    def __enter__(self) -> "MailServer":
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    def to(self, address: str, *words: str) -> list[Mail]:
        """Mails to `address` whose subject or text has all of `words`, oldest first."""
        with self._lock:
            mails = list(self.mails)
        return [
            mail
            for mail in mails
            if mail.to == address and all(word in f"{mail.subject}\n{mail.text}" for word in words)
        ]

    def codes(self, address: str) -> list[str]:
        """Codes to sign in with that `address` was sent, oldest first."""
        return [code for mail in self.to(address) if (code := mail.code())]
