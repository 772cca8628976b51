"""Mails about signing in: codes, links for a new password, news of a changed one. Never delayed, never switched off.

The request that asks for one writes a sealed row and is done: it takes as long for an address that nobody has as for
one that somebody has, and no slow mail server holds it up. A worker on the queue of codes opens the row, and where
somebody has the address makes a notice of it. What stands in the mail is kept encrypted, and wiped when it is settled.
"""

import json
import logging
import zoneinfo
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from notices import mail, tasks
from notices.enums import SETTLED, Group, Queue
from notices.kinds import Kind
from notices.models import AccountMail, Notice
from people.accounts.adapters import AccountAdapter as PeopleAccountAdapter
from people.encryption import LostText
from people.models import Person

logger = logging.getLogger(__name__)
BATCH = 500
KEPT = timedelta(days=14)
PREFIX = "account/email/"
UNKNOWN = f"{PREFIX}unknown_account"
RESET = f"{PREFIX}password_reset_key"
KEPT_IN_SEAL = ("code", "ip", "user_agent")
REASON = _("It concerns signing in with your account.")


class AccountAdapter(PeopleAccountAdapter):
    """Hands every mail of the account pages to the workers, and none to a mail server."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """SECURITY: one row and one nudge, whoever has the address. Who reads it: only what the mail needs goes in."""
        values = {key: str(context[key]) for key in KEPT_IN_SEAL if key in context}
        values["timestamp"] = context.get("timestamp", timezone.now()).isoformat()
        sealed = json.dumps({"template": template_prefix, "address": email, "values": values})
        AccountMail.objects.create(sealed=sealed)
        transaction.on_commit(tasks.nudge_codes, robust=True)


@dataclass(frozen=True)
class Sort:
    """A sort of account mail: its kind, and how long it makes sense."""

    kind: Kind
    keeps: timedelta


def _kind(code: str, label: Any, occasion: Any, until: Any, body: tuple[Any, ...]) -> Kind:
    """`body` describes the mail for the catalogue; it is put together by `build`."""
    return Kind(
        code=code,
        label=label,
        reason=REASON,
        occasion=occasion,
        recipients=_("The person whose account it is"),
        when=_("At once"),
        until=until,
        subject=label,
        body=body,
        find=lambda notice: notice.sealed or None,
        can_be_muted=False,
        never_held_back=True,
        per_program=False,
    )


CODE = Sort(
    _kind(
        "sign_in_code",
        _("Code to sign in"),
        _("Somebody asks for a code: to sign in, or to confirm who they are before a step of weight."),
        _("15 minutes"),
        (_("A code to type into the open page, valid for 15 minutes."),),
    ),
    timedelta(minutes=15),
)
LINK = Sort(
    _kind(
        "password_link",
        _("Link for a new password"),
        _("Somebody asks for a new password on the sign-in page."),
        _("An hour"),
        (_("A link to choose a new password."),),
    ),
    timedelta(hours=1),
)
NEWS = Sort(
    _kind(
        "account_news",
        _("Your password was changed"),
        _("A password was set, changed or reset."),
        _("Two days"),
        (_("That it was changed, when, and from which network address and browser."),),
    ),
    timedelta(days=2),
)
SEALED_KINDS = tuple(sort.kind.code for sort in (CODE, LINK, NEWS))
SORTS = {f"{PREFIX}login_code": CODE, RESET: LINK}


def open_asked(*, now: datetime) -> int:
    """Turn what was asked for into notices; returns how many. May run any number of times at once."""
    found = 0
    for asked in list(AccountMail.objects.order_by("asked_at")[:BATCH]):
        with transaction.atomic():
            if AccountMail.objects.filter(pk=asked.pk).delete()[0]:  # else someone was faster
                found += _write(asked, now)
    return found


def _write(asked: AccountMail, now: datetime) -> bool:
    if isinstance(asked.sealed, LostText):
        logger.error("A mail about signing in cannot be opened: the key it was sealed with is missing.")
        return False
    content = json.loads(asked.sealed)
    person = Person.objects.active().by_email(content["address"]).first()
    sort = SORTS.get(content["template"], NEWS)
    if person is None or content["template"] == UNKNOWN or asked.asked_at + sort.keeps <= now:
        return False
    if sort is LINK and person.address_waits:
        return False  # SECURITY: it would open nothing, see people.accounts.addresses
    Notice.objects.create(
        kind=sort.kind.code,
        recipient=person,
        address=content["address"],
        dedupe_key=f"account:{asked.pk}",
        queue=Queue.CODES,
        sealed=asked.sealed,
        due_at=asked.asked_at,
        next_attempt_at=asked.asked_at,
        expires_at=asked.asked_at + sort.keeps,
    )
    return True


def forget_old(*, now: datetime) -> int:
    """Nobody needs to know for long when somebody signed in: drop what is settled. Returns how many."""
    old = Notice.objects.filter(kind__in=SEALED_KINDS, state__in=SETTLED, due_at__lt=now - KEPT)
    return old.delete()[0]


def build(notice: Notice, kind: Kind) -> EmailMessage:
    """The mail as allauth's templates have it, in the language and time zone of who gets it."""
    content = json.loads(notice.sealed)
    person = notice.recipient
    with translation.override(person.language), timezone.override(zoneinfo.ZoneInfo(person.time_zone)):
        values = {**content["values"], "timestamp": datetime.fromisoformat(content["values"]["timestamp"])}
        if content["template"] == RESET:
            values["password_reset_url"] = _reset_url(person)
        return get_adapter().render_mail(  # type: ignore[no-any-return]
            content["template"], mail.recipient_of(notice), values, headers=mail.headers(notice)
        )


def _reset_url(person: Person) -> str:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    return get_adapter().get_reset_password_from_key_url(key)  # type: ignore[no-any-return]


def register_all() -> None:
    from notices import kinds

    for sort in (CODE, LINK, NEWS):
        kinds.register(sort.kind, group=Group.ACCOUNT)
        mail.BUILDERS[sort.kind.code] = build
