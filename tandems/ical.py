"""Meetings as calendar entries. One names the other of the two and the place and leads to the meeting's page.

The meeting's key makes the UID, its sequence the SEQUENCE, so that a calendar takes a later message as the same entry.
Invitations come from the installation's own address, which is also the sender of the mail: Outlook and Google offer to
accept only where the two are the same. No answer is asked for: the date was agreed on in Tandem.
"""

from collections.abc import Iterable, Sequence
from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from people.models import Person
from tandems import timezones
from tandems.enums import MeetingState
from tandems.models import Meeting

CONTENT_TYPE = "text/calendar"


class Method(StrEnum):
    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def uid(meeting: Meeting) -> str:
    return f"{meeting.pk}@{urlsplit(settings.BASE_URL).hostname}"


def file_name(meeting: Meeting) -> str:
    return f"tandem-{meeting.number}.ics"


def calendar_file(meeting: Meeting, *, person: Person, method: Method, has_agreed: bool = False) -> str:
    """The calendar file of a meeting that has a date, as `person` needs it: in their time zone and language.

    `has_agreed`: `person` set the date and need not accept it.
    """
    calendar, zone = _calendar(method, [meeting], person)
    event = _event(meeting, person, zone)
    if method != Method.PUBLISH:
        _add_people(event, meeting, person, has_agreed)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def feed(meetings: Sequence[Meeting], *, person: Person, refresh: vDuration) -> bytes:
    """All of `meetings`, which have dates, as a calendar to subscribe to. The same meetings give the same bytes."""
    calendar, zone = _calendar(Method.PUBLISH, meetings, person)
    calendar.add("x-wr-calname", "Tandem")
    calendar.add("name", "Tandem")
    calendar["refresh-interval"] = refresh
    calendar["refresh-interval"].params["value"] = "DURATION"
    calendar["x-published-ttl"] = refresh
    for meeting in meetings:
        calendar.add_component(_event(meeting, person, zone))
    return calendar.to_ical()


def title(meeting: Meeting, person: Person) -> str:
    return _("Meeting with %(name)s") % {"name": meeting.tandem.partner_of(person).full_name}


def _calendar(method: Method, meetings: Iterable[Meeting], person: Person) -> tuple[Calendar, ZoneInfo]:
    """Without entries yet, and the zone to write them in: the person's, so that they stay right over changes of the
    clock, with its rules; UTC where it follows none.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Tandem//Tandem//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    earliest = min((meeting.starts_at for meeting in meetings if meeting.starts_at), default=None)
    rules = timezones.definition(person.time_zone, earliest.year) if earliest else None
    if rules is None:
        return calendar, ZoneInfo("UTC")
    calendar.add_component(rules)
    return calendar, ZoneInfo(person.time_zone)


def _event(meeting: Meeting, person: Person, zone: ZoneInfo) -> Event:
    if meeting.starts_at is None or meeting.ends_at is None:
        raise ValueError("A meeting without a date has no place in a calendar.")
    link = f"{settings.BASE_URL}{reverse('meeting', args=[meeting.pk])}"
    is_off = meeting.state == MeetingState.CANCELLED
    event = Event()
    event.add("uid", uid(meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", title(meeting, person))
    event.add("description", link)
    event.add("url", link)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    if meeting.place:
        event.add("location", meeting.place)
    return event


def _add_people(event: Event, meeting: Meeting, person: Person, has_agreed: bool) -> None:
    """Organiser and the two. Whoever is not `person` agreed to the date, or set it."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    event["organizer"] = _address(name, address)
    for each in meeting.tandem.people:
        agreed = (each.pk == person.pk) == has_agreed
        attendee = _address(each.full_name, each.email)
        attendee.params["cutype"] = vText("INDIVIDUAL")
        attendee.params["role"] = vText("REQ-PARTICIPANT")
        attendee.params["partstat"] = vText("ACCEPTED" if agreed else "NEEDS-ACTION")
        attendee.params["rsvp"] = vText("FALSE")
        event.add("attendee", attendee, encode=False)


def _address(name: str, address: str) -> vCalAddress:
    result = vCalAddress(f"mailto:{address}")
    if name:
        # a parameter's value holds no quotes, and no line breaks, whatever a name brings along (RFC 5545, 3.2)
        result.params["cn"] = vText(" ".join(name.replace('"', "'").split()))
    return result
