"""What happens on the floors above when something changes for a person. They register in `AppConfig.ready()`.

Callbacks run inside the transaction of the change, after it.
"""

from collections.abc import Callable
from datetime import datetime

from people.models import Person

Callback = Callable[[Person, datetime], None]
AddressCallback = Callable[[Person, str, datetime], None]

_deactivated: list[Callback] = []
_address_changed: list[AddressCallback] = []


def when_deactivated(callback: Callback) -> None:
    """`callback(person, now)` after a person's account has been closed."""
    if callback not in _deactivated:
        _deactivated.append(callback)


def when_address_changed(callback: AddressCallback) -> None:
    """`callback(person, old, now)` after somebody else has changed the address a person signs in with."""
    if callback not in _address_changed:
        _address_changed.append(callback)


def deactivated(person: Person, now: datetime) -> None:
    for callback in _deactivated:
        callback(person, now)


def address_changed(person: Person, old: str, now: datetime) -> None:
    for callback in _address_changed:
        callback(person, old, now)
