"""What happens on the floors above when something changes for a person. They register in `AppConfig.ready()`.

Callbacks run inside the transaction of the change, after it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from people.models import Person

Callback = Callable[[Person, datetime], None]
PeopleCallback = Callable[[Sequence[Person], datetime], None]

_deactivated: list[PeopleCallback] = []
_addresses_changed: list[PeopleCallback] = []
_access_ended: list[PeopleCallback] = []
_signed_out_elsewhere: list[Callback] = []
_address_link_wanted: list[Callback] = []
_address_vouched: list[Callback] = []


def when_deactivated(callback: PeopleCallback) -> None:
    """`callback(people, now)` after the accounts of `people` have been closed; at most 500 at a time."""
    if callback not in _deactivated:
        _deactivated.append(callback)


def when_addresses_changed(callback: PeopleCallback) -> None:
    """`callback(people, now)` after somebody else has changed the addresses they sign in with; at most 500 at a time.

    Those who have never signed in are not among them: `person.confirmed_email` is the address that counted before.
    """
    if callback not in _addresses_changed:
        _addresses_changed.append(callback)


def when_access_ended(callback: PeopleCallback) -> None:
    """`callback(people, now)` after every way into the accounts of `people` has ended; at most 500 at a time.

    Whatever opens something without signing in is to end with them.
    """
    if callback not in _access_ended:
        _access_ended.append(callback)


def when_signed_out_elsewhere(callback: Callback) -> None:
    """`callback(person, now)` after somebody has ended all sessions of `person` but their own."""
    if callback not in _signed_out_elsewhere:
        _signed_out_elsewhere.append(callback)


def when_address_link_wanted(callback: Callback) -> None:
    """`callback(person, now)` when the link to confirm a changed address is wanted once more."""
    if callback not in _address_link_wanted:
        _address_link_wanted.append(callback)


def when_address_vouched(callback: Callback) -> None:
    """`callback(person, now)` after an administrator has vouched for an address that the person has not confirmed."""
    if callback not in _address_vouched:
        _address_vouched.append(callback)


def deactivated(people: Sequence[Person], now: datetime) -> None:
    for callback in _deactivated:
        callback(people, now)


def addresses_changed(people: Sequence[Person], now: datetime) -> None:
    for callback in _addresses_changed:
        callback(people, now)


def access_ended(people: Sequence[Person], now: datetime) -> None:
    for callback in _access_ended:
        callback(people, now)


def signed_out_elsewhere(person: Person, now: datetime) -> None:
    for callback in _signed_out_elsewhere:
        callback(person, now)


def address_link_wanted(person: Person, now: datetime) -> None:
    for callback in _address_link_wanted:
        callback(person, now)


def address_vouched(person: Person, now: datetime) -> None:
    for callback in _address_vouched:
        callback(person, now)
