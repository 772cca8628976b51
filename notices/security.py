"""What is said for the sake of security: at once, never switched off."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from notices.actions import Draft, plan
from notices.enums import Queue
from notices.kinds import Kind, Placeholder
from notices.models import Notice
from notices.todos import Todo
from people.accounts import addresses
from people.models import Person

REASON = gettext_lazy("It concerns who can sign in with your account.")


def tell_confirmed_addresses(people: Sequence[Person], now: datetime) -> None:
    """SECURITY: whoever owns an address can sign in with a code, so a change is said at the one confirmed last."""
    plan(_draft(ADDRESS_CHANGED, person, now, f"{now:%Y%m%d%H%M%S%f}") for person in people)


def send_link_again(person: Person, now: datetime) -> None:
    """At most once an hour, however often it is asked for."""
    plan([_draft(ADDRESS_CHANGED, person, now, f"again:{now:%Y%m%d%H}")])


def tell_of_vouching(person: Person, now: datetime) -> None:
    plan([_draft(ADDRESS_VOUCHED, person, now, f"vouched:{now:%Y%m%d%H%M%S%f}")])


def tell_of_signing_out(person: Person, now: datetime) -> None:
    """SECURITY: it may have been somebody at a device that the person has lost. At most once a minute."""
    plan([_draft(SIGNED_OUT, person, now, f"signed-out:{now:%Y%m%d%H%M}")])


def todos(person: Person, now: datetime) -> list[Todo]:
    """For whoever is signed in since before the change. Asks no query."""
    if not person.address_waits:
        return []
    return [
        Todo(
            title=gettext("Is %(address)s your new address?") % {"address": person.email},
            note=gettext("Your HR department has changed it. Until you say so nobody comes in with it."),
            path=reverse("address"),
            action_label=gettext("Look at the new address"),
            is_urgent=True,
        )
    ]


def _draft(kind: Kind, person: Person, now: datetime, what: str) -> Draft:
    return Draft(
        kind=kind.code,
        recipient=person,
        address=person.confirmed_email,
        dedupe_key=f"address:{person.pk}:{what}",
        due_at=now,
        queue=Queue.CODES,
    )


def _values(notice: Notice, person: Person) -> dict[str, str]:
    return {"address": person.email}


def _values_with_time(notice: Notice, person: Person) -> dict[str, str]:
    return {"time": date_format(timezone.localtime(notice.due_at), "DATETIME_FORMAT")}


def _values_with_day(notice: Notice, person: Person) -> dict[str, str]:
    opens_at = addresses.opens_at(person) or notice.due_at + addresses.WAITING_TIME
    return {"address": person.email, "day": date_format(timezone.localtime(opens_at), "DATE_FORMAT")}


def _path(notice: Notice, person: Person) -> str:
    return reverse("address_link", args=[addresses.link_token(person)]) if person.address_waits else ""


ADDRESS = Placeholder("address", gettext_lazy("The new address"), "anna.neu@example.org")
TIME = Placeholder("time", gettext_lazy("When it happened"), gettext_lazy("12 March 2026, 2:05 p.m."))
DAY = Placeholder("day", gettext_lazy("The day from which it counts"), gettext_lazy("12 March 2026"))

ADDRESS_CHANGED = Kind(
    code="address_changed",
    label=gettext_lazy("Your address was changed"),
    reason=REASON,
    occasion=gettext_lazy("The personnel department's data has another e-mail address for someone who has signed in."),
    recipients=gettext_lazy("The person concerned, at the address confirmed last"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("Two days"),
    subject=gettext_lazy("Your address in Tandem was changed"),
    body=(
        gettext_lazy(
            "Your personnel department has changed the address you sign in to Tandem with. It is now {address}."
        ),
        gettext_lazy(
            "If that is your address, please confirm it. Until then your journal, your tandem and everything else in "
            "your account stay closed to whoever signs in with it."
        ),
        gettext_lazy("If it is not, please say so on the same page: then the address you had counts again."),
    ),
    placeholders=(ADDRESS,),
    values=_values,
    find=lambda notice: notice.recipient,
    action_label=gettext_lazy("Look at the new address"),
    path=_path,
    can_be_muted=False,
    never_held_back=True,
    per_program=False,
)
ADDRESS_VOUCHED = Kind(
    code="address_vouched",
    label=gettext_lazy("Your new address is about to count"),
    reason=REASON,
    occasion=gettext_lazy("A system administrator has vouched for an address that the person has not confirmed."),
    recipients=gettext_lazy("The person concerned, at the address confirmed last"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("Two days"),
    subject=gettext_lazy("Your new address in Tandem is about to count"),
    body=(
        gettext_lazy(
            "Your personnel department has changed the address you sign in to Tandem with. It is now {address}."
        ),
        gettext_lazy(
            "You have not confirmed it yet. A system administrator has made sure that it is yours: from {day} your "
            "journal, your tandem and everything else in your account are open to whoever signs in with it."
        ),
        gettext_lazy("If it is not your address, please stop this now, with the button."),
    ),
    placeholders=(ADDRESS, DAY),
    values=_values_with_day,
    find=lambda notice: notice.recipient,
    is_wanted=lambda notice, person, now: person.address_waits,
    action_label=gettext_lazy("Look at the new address"),
    path=_path,
    can_be_muted=False,
    never_held_back=True,
    per_program=False,
)
SIGNED_OUT = Kind(
    code="signed_out_elsewhere",
    label=gettext_lazy("You were signed out everywhere else"),
    reason=REASON,
    occasion=gettext_lazy("Somebody who is signed in with the account ends all its other sessions, on the profile."),
    recipients=gettext_lazy("The person whose account it is, at the address confirmed last"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("Two days"),
    subject=gettext_lazy("You were signed out of Tandem everywhere else"),
    body=(
        gettext_lazy(
            "On {time} all devices and browsers but one were signed out of your account: the one on which this was "
            "asked for, on your profile."
        ),
        gettext_lazy("If that was you, there is nothing else to do."),
        gettext_lazy(
            "If it was not, somebody has a device on which you are signed in. Please sign in, end all other sessions "
            "on your profile yourself, and tell your HR department."
        ),
    ),
    placeholders=(TIME,),
    values=_values_with_time,
    find=lambda notice: notice.recipient,
    action_label=gettext_lazy("To your profile"),
    path=lambda notice, person: reverse("profile"),
    can_be_muted=False,
    never_held_back=True,
    per_program=False,
)
