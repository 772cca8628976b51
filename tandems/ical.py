"""Meetings as calendar entries. One names the other of the two and the place and leads to the meeting's page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from people.models import Person
from people.times import calendars
from people.times.calendars import CONTENT_TYPE, Attendee, Entry, Method
from tandems.enums import MeetingState
from tandems.models import Meeting

__all__ = ["CONTENT_TYPE", "Method", "calendar_file", "entry", "file_name", "title", "uid"]


def uid(meeting: Meeting) -> str:
    return calendars.uid(meeting.pk)


def file_name(meeting: Meeting) -> str:
    return f"tandem-{meeting.number}.ics"


def calendar_file(meeting: Meeting, *, person: Person, method: Method, has_agreed: bool = False) -> str:
    """The calendar file of a meeting that has a date, as `person` needs it: in their time zone and language.

    `has_agreed`: `person` set the date and need not accept it.
    """
    return calendars.calendar_file(entry(meeting, person, has_agreed=has_agreed), person=person, method=method)


def title(meeting: Meeting, person: Person) -> str:
    return _("Meeting with %(name)s") % {"name": meeting.tandem.partner_of(person).full_name}


def entry(meeting: Meeting, person: Person, *, has_agreed: bool = False) -> Entry:
    """The meeting in `person`'s calendar. Whoever of the two is not `person` agreed to the date, or set it."""
    if meeting.starts_at is None or meeting.ends_at is None:
        raise ValueError("A meeting without a date has no place in a calendar.")
    return Entry(
        key=meeting.pk,
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=title(meeting, person),
        path=reverse("meeting", args=[meeting.pk]),
        place=meeting.place,
        is_off=meeting.state == MeetingState.CANCELLED,
        attendees=[Attendee(each, (each.pk == person.pk) == has_agreed) for each in meeting.tandem.people],
    )
