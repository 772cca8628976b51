"""One connection to the mail system, kept over a batch, that says exactly how far it got.

The last dot decides. A server must not deliver a message whose end it has not seen (RFC 5321, 4.1.1.4), so whatever
breaks before the end is sent is safe to try again; once the end is on its way and no answer comes, nobody knows.
`smtplib.SMTP.sendmail` does not say which of the two it was, hence the steps below.
"""

import re
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parseaddr
from functools import lru_cache
from typing import Any, NoReturn, Protocol

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from notices import wire
from notices.enums import Problem


class NotSent(Exception):
    """The message is certainly not out. `detail` is a status code or an exception's name."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        self.problem = problem
        self.detail = detail
        super().__init__(problem, detail)


class TryLater(NotSent):
    """Refused for now, or broken off before the end of the message.

    `for_all`: the server's words are about itself (overloaded, out of space, too many from you), not about this mail.
    """

    def __init__(self, problem: Problem, detail: str = "", *, for_all: bool = False) -> None:
        super().__init__(problem, detail)
        self.for_all = for_all


class ServerPauses(NotSent):
    """The mail system takes nothing now, whatever the message: it cannot be reached, or it said so."""


class Refused(NotSent):
    """Refused for good."""


class OutcomeUnknown(NotSent):
    """Handed over, and no answer: it may or may not be out."""


class Transport(Protocol):
    def open(self) -> None:
        """Make sure there is a connection. Raises ServerPauses."""

    def pack(self, message: EmailMessage) -> Any:
        """`message` ready to be handed over. Raises Refused for an address that no server could take."""

    def announce(self, parcel: Any) -> None:
        """Begin to say from whom and to whom, and do not wait for answers. Raises ServerPauses."""

    def hand_over(self, parcel: Any) -> None:
        """Give all of what was announced away. Raises ServerPauses, TryLater, Refused or OutcomeUnknown."""

    def confirm(self) -> None:
        """Returns once what was handed over has been accepted. Raises TryLater, Refused or OutcomeUnknown."""

    def close(self) -> None: ...


@contextmanager
def connect() -> Iterator[Transport]:
    """The transport for the configured e-mail backend. Opens nothing yet."""
    backend = get_connection()
    transport: Transport = SmtpTransport(backend) if isinstance(backend, EmailBackend) else BackendTransport(backend)
    try:
        yield transport
    finally:
        transport.close()


# ---------------------------------------------------------------- SMTP, step by step


@dataclass(frozen=True)
class Parcel:
    sender: str
    recipients: list[str]
    content: bytes  # lines end with CR LF, leading dots are doubled


class SmtpTransport:
    def __init__(self, backend: EmailBackend) -> None:
        self.backend = backend
        self._owed = 0  # answers to commands about an envelope that the server has still to give

    def open(self) -> None:
        if self.backend.connection is not None and self.backend.connection.sock is None:
            self.close()
        try:
            if self.backend.open():
                # without this the last piece of a text would wait until the piece before was received
                self._without_delay()
                self._smtp.ehlo_or_helo_if_needed()
        except OSError as error:  # smtplib's own exceptions are OSErrors
            self.close()
            raise ServerPauses(Problem.NO_CONNECTION, _code_of(error)) from error

    def _without_delay(self) -> None:
        if self._smtp.sock is not None:
            self._smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def _smtp(self) -> smtplib.SMTP:
        smtp = self.backend.connection
        if smtp is None:
            raise ServerPauses(Problem.NO_CONNECTION)
        return smtp

    def pack(self, message: EmailMessage) -> Parcel:
        content = wire.content_of(message).replace(b"\r\n.", b"\r\n..")
        if not content.endswith(b"\r\n"):
            content += b"\r\n"
        return Parcel(
            plain_address(message.from_email), [plain_address(each) for each in message.recipients()], content
        )

    # ------------------------------------------------------------------ the envelope
    def announce(self, parcel: Parcel) -> None:
        """All commands in one write where the server lets us (RFC 2920), else the first."""
        commands = self._commands(parcel)
        written = commands if self._smtp.has_extn("pipelining") else commands[:1]
        self._owed = len(written)
        with suppress(OSError):  # a connection that is gone has no answers: `hand_over` finds out
            self._smtp.send("".join(f"{command}\r\n" for command in written))

    def _commands(self, parcel: Parcel) -> list[str]:
        options = " BODY=8BITMIME" if self._smtp.has_extn("8bitmime") else ""
        recipients = [f"RCPT TO:<{recipient}>" for recipient in parcel.recipients]
        return [f"MAIL FROM:<{parcel.sender}>{options}", *recipients, "DATA"]

    def hand_over(self, parcel: Parcel) -> None:
        try:
            self._expect_envelope_to_be_taken(self._commands(parcel))
            # raises unless the system has taken every byte, in order: if it does, the end is not on its way
            self._smtp.send(parcel.content + b".\r\n")
        except OSError as error:
            self.close()
            raise TryLater(Problem.NO_CONNECTION, type(error).__name__) from error

    def _expect_envelope_to_be_taken(self, commands: list[str]) -> None:
        unwritten = commands[self._owed :]
        for command in commands:
            if not self._owed:
                self._smtp.putcmd(unwritten.pop(0))
                self._owed = 1
            code, reply = self._answer()
            if command == "DATA":
                self._expect(354, code, reply, Problem.REFUSED)
            elif command.startswith("RCPT"):
                self._expect(250, code, reply, Problem.REFUSED_RECIPIENT)
            else:
                self._expect_sender_to_be_taken(code, reply)

    def _answer(self) -> tuple[int, bytes]:
        if self._smtp.sock is None:
            raise smtplib.SMTPServerDisconnected
        answer = self._smtp.getreply()
        self._owed -= 1
        return answer

    def _expect_sender_to_be_taken(self, code: int, reply: bytes) -> None:
        """The sender is the same for all mails: who refuses it refuses them all, for now or until someone mends it."""
        try:
            self._expect(250, code, reply, Problem.REFUSED)
        except NotSent as refusal:
            raise ServerPauses(refusal.problem, refusal.detail) from refusal

    def _expect(self, wanted: int, code: int, reply: bytes, problem: Problem) -> None:
        if code != wanted and not (wanted == 250 and code == 251):
            self._refused(code, reply, problem)

    # ------------------------------------------------------------------ the server's word
    def confirm(self) -> None:
        try:
            code, reply = self._smtp.getreply()
        except OSError as error:
            self.close()
            raise OutcomeUnknown(Problem.INTERRUPTED, type(error).__name__) from error
        if 200 <= code < 300:
            return
        if not 400 <= code < 600:
            self.close()
            raise OutcomeUnknown(Problem.INTERRUPTED, _status(code, reply))
        self._refused(code, reply, Problem.REFUSED)

    def _refused(self, code: int, reply: bytes, problem: Problem) -> NoReturn:
        if code == 421 or not 400 <= code < 600:  # the server hangs up, or does not speak SMTP
            self.close()
        else:
            self._reset()
        if 500 <= code < 600:
            raise Refused(problem, _status(code, reply))
        status = _status(code, reply)
        raise TryLater(Problem.REFUSED_FOR_NOW, status, for_all=_is_about_all(status, problem))

    def _reset(self) -> None:
        """Leave the connection ready for the next message, or without one.

        SECURITY: a server that waits for a text although it refused something gets none, not even an empty one.
        """
        try:
            is_waiting_for_text = 354 in [self._answer()[0] for _number in range(self._owed)]
            if is_waiting_for_text:
                self._drop()
            elif self._smtp.rset()[0] != 250:
                self.close()
        except OSError:
            self.close()

    def close(self) -> None:
        smtp = self.backend.connection
        if smtp is None or smtp.sock is None or self._owed:
            self._drop()  # in the middle "QUIT" might be read as a line of text
            return
        try:
            smtp.quit()
        except OSError:
            smtp.close()
        self.backend.connection = None

    def _drop(self) -> None:
        smtp, self.backend.connection, self._owed = self.backend.connection, None, 0
        if smtp is not None:
            smtp.close()


PLAIN = re.compile(r"(?:[A-Za-z0-9 '-]* <)?([\w.+-]+@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*)>?", re.ASCII)


@lru_cache(maxsize=1024)
def plain_address(address: str) -> str:
    """The bare address, its domain in ASCII. Raises Refused for one that plain SMTP cannot carry."""
    if plain := PLAIN.fullmatch(address):
        return plain[1]
    local, _, domain = parseaddr(address)[1].rpartition("@")
    try:
        bare = f"{local}@{domain.encode('idna').decode()}"
        bare.encode("ascii")
    except UnicodeError as error:
        raise Refused(Problem.REFUSED_RECIPIENT, type(error).__name__) from error
    if not (local and domain) or re.search(r"[\s<>]", bare):
        raise Refused(Problem.REFUSED_RECIPIENT)
    return bare


def _status(code: int, reply: bytes | str) -> str:
    """`550 5.1.1`: the codes alone. The server's sentence is left out, it may hold addresses."""
    text = reply.decode("ascii", "replace") if isinstance(reply, bytes) else reply
    enhanced = re.match(r"[245]\.\d{1,3}\.\d{1,3}\b", text)
    return f"{code} {enhanced[0]}" if enhanced else str(code)


def _is_about_all(status: str, problem: Problem) -> bool:
    """421 and 452, what is wrong with the mail system (x.3.x) or the network (x.4.x), and policy (x.7.x) after RCPT.

    At RCPT policy is mostly greylisting, which is about one recipient.
    """
    code, _, enhanced = status.partition(" ")
    about = enhanced[2:4]
    return code in ("421", "452") or about in ("3.", "4.") or (about == "7." and problem == Problem.REFUSED)


def _code_of(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _status(error.smtp_code, error.smtp_error)
    return type(error).__name__


# ---------------------------------------------------------------- any other backend


class BackendTransport:
    """Django's other e-mail backends. How far they got is unknown, so only what is certain is tried again."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend

    def open(self) -> None:
        try:
            self.backend.open()
        except OSError as error:
            raise ServerPauses(Problem.NO_CONNECTION, _code_of(error)) from error

    def pack(self, message: EmailMessage) -> EmailMessage:
        message.message()  # what cannot be put together is found out before anything is handed over
        return message

    def announce(self, parcel: EmailMessage) -> None:
        """A backend is told everything at once."""

    def hand_over(self, parcel: EmailMessage) -> None:
        try:
            accepted = self.backend.send_messages([parcel])
        except smtplib.SMTPRecipientsRefused as error:
            raise _by_code(*next(iter(error.recipients.values())), Problem.REFUSED_RECIPIENT) from error
        except smtplib.SMTPResponseException as error:
            raise _by_code(error.smtp_code, error.smtp_error, Problem.REFUSED) from error
        except (ConnectionRefusedError, socket.gaierror) as error:
            raise TryLater(Problem.NO_CONNECTION, type(error).__name__) from error
        except (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError) as error:
            raise OutcomeUnknown(Problem.INTERRUPTED, type(error).__name__) from error
        except Exception as error:
            raise Refused(Problem.MAIL_SYSTEM, type(error).__name__) from error
        if accepted == 0:
            raise Refused(Problem.MAIL_SYSTEM)

    def confirm(self) -> None:
        """The backend has said so already."""

    def close(self) -> None:
        try:
            self.backend.close()
        except OSError:
            return


def _by_code(code: int, reply: bytes | str, problem: Problem) -> NotSent:
    if 400 <= code < 500:
        return TryLater(Problem.REFUSED_FOR_NOW, _status(code, reply))
    return Refused(problem, _status(code, reply))
