"""A person's private calendar address: made, replaced, stopped, looked up."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from people.models import Person
from tandems.models import CalendarFeed


def hash_of(token: str) -> str:
    """A token has 256 random bits: a plain hash of it cannot be turned back, and needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def replace_feed(*, person: Person, now: datetime) -> str:
    """A new address for `person`; an old one stops at once. Returns its token, which nobody can look up later."""
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        person=person, defaults={"token_hash": hash_of(token), "created_at": now, "fetched_on": None}
    )
    return token


def stop_feed(*, person: Person) -> None:
    """The address leads nowhere from now on."""
    CalendarFeed.objects.filter(person=person).delete()


def stop_feeds(people: Sequence[Person], now: datetime) -> None:
    """SECURITY: when every way into their accounts ends. Whoever had an account before may have kept its address."""
    CalendarFeed.objects.filter(person__in=people).delete()


def find_feed(*, token: str, now: datetime) -> CalendarFeed | None:
    """The feed with this token, of a person who is still there; notes the day.

    SECURITY: looked up by hash: how long it takes tells nothing of a token that is nearly right.
    """
    feed = CalendarFeed.objects.select_related("person").filter(token_hash=hash_of(token)).first()
    if feed is None or not feed.person.is_active:
        return None
    if feed.fetched_on != now.date():
        CalendarFeed.objects.filter(pk=feed.pk).update(fetched_on=now.date())
    return feed
