"""A mail once more, in the browser. Nothing of it was kept but what it was about."""

import logging

from notices import accounts, choices, kinds
from notices.holding import DIGEST
from notices.kinds import Message
from notices.models import Notice

logger = logging.getLogger(__name__)


def said(notice: Notice) -> Message | None:
    """What the mail says, in the active language and time zone; None where that cannot be said any more.

    What it was about may be gone or have changed since. A code to sign in is not shown again to anyone.
    """
    kind = kinds.get(notice.kind)
    if kind is None or notice.kind in accounts.SEALED_KINDS:
        return None
    try:
        message = kind.render(notice, choices.load().own_text(kind, notice.program_id))
    except LookupError:
        return None
    except Exception as error:
        # SECURITY: an exception's text may hold content, its name does not
        logger.error("Notice %s (%s) cannot be read again: %s", notice.pk, notice.kind, type(error).__name__)
        return None
    if notice.kind == DIGEST.code:
        return Message(message.subject, message.paragraphs, lines=_parts(notice))
    return message


def _parts(digest: Notice) -> list[tuple[str, str]]:
    """What the digest told of, each with the page where it can be read."""
    return [(part.kind_label, part.get_absolute_url()) for part in digest.parts.order_by("due_at", "pk")]
