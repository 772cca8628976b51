"""A mail as bytes for the wire. Does what Django's and Python's e-mail packages do, for our ordinary mails.

They take more time for one mail than everything else that is done for it. What has another shape (a calendar message,
a file) goes their way.
"""

import binascii
import re
import secrets
from collections.abc import Iterable
from email.header import Header
from email.utils import formatdate
from functools import lru_cache
from typing import Any, Self

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import BadHeaderError, sanitize_address

PLAIN = re.compile(r"[A-Za-z0-9 '-]{1,40} <[A-Za-z0-9._+-]{1,64}@[a-z0-9.-]{1,100}>")
LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # what Python takes for one, besides LF
SOFT_BREAK = b"=\r\n"  # ends a line of quoted-printable, and not the line of the text
LONGEST = 76  # characters that a header line may have before it is encoded or folded


class Filled(str):
    """A text made of `parts`: what many mails have in common and the words of this one, in turns."""

    parts: tuple[str, ...]

    def __new__(cls, parts: Iterable[str]) -> Self:
        kept = tuple(parts)
        text = super().__new__(cls, "".join(kept))
        text.parts = kept
        return text


def content_of(message: EmailMessage) -> bytes:
    """The whole message, lines end with CR LF. Raises what Django raises for headers that hold line breaks."""
    if _is_ordinary(message):
        return _composed(message)  # type: ignore[arg-type]
    return message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg,no-any-return]


def _is_ordinary(message: EmailMessage) -> bool:
    return (
        isinstance(message, EmailMultiAlternatives)
        and not message.attachments
        and not (message.cc or message.reply_to)
        and [kind for _content, kind in message.alternatives] == ["text/html"]
    )


def _composed(message: EmailMultiAlternatives) -> bytes:
    boundary = f"=={secrets.token_hex(16)}=="
    headers = {
        "Subject": _encoded(str(message.subject)),
        "From": _address(message.from_email),
        "To": ", ".join(_address(each) for each in message.to),
        "Date": formatdate(),
        **{name: str(value) for name, value in message.extra_headers.items()},
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    lines = [f"{name}: {_one_line(value)}" for name, value in headers.items()]
    head = "\r\n".join(lines).encode("ascii")
    parts = b"".join(
        f'--{boundary}\r\nContent-Type: text/{kind}; charset="utf-8"\r\nMIME-Version: 1.0\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n".encode("ascii")
        + _quoted(text)
        + b"\r\n"
        for kind, text in (("plain", message.body), ("html", message.alternatives[0][0]))
    )
    return head + b"\r\n\r\n" + parts + f"--{boundary}--\r\n".encode("ascii")


def _address(address: str) -> str:
    """As Django writes it, which leaves a name of plain words and a plain address as they are."""
    return address if PLAIN.fullmatch(address) else _sanitized(address)


@lru_cache(maxsize=1024)
def _sanitized(address: str) -> str:
    return sanitize_address(address, "utf-8")


def _encoded(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise BadHeaderError("A subject is one line.")
    if text.isascii() and len(text) <= LONGEST:
        return text
    return Header(text, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _one_line(value: str) -> str:
    """SECURITY: a line break ends a header unless the next line is indented."""
    if re.search(r"\r(?!\n[ \t])|\n(?![ \t])|[^\x00-\x7f]", value):
        raise BadHeaderError("A header's value is one line of plain characters.")
    return value


def _quoted(text: Any) -> bytes:
    """Quoted-printable with lines of at most 76 characters, whatever kinds of line ends the text has."""
    if not isinstance(text, Filled):
        return _encoded_text(str(text))
    shared, own = text.parts[::2], text.parts[1::2]
    parts = [_encoded_once(shared[0])]
    for word, part in zip(own, shared[1:], strict=True):
        parts += [_encoded_text(word), _encoded_once(part)]
    return SOFT_BREAK.join(parts)


@lru_cache(maxsize=2048)
def _encoded_once(part: str) -> bytes:
    """SECURITY: only for what is the same in many mails: nobody's words stay in memory."""
    return _encoded_text(part)


def _encoded_text(text: str) -> bytes:
    plain = LINE_END.sub("\n", text)
    return binascii.b2a_qp(plain.encode(), istext=True).replace(b"\n", b"\r\n")
