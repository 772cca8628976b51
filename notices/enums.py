"""States of a notice, the steps between them, and what can go wrong."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Queue(models.TextChoices):
    """Which workers send it. Codes never wait behind other mail; both are names of queues of the broker, too."""

    CODES = "codes", _("signing in and security")
    MAIL = "mail", _("mail")


class Group(models.TextChoices):
    """Headings of the catalogue, in its order."""

    SIGN_UP = "sign_up", _("Signing up")
    TANDEM = "tandem", _("Offers and tandems")
    MEETINGS = "meetings", _("Meetings")
    EVENTS = "events", _("Events and community")
    REFLECTION = "reflection", _("Journal and next steps")
    SURVEYS = "surveys", _("Surveys")
    MANAGERS = "managers", _("Line managers")
    HR = "hr", _("For HR")
    ACCOUNT = "account", _("Account and mails")


class NoticeState(models.TextChoices):
    PLANNED = "planned", _("planned")
    CLAIMED = "claimed", _("being prepared")
    SENDING = "sending", _("being sent")
    HELD = "held", _("waits for the next digest")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNKNOWN = "unknown", _("failed: outcome unknown")
    OBSOLETE = "obsolete", _("no longer wanted")
    EXPIRED = "expired", _("too late to make sense")
    MUTED = "muted", _("switched off by the recipient")


TRANSITIONS = {
    NoticeState.PLANNED: frozenset({NoticeState.CLAIMED}),
    # a claim that was lost before anything was handed to the server goes back to planned
    NoticeState.CLAIMED: frozenset(
        {
            NoticeState.PLANNED,
            NoticeState.SENDING,
            NoticeState.HELD,
            NoticeState.OBSOLETE,
            NoticeState.EXPIRED,
            NoticeState.MUTED,
            NoticeState.FAILED,
        }
    ),
    # planned again only where the server said in so many words that it took nothing
    NoticeState.SENDING: frozenset({NoticeState.SENT, NoticeState.PLANNED, NoticeState.FAILED, NoticeState.UNKNOWN}),
    # with its digest, or by itself after all
    NoticeState.HELD: frozenset(
        {
            NoticeState.SENT,
            NoticeState.PLANNED,
            NoticeState.OBSOLETE,
            NoticeState.EXPIRED,
            NoticeState.MUTED,
            NoticeState.FAILED,
        }
    ),
    # only a person resends
    NoticeState.FAILED: frozenset({NoticeState.PLANNED}),
    NoticeState.UNKNOWN: frozenset({NoticeState.PLANNED}),
}

UNSETTLED = (NoticeState.PLANNED, NoticeState.CLAIMED, NoticeState.SENDING)
SETTLED = tuple(state for state in NoticeState if state not in (*UNSETTLED, NoticeState.HELD))
NEEDS_A_PERSON = (NoticeState.FAILED, NoticeState.UNKNOWN)

TOLD_IN_WORDS = {
    NoticeState.SENT: _("Sent to you."),
    NoticeState.MUTED: _("Not sent: you have switched this kind off."),
    NoticeState.FAILED: _("Could not be delivered. HR sees this and can send it again."),
    NoticeState.UNKNOWN: _("Perhaps delivered: the connection broke while it was being sent."),
}


class Problem(models.TextChoices):
    """Why a notice has not gone out, in words that name nobody. The server's own sentence is not kept."""

    NO_SUCH_KIND = "no_such_kind", _("This kind of notice is not known here.")
    BROKEN = "broken", _("The message could not be put together.")
    NO_CONNECTION = "no_connection", _("The mail server could not be reached.")
    REFUSED_FOR_NOW = "refused_for_now", _("The mail server asked to try again later.")
    REFUSED_RECIPIENT = "refused_recipient", _("The mail server does not accept the recipient's address.")
    REFUSED = "refused", _("The mail server refused the message.")
    INTERRUPTED = "interrupted", _("The connection broke after the message was handed over. It may have arrived.")
    WORKER_LOST = "worker_lost", _("The sending process ended in the middle.")
    MAIL_SYSTEM = "mail_system", _("The mail system reported an error.")


class Rhythm(models.TextChoices):
    """How a person wants mails that can wait."""

    AT_ONCE = "at_once", _("each by itself")
    DAILY = "daily", _("together, once a day")
    WEEKLY = "weekly", _("together, once a week")
