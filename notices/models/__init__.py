"""The outbox, what people decide about their mails, and what HR decides for a programme."""

from notices.models.decisions import WEEKDAYS, Preferences, ProgramKind
from notices.models.host import MailHost
from notices.models.notice import AccountMail, MutedKind, Notice

__all__ = ["WEEKDAYS", "AccountMail", "MailHost", "MutedKind", "Notice", "Preferences", "ProgramKind"]
