"""From a notice to a mail: in the recipient's language and time zone, as text and HTML, with a way to stop it."""

import zoneinfo
from collections.abc import Callable
from email.mime.application import MIMEApplication
from email.mime.text import MIMEText
from email.utils import formataddr, parseaddr
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from notices import choices, frames
from notices.choices import Choices
from notices.kinds import Kind, Message
from notices.models import Notice
from notices.transport import plain_address
from people.models import Person

SALT = "notices.stop"

# kinds whose mails are put together in another way than the ordinary ones, by their code
BUILDERS: dict[str, Callable[[Notice, Kind], EmailMessage]] = {}


def build(notice: Notice, kind: Kind, made: Choices | None = None) -> EmailMessage:
    """The mail for `notice`, complete with headers. Its Message-ID is the same however often it is tried.

    Raises Refused for an address that plain SMTP cannot carry, and whatever the kind's own texts raise.
    """
    builder = BUILDERS.get(kind.code)
    return builder(notice, kind) if builder else _ordinary(notice, kind, made or choices.load())


class Invitation(EmailMultiAlternatives):
    """A mail one of whose alternatives may be a calendar message (RFC 6047).

    That part is what Outlook and Google make buttons of; it must be an alternative of the text and bear the method.
    Other calendars look for a file, which is attached as well: Outlook takes a message only from the first part.
    """

    def _create_mime_attachment(self, content: Any, mimetype: str) -> Any:
        if mimetype.startswith("text/calendar;"):
            return _text_part(content, mimetype)
        return super()._create_mime_attachment(content, mimetype)  # type: ignore[misc]


def _ordinary(notice: Notice, kind: Kind, made: Choices) -> EmailMessage:
    person = notice.recipient
    with translation.override(person.language), timezone.override(zoneinfo.ZoneInfo(person.time_zone)):
        message = kind.render(notice, made.own_text(kind, notice.program_id))
        values = _values(notice, kind, message)
        text, html = frames.bodies(values)
        mail = Invitation(
            subject=values["subject"],
            body=text,
            to=[formataddr((one_line(person.full_name), recipient_of(notice)))],
            headers=headers(notice, values["unsubscribe_url"]),
        )
        mail.attach_alternative(html, "text/html")
    for name, text, mime in message.attachments:
        if mime.startswith("text/calendar;"):
            mail.attach_alternative(text, mime)
            mail.attach(_file(name, text))
        else:
            mail.attach(_attachment(name, text, mime))
    return mail


def _values(notice: Notice, kind: Kind, message: Message) -> dict[str, Any]:
    person = notice.recipient
    greeting = gettext("Hello %(name)s,") % {"name": one_line(person.full_name)}
    return {
        "subject": one_line(message.subject),
        "paragraphs": [greeting, *message.paragraphs],
        "lines": [(subject, absolute(path) if path else "") for subject, path in message.lines],
        "action_label": message.action_label,
        "url": absolute(message.path) if message.path else "",
        "reason": kind.reason,
        "unsubscribe_url": stop_url(person, kind.code) if kind.can_be_muted else "",
        "preferences_url": absolute(_path_to("notice_preferences")),
    }


def recipient_of(notice: Notice) -> str:
    """The bare address. Raises Refused for one that plain SMTP cannot carry."""
    return plain_address(notice.address or notice.recipient.email)


def headers(notice: Notice, url: str = "") -> dict[str, str]:
    """What every mail of ours bears; `url` is where one click stops the kind."""
    always = {
        "Message-ID": message_id(notice),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if url:
        always |= {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return always


def message_id(notice: Notice) -> str:
    return f"<{notice.pk}@{_domain_of(settings.DEFAULT_FROM_EMAIL)}>"


@lru_cache(maxsize=8)
def _domain_of(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2] or "localhost"


def absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def one_line(text: object) -> str:
    """SECURITY: a header must not hold a line break, whatever a name or a title brings along."""
    return " ".join(str(text).split())


def _text_part(text: str, mime: str) -> MIMEText:
    """`mime` may carry parameters: `text/calendar; method=REQUEST`. In base64: no relay folds its lines anew."""
    kind, *parameters = [part.strip() for part in mime.split(";")]
    part = MIMEText(text, kind.partition("/")[2], "utf-8")
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.lower() != "charset":
            part.set_param(key, value.strip('"'))
    return part


def _attachment(name: str, text: str, mime: str) -> MIMEText:
    part = _text_part(text, mime)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def _file(name: str, text: str) -> MIMEApplication:
    """The same calendar message as a file to open."""
    part = MIMEApplication(text.encode(), "ics", name=name)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


# ---------------------------------------------------------------- stopping a kind from the mail itself


def stop_token(person: Person, kind: str) -> str:
    """A signed word that names a person and a kind of notice, nothing else. Never expires: old mails stay in use."""
    return signing.Signer(salt=SALT).sign_object([person.pk, kind])


def read_stop_token(token: str) -> tuple[int, str]:
    """Person's key and kind's code. Raises `signing.BadSignature`."""
    person_id, kind = signing.Signer(salt=SALT).unsign_object(token)
    return int(person_id), str(kind)


def stop_url(person: Person, kind: str) -> str:
    return absolute(_path_to("unsubscribe", "TOKEN").replace("TOKEN", stop_token(person, kind)))


@cache
def _path_to(page: str, *arguments: str) -> str:
    return reverse(page, args=arguments)
