"""A meeting as a calendar entry. It names the other of the two and the place and leads to the meeting's page.

The meeting's key makes the UID, its sequence the SEQUENCE, so that a calendar takes a later file as the same entry.
"""

from email.utils import parseaddr
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from people.models import Person
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


def calendar_file(meeting: Meeting, *, person: Person, method: Method) -> str:
    """The calendar file of a meeting that has a date, as `person` needs it: in their time zone and language.

    Times are written in the person's zone, with the zone's rules, so that entries stay right over changes of the clock.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Tandem//Tandem//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    calendar.add_component(_event(meeting, person, method))
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def title(meeting: Meeting, person: Person) -> str:
    return _("Meeting with %(name)s") % {"name": meeting.tandem.partner_of(person).full_name}


def _event(meeting: Meeting, person: Person, method: Method) -> Event:
    if meeting.starts_at is None or meeting.ends_at is None:
        raise ValueError("A meeting without a date has no place in a calendar.")
    start = meeting.starts_at.astimezone(ZoneInfo(person.time_zone))
    end = meeting.ends_at.astimezone(ZoneInfo(person.time_zone))
    link = f"{settings.BASE_URL}{reverse('meeting', args=[meeting.pk])}"
    event = Event()
    event.add("uid", uid(meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", title(meeting, person))
    event.add("description", link)
    event.add("url", link)
    event.add("status", "CANCELLED" if meeting.state == MeetingState.CANCELLED else "CONFIRMED")
    if meeting.place:
        event.add("location", meeting.place)
    _add_people(event, meeting, method)
    return event


def _add_people(event: Event, meeting: Meeting, method: Method) -> None:
    """Organiser and, in an invitation, the two. A published entry must not name attendees (RFC 5546, 3.2.1)."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    event["organizer"] = _address(name, address)
    if method == Method.PUBLISH:
        return
    for person in meeting.tandem.people:
        attendee = _address(person.full_name, person.email)
        attendee.params["role"] = vText("REQ-PARTICIPANT")
        attendee.params["rsvp"] = vText("FALSE")
        event.add("attendee", attendee, encode=False)


def _address(name: str, address: str) -> vCalAddress:
    result = vCalAddress(f"MAILTO:{address}")
    if name:
        result.params["cn"] = vText(name)
    return result
