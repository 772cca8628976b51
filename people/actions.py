"""Every write to a person goes through here: pages, admin, import and the demo share these doors."""

import zoneinfo
from collections.abc import Collection, Sequence
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people import audit, hooks, privacy
from people.accounts import addresses, signing_out
from people.enums import Language
from people.errors import ActionError, NotAllowed
from people.models import Person
from people.times.clock import day_of

# SECURITY: who may sign in changes elsewhere. A page that HR opened before must not put an old password or mark back
_NEVER_TYPED = {
    "id",
    "password",
    "last_login",
    "confirmed_email",
    "session_mark",
    "is_active",
    "erased_at",
    "created_at",
}
_WHAT_HR_TYPES = [field.name for field in Person._meta.concrete_fields if field.name not in _NEVER_TYPED]


class LastAdministrator(ActionError):
    message = _("This is the last system administrator. Please appoint another one first.")


@transaction.atomic
def deactivate_person(*, person: Person, actor: Person | None, now: datetime, reason: str = "") -> None:
    """Close a person's account, end its sessions and tell the floors above. Doing it again changes nothing.

    `actor` None is the system. Raises NotAllowed if people try to close their own account, LastAdministrator if nobody
    would be left to look after the installation.
    """
    deactivate_people(people=[person], actor=actor, now=now, reason=reason)


@transaction.atomic
def deactivate_people(*, people: Sequence[Person], actor: Person | None, now: datetime, reason: str = "") -> None:
    """The same for many, at most 500 at a time: a few queries, and some more for each who takes part in something."""
    if actor in people:
        raise NotAllowed(_("You cannot deactivate yourself."))
    _check_administrators_remain(people)
    keys = [person.pk for person in people]
    # no_key: rows that merely point to a person are written meanwhile, by those whose locks an erasure waits for
    locked = Person.objects.select_for_update(no_key=True).filter(pk__in=keys, is_active=True)
    closing = set(locked.values_list("pk", flat=True))
    closed = [person for person in people if person.pk in closing]
    if not closed:
        return
    Person.objects.filter(pk__in=closing).update(is_active=False)
    for person in closed:
        person.is_active = False
    signing_out.end_access(closed, now)
    audit.record_each("person.deactivated", actor=actor, subjects=closed, details=audit.with_reason({}, reason))
    hooks.deactivated(closed, now)


@transaction.atomic
def reactivate_person(*, person: Person, actor: Person | None, now: datetime) -> None:
    """Open the account of someone who has come back. Programmes that they left stay left, a last day is taken away.

    Raises NotAllowed for an erased person: there is nobody to come back.
    """
    if person.erased_at:
        raise NotAllowed
    if not Person.objects.filter(pk=person.pk, is_active=False, erased_at=None).update(is_active=True):
        return
    person.is_active = True
    if person.has_left(day_of(now)):
        person.left_on = None
        person.save(update_fields=["left_on"])
    audit.record("person.reactivated", actor=actor, subject=person)


@transaction.atomic
def erase_person(*, person: Person, actor: Person | None, now: datetime) -> None:
    """Erase what is stored about a person on every floor, highest first; an empty, closed row remains.

    The row remains because facts of others hang on it (that a meeting took place). Raises LastAdministrator.
    """
    _check_administrators_remain([person])
    deactivate_person(person=person, actor=None, now=now)
    for part in privacy.parts():
        part.erase(person)
    EmailAddress.objects.filter(user=person).delete()
    person.address_changes.all().delete()
    person.groups.clear()
    person.user_permissions.clear()
    Person.objects.filter(manager=person).update(manager=None)
    _empty(person, now)
    person.save()
    audit.record("person.erased", actor=None if actor == person else actor, subject=person)


def _empty(person: Person, now: datetime) -> None:
    person.email = f"erased-{person.pk}@invalid"
    person.confirmed_email = person.session_mark = ""
    person.first_name = person.last_name = person.employee_number = person.site = person.job_title = ""
    person.organisation = person.department = person.manager = person.level = None
    person.hired_on = person.left_on = person.last_login = None
    person.spoken_languages = []
    person.is_active = person.is_staff = person.is_superuser = False
    person.erased_at = now
    person.set_unusable_password()


def _check_administrators_remain(people: Collection[Person]) -> None:
    if not any(person.is_superuser and person.is_active for person in people):
        return
    others = Person.objects.active().filter(is_superuser=True).exclude(pk__in=[person.pk for person in people])
    if not others.exists():
        raise LastAdministrator


@transaction.atomic
def save_person(*, person: Person, changed: Collection[str], actor: Person, now: datetime, reason: str = "") -> None:
    """Store what HR has typed about one person. `changed` names the fields; a new person cannot sign in by password.

    Under a new address the account stays closed until the person confirms it, see `people.accounts.addresses`.

    Raises NotAllowed if someone who is no system administrator touches the account of one, or the address of anybody
    with access to the administration: whoever owns the address can sign in.
    """
    is_new = person.pk is None
    stored = None if is_new else Person.objects.get(pk=person.pk)
    _check_may_change(stored, changed, actor)
    person.email = person.email.strip().lower()
    if is_new:
        person.set_unusable_password()
    person.save(update_fields=None if is_new else _WHAT_HR_TYPES)
    if stored and stored.email != person.email:
        addresses.note_changes(people=[person], actor=actor, now=now)
    event = "person.created" if is_new else "person.changed"
    audit.record(event, actor=actor, subject=person, details=audit.with_reason({"fields": sorted(changed)}, reason))


def _check_may_change(stored: Person | None, changed: Collection[str], actor: Person) -> None:
    # SECURITY
    if actor.is_superuser:
        return
    if {"is_staff", "is_superuser"} & set(changed):
        raise NotAllowed
    if stored and (stored.is_superuser or (stored.is_staff and "email" in changed)):
        raise NotAllowed


def update_profile(*, person: Person, language: str | None = None, time_zone: str | None = None) -> None:
    """Store how a person wants to read the site; None leaves a value as it is.

    Raises ActionError for a language or a time zone (IANA name) that does not exist.
    """
    changes = {name: value for name, value in (("language", language), ("time_zone", time_zone)) if value is not None}
    if changes.get("language", Language.GERMAN) not in Language.values:
        raise ActionError(_("This language is not available."))
    if changes.get("time_zone", "UTC") not in zoneinfo.available_timezones():
        raise ActionError(_("This time zone does not exist."))
    for name, value in changes.items():
        setattr(person, name, value)
    person.save(update_fields=list(changes))
