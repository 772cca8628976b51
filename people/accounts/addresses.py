"""Whose account it is, when somebody else has changed the address that one signs in with.

HR may change anybody's address, by hand or by a file, and whoever receives mail there can sign in. So what is behind
the account stays closed to everyone who comes by the new address, until the person confirms it: in a browser where
they were signed in before, by their password, or by the link that is mailed to the address confirmed last. Where none
of these is left, a system administrator who has not changed it vouches, and it opens after `WAITING_TIME`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people import audit, hooks
from people.accounts import signing_out
from people.errors import ActionError, NotAllowed, StaleState
from people.models import AddressChange, Person
from people.querysets import PersonQuerySet

WAITING_TIME = timedelta(days=7)
SIGNED_IN_WITH = "signed_in_with"  # in a session: the address that was proved
SALT = "people.accounts.addresses"
BATCH = 500


class AddressTaken(ActionError):
    message = _("Somebody else has this address by now. Please tell your HR department.")


# ---------------------------------------------------------------- sessions


def note_sign_in(sender: Any, request: HttpRequest, user: Person, **_more: Any) -> None:
    """Remember in the session which address was proved. The first sign-in of all confirms it.

    SECURITY: while a change waits nobody can set a password, so whoever knows it is the person.
    """
    if not user.confirmed_email:
        Person.objects.filter(pk=user.pk, confirmed_email="").update(confirmed_email=Lower("email"))
        user.confirmed_email = user.email.lower()
    records = get_authentication_records(request, user)
    knew_password = bool(records) and records[-1]["method"] == "password"
    proved = user.confirmed_email if user.address_waits and knew_password else user.email
    request.session[SIGNED_IN_WITH] = proved.lower()


def is_open_to(session: SessionBase, person: Person) -> bool:
    """Whether this session belongs to whom the account belongs. Costs no query.

    Sessions from before there was such a note are older than any change that waits.
    """
    confirmed = person.confirmed_email.lower()
    return session.get(SIGNED_IN_WITH, confirmed) == confirmed


# ---------------------------------------------------------------- changes by others


def note_changes(*, people: Sequence[Person], actor: Person | None, now: datetime) -> None:
    """After the addresses of `people` were changed and stored. A constant number of queries for each 500.

    Who has never signed in has nothing to protect, yet: a password set before goes, so that nobody waits with one.
    """
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        _forget_other_addresses(batch)
        new = [person for person in batch if not person.confirmed_email]
        Person.objects.filter(pk__in=[one.pk for one in new]).update(password=make_password(None))
        # an earlier change of the same person begins anew: whoever vouched did not know of this one
        AddressChange.objects.filter(person__in=batch).update(vouched_by=None, vouched_at=None)
        back = [one.pk for one in batch if one.confirmed_email and not one.address_waits]
        AddressChange.objects.filter(person__in=back).delete()
        waiting = [person for person in batch if person.address_waits]
        AddressChange.objects.bulk_create(
            [AddressChange(person=person, changed_by=actor, changed_at=now) for person in waiting]
        )
        hooks.addresses_changed(waiting, now)


def _forget_other_addresses(people: Iterable[Person]) -> None:
    """Remove what sign-in remembers besides the present addresses. SECURITY: they may belong to others now."""
    present = {person.pk: person.email.lower() for person in people}
    known = EmailAddress.objects.filter(user__in=present).values_list("pk", "user_id", "email")
    EmailAddress.objects.filter(pk__in=[pk for pk, user, email in known if present[user] != email.lower()]).delete()


# ---------------------------------------------------------------- what the person says


@transaction.atomic
def confirm(*, person: Person, address: str, now: datetime) -> None:
    """The person says that `address` is theirs. From now on only who proves it by a code comes in.

    SECURITY: every session, the password and the private calendar address end. Whoever had the account under the old
    address has it no longer.
    Raises StaleState if the address was changed once more, or is settled.
    """
    _settle(person, address, {"confirmed_email": address.lower(), "password": make_password(None)})
    signing_out.end_access([person], now)
    audit.record("person.address_confirmed", actor=person, subject=person)


@transaction.atomic
def refuse(*, person: Person, address: str, now: datetime) -> None:
    """The person says that `address` is not theirs: the one confirmed last counts again.

    Raises StaleState as `confirm` does, AddressTaken where somebody else has the old one by now.
    """
    try:
        with transaction.atomic():
            _settle(person, address, {"email": person.confirmed_email})
    except IntegrityError as error:
        raise AddressTaken from error
    _forget_other_addresses([person])
    audit.record("person.address_refused", actor=person, subject=person)


def _settle(person: Person, address: str, fields: dict[str, str]) -> None:
    seen = Person.objects.filter(pk=person.pk, email__iexact=address, confirmed_email=person.confirmed_email)
    if not person.address_waits or not seen.update(**fields):
        raise StaleState
    for name, value in fields.items():
        setattr(person, name, value)
    AddressChange.objects.filter(person=person).delete()


@dataclass(frozen=True)
class Link:
    """What a mail to the confirmed address carries: whose account, and which change it is about."""

    person: Person
    address: str


def link_token(person: Person) -> str:
    return signing.dumps([person.pk, person.email, person.confirmed_email], salt=SALT)


def link_of(token: str) -> Link | None:
    """None: not ours, or about a change that is settled or followed by another one."""
    try:
        pk, address, confirmed = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = Person.objects.active().filter(pk=pk, email=address, confirmed_email=confirmed).first()
    return Link(person, address) if person and person.address_waits else None


# ---------------------------------------------------------------- where the person has no way left


def waiting() -> PersonQuerySet:
    """Everyone whose address was changed by somebody else and is not confirmed."""
    changed = Person.objects.active().exclude(confirmed_email="")
    return changed.exclude(email__iexact=models.F("confirmed_email"))


def may_vouch(actor: Person, person: Person) -> bool:
    """A system administrator, for somebody else, whose address they have not changed themselves."""
    changed = AddressChange.objects.filter(person=person, changed_by=actor)
    return actor.is_superuser and actor != person and person.address_waits and not changed.exists()


@transaction.atomic
def vouch(*, person: Person, actor: Person | None, now: datetime, reason: str = "") -> None:
    """`actor` has made sure that the address is the person's. It counts after WAITING_TIME; the old one is told.

    `actor` None is whoever runs the server, by a command. Raises NotAllowed, or StaleState if it is settled.
    """
    if actor is not None and not may_vouch(actor, person):
        raise NotAllowed(_("Whoever changed an address cannot vouch for it."))
    changes = AddressChange.objects.filter(person=person, vouched_at=None)
    if not person.address_waits or not changes.update(vouched_by=actor, vouched_at=now):
        raise StaleState
    audit.record("person.address_vouched", actor=actor, subject=person, details=audit.with_reason({}, reason))
    hooks.address_vouched(person, now)


def opens_at(person: Person) -> datetime | None:
    """When a waiting change counts without the person's word; None: only with it."""
    vouched = [change.vouched_at for change in AddressChange.objects.filter(person=person)]
    if not vouched or None in vouched:
        return None
    return max(moment for moment in vouched if moment) + WAITING_TIME


def open_vouched(now: datetime) -> int:
    """Let those changes count whose waiting time is over; returns how many. May run any number of times at once."""
    opened = 0
    unvouched = AddressChange.objects.exclude(vouched_at__lte=now - WAITING_TIME)
    due = waiting().filter(address_changes__isnull=False).exclude(pk__in=unvouched.values("person")).distinct()
    for person in due:
        with transaction.atomic():
            try:
                fields = {"confirmed_email": person.email.lower(), "password": make_password(None)}
                _settle(person, person.email, fields)
            except StaleState:
                continue
            signing_out.end_access([person], now)
            audit.record("person.address_opened", actor=None, subject=person)
            opened += 1
    return opened
