"""Entries for calendars (RFC 5545), as a file attached to a mail (iMIP, RFC 6047) or as a feed to subscribe to.

The entry's key makes the UID, its sequence the SEQUENCE, so that a calendar takes a later message as the same entry.
Invitations come from the installation's own address, which is also the sender of the mail: Outlook and Google offer to
accept only where the two are the same. No answer is asked for by mail: one answers in Tandem.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from people.models import Person
from people.times import zone_rules

CONTENT_TYPE = "text/calendar"


class Method(StrEnum):
    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Attendee:
    """`has_agreed`: need not accept the date any more."""

    person: Person
    has_agreed: bool = False


@dataclass(frozen=True)
class Entry:
    """One date. `path` leads to its page; `details` stand above the address in the description.

    `is_open`: whoever it is for has not said that they come. `is_off`: it does not take place, or not for them.
    """

    key: Any
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    path: str
    place: str = ""
    details: str = ""
    is_open: bool = False
    is_off: bool = False
    attendees: Sequence[Attendee] = ()


def uid(key: Any) -> str:
    return f"{key}@{urlsplit(settings.BASE_URL).hostname}"


def calendar_file(entry: Entry, *, person: Person, method: Method) -> str:
    """The entry as `person` needs it: in their time zone, with organiser and attendees where it is an invitation."""
    calendar, zone = _calendar(method, [entry], person)
    event = _event(entry, zone)
    if method != Method.PUBLISH:
        _add_people(event, entry.attendees)
        _add_what_outlook_asks_for(event, entry)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def attached(file_name: str, entry: Entry, *, person: Person, method: Method) -> tuple[str, str, str]:
    """File name, text and MIME type, as a mail attaches them."""
    text = calendar_file(entry, person=person, method=method)
    return file_name, text, f"{CONTENT_TYPE}; method={method.value}"


def feed(entries: Sequence[Entry], *, person: Person, refresh: vDuration) -> bytes:
    """All of `entries` as a calendar to subscribe to. The same entries give the same bytes."""
    calendar, zone = _calendar(Method.PUBLISH, entries, person)
    calendar.add("x-wr-calname", "Tandem")
    calendar.add("name", "Tandem")
    calendar["refresh-interval"] = refresh
    calendar["refresh-interval"].params["value"] = "DURATION"
    calendar["x-published-ttl"] = refresh
    for entry in entries:
        calendar.add_component(_event(entry, zone))
    return calendar.to_ical()


def _calendar(method: Method, entries: Iterable[Entry], person: Person) -> tuple[Calendar, ZoneInfo]:
    """Without entries yet, and the zone to write them in: the person's, so that they stay right over changes of the
    clock, with its rules; UTC where it follows none.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Tandem//Tandem//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    earliest = min((entry.starts_at for entry in entries), default=None)
    rules = zone_rules.definition(person.time_zone, earliest.year) if earliest else None
    if rules is None:
        return calendar, ZoneInfo("UTC")
    calendar.add_component(rules)
    return calendar, ZoneInfo(person.time_zone)


def _event(entry: Entry, zone: ZoneInfo) -> Event:
    link = f"{settings.BASE_URL}{entry.path}"
    event = Event()
    event.add("uid", uid(entry.key))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", entry.title)
    event.add("description", f"{entry.details}\n{link}" if entry.details else link)
    event.add("url", link)
    event.add("status", "CANCELLED" if entry.is_off else "TENTATIVE" if entry.is_open else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_off else "OPAQUE")
    if entry.place:
        event.add("location", entry.place)
    return event


def _add_people(event: Event, attendees: Iterable[Attendee]) -> None:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    event["organizer"] = _address(name, address)
    for each in attendees:
        attendee = _address(each.person.full_name, each.person.email)
        attendee.params["cutype"] = vText("INDIVIDUAL")
        attendee.params["role"] = vText("REQ-PARTICIPANT")
        attendee.params["partstat"] = vText("ACCEPTED" if each.has_agreed else "NEEDS-ACTION")
        attendee.params["rsvp"] = vText("FALSE")
        event.add("attendee", attendee, encode=False)


def _add_what_outlook_asks_for(event: Event, entry: Entry) -> None:
    """How the time shows in Outlook, and that no other time is proposed by mail, which nobody reads ([MS-OXCICAL])."""
    shown = "FREE" if entry.is_off else "TENTATIVE" if entry.is_open else "BUSY"
    event.add("x-microsoft-cdo-busystatus", shown)
    event.add("x-microsoft-cdo-intendedstatus", "FREE" if entry.is_off else "BUSY")
    event.add("x-microsoft-disallow-counter", "TRUE")


def _address(name: str, address: str) -> vCalAddress:
    result = vCalAddress(f"mailto:{address}")
    if name:
        # a parameter's value holds no quotes, and no line breaks, whatever a name brings along (RFC 5545, 3.2)
        result.params["cn"] = vText(" ".join(name.replace('"', "'").split()))
    return result
