"""Reads settings from the environment, strictly: what is missing or cannot be understood stops the start.

Messages name the variable and never its value, which may hold a password.
"""

import os
from datetime import time
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")


def flag(name: str) -> bool:
    """1 or 0; not set or empty counts as 0."""
    value = os.environ.get(name, "").strip().lower()
    if value in YES:
        return True
    if value in NO or not value:
        return False
    raise ImproperlyConfigured(f"{name} is either 1 or 0.")


def number(name: str, default: int, *, least: int = 1) -> int:
    """A whole number of at least `least`."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is a whole number from {least} on.")
    return int(value)


def text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def choice(name: str, *values: str) -> str:
    """One of `values`; the first is the default."""
    value = text(name, values[0])
    if value not in values:
        raise ImproperlyConfigured(f"{name} is either {' or '.join(values)}.")
    return value


def required(name: str, default: str | None) -> str:
    """The variable `name`, or `default`; None: there is none here and the variable must be set."""
    value = text(name, default or "")
    if not value:
        raise ImproperlyConfigured(
            f"Set {name} in the environment (see docs/operation.md), or DEBUG=1 to try Tandem out."
        )
    return value


def local_address() -> str:
    """Where `manage.py run` answers on this machine: the default for whoever tries Tandem out."""
    return f"http://127.0.0.1:{text('PORT', '8000')}"


def hours(name: str, default: str) -> tuple[time, time]:
    """Two times of day, `20:00-07:00`; `none` is the same time twice."""
    value = text(name, default)
    if value.lower() == "none":
        return time(0), time(0)
    try:
        begin, end = (time.fromisoformat(part.strip()) for part in value.split("-"))
    except ValueError:
        raise ImproperlyConfigured(f"{name} is two times, such as 20:00-07:00, or none.") from None
    return begin, end


def weekdays(name: str, default: str) -> list[int]:
    """Days of the week from 1, Monday, to 7, as numbers from 0."""
    days = words(text(name, default))
    if not days or not all(day in "1234567" and len(day) == 1 for day in days):
        raise ImproperlyConfigured(f"{name} is a list of days from 1 (Monday) to 7: 1,2,3,4,5")
    return sorted({int(day) - 1 for day in days})


def words(value: str) -> list[str]:
    """The parts of a list separated by commas."""
    return [word.strip() for word in value.split(",") if word.strip()]


def address(name: str, value: str, *schemes: str) -> str:
    """`value` if it is an URL with one of `schemes` and a sound port."""
    try:
        parts = urlsplit(value)
        is_sound = parts.scheme in schemes and "://" in value and (parts.port or 1) > 0
    except ValueError:
        is_sound = False
    if not is_sound:
        ways = ", ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} is an address that begins with one of: {ways}")
    return value
