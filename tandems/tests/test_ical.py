from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from notices import kinds
from notices.models import Notice
from tandems.actions import cancel_meeting
from tandems.ical import Method, calendar_file
from tandems.tests.conftest import AT_TEN

pytestmark = pytest.mark.django_db


def parsed(meeting, person, method=Method.REQUEST):
    calendar = Calendar.from_ical(calendar_file(meeting, person=person, method=method))
    return calendar, calendar.walk("VEVENT")[0]


def by_another_library(meeting, person, method=Method.REQUEST) -> dict[str, Any]:
    """What vobject reads, which takes the zones from the file and shares nothing with icalendar."""
    calendar = vobject.readOne(calendar_file(meeting, person=person, method=method))
    event = calendar.vevent
    return {
        "METHOD": calendar.method.value,
        "UID": event.uid.value,
        "SEQUENCE": event.sequence.value,
        "STATUS": event.status.value,
        "DTSTART": event.dtstart.value,
        "DTEND": event.dtend.value,
        "SUMMARY": event.summary.value,
        "ATTENDEES": {
            attendee.value: (attendee.params["CN"][0], attendee.params["PARTSTAT"][0], attendee.params["RSVP"][0])
            for attendee in getattr(event, "attendee_list", [])
        },
        "ORGANIZER": getattr(event, "organizer", None) and event.organizer.value,
    }


def test_another_library_reads_the_invitation_as_it_is_meant(date, mentee, mentor):
    mentee.first_name = 'Anna "Änne"; B,'
    mentee.save()
    meeting = date()
    meeting.refresh_from_db()
    read = by_another_library(meeting, mentor)
    assert (read["METHOD"], read["UID"], read["SEQUENCE"], read["STATUS"]) == (
        "REQUEST",
        f"{meeting.pk}@127.0.0.1",
        "1",
        "CONFIRMED",
    )
    assert (read["DTSTART"], read["DTEND"]) == (AT_TEN, AT_TEN + timedelta(minutes=60))
    assert mentee.full_name in read["SUMMARY"]
    assert read["ORGANIZER"] == "mailto:tandem@localhost"
    assert read["ATTENDEES"] == {
        f"mailto:{mentee.email}": (mentee.full_name.replace('"', "'"), "ACCEPTED", "FALSE"),
        f"mailto:{mentor.email}": (mentor.full_name, "NEEDS-ACTION", "FALSE"),
    }


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "Asia/Tehran", "Pacific/Auckland", "Asia/Kolkata", "UTC"])
@pytest.mark.parametrize("month", [1, 4, 7, 11])
def test_every_zone_gives_the_same_instant_in_both_libraries(zone, month, date, mentor, now):
    mentor.time_zone = zone
    instant = datetime(2027, month, 15, 13, 30, tzinfo=UTC)
    meeting = date(starts_at=instant)
    assert by_another_library(meeting, mentor)["DTSTART"].astimezone(UTC) == instant
    assert parsed(meeting, mentor)[1]["DTSTART"].dt.astimezone(UTC) == instant


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Sydney"])
def test_outlook_finds_one_yearly_rule_for_each_change_of_the_clock(zone, date, mentor):
    mentor.time_zone = zone
    text = calendar_file(date(), person=mentor, method=Method.REQUEST)
    assert text.count("RRULE:FREQ=YEARLY;BYDAY=") == 2
    assert "RDATE" not in text


def test_a_zone_without_a_yearly_rule_is_written_in_utc(date, mentor):
    mentor.time_zone = "Africa/Casablanca"
    text = calendar_file(date(), person=mentor, method=Method.REQUEST)
    assert "VTIMEZONE" not in text
    assert "DTSTART:20260311T090000Z" in text


def test_an_invitation_says_when_where_and_with_whom(date, mentee, mentor, settings):
    meeting = date()
    calendar, event = parsed(meeting, mentor)

    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == f"{meeting.pk}@127.0.0.1"
    assert event["SEQUENCE"] == 1
    assert event["STATUS"] == "CONFIRMED"
    assert event.decoded("DTSTAMP") == meeting.changed_at
    assert event.decoded("DTSTART") == AT_TEN
    assert event.decoded("DTEND") == AT_TEN + timedelta(minutes=60)
    assert event["LOCATION"] == "Raum Neckar"
    assert mentee.full_name in event["SUMMARY"]
    assert event["ORGANIZER"].lower() == "mailto:tandem@localhost"
    assert {address.lower() for address in event["ATTENDEE"]} == {f"mailto:{mentee.email}", f"mailto:{mentor.email}"}
    assert event["DESCRIPTION"] == f"{settings.BASE_URL}/meetings/{meeting.pk}/"


def test_a_moved_meeting_is_the_same_entry_with_a_higher_sequence(date, mentor):
    _calendar, first = parsed(date(), mentor)
    _calendar, second = parsed(date(starts_at=AT_TEN + timedelta(days=1)), mentor)

    assert first["UID"] == second["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (1, 2)


def test_a_cancellation_takes_the_entry_out(date, meeting, mentee, mentor, now):
    date()
    cancel_meeting(meeting=meeting, person=mentee, now=now)
    calendar, event = parsed(meeting, mentor, Method.CANCEL)

    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)


def test_a_file_to_download_names_no_attendees(date, mentor):
    calendar, event = parsed(date(), mentor, Method.PUBLISH)

    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event  # Outlook would ask to accept it, and hang


def test_the_topic_stays_out_of_the_calendar(date, mentor, program):
    from programs.tests.factories import TopicFactory

    topic = TopicFactory(program=program, name_de="Heikles Thema", name_en="Delicate topic")
    text = calendar_file(date(topic=topic), person=mentor, method=Method.REQUEST)

    assert "Heikles" not in text
    assert "Delicate" not in text


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        # the days around both changes of the clock in Berlin in 2026
        ("Europe/Berlin", datetime(2026, 3, 28, 9, 0), datetime(2026, 3, 28, 8, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 29, 9, 0), datetime(2026, 3, 29, 7, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 24, 9, 0), datetime(2026, 10, 24, 7, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 25, 9, 0), datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 9, 0), datetime(2026, 11, 1, 14, 0, tzinfo=UTC)),
    ],
)
def test_local_times_are_right_on_both_sides_of_a_change_of_the_clock(date, mentor, zone, local, instant):
    mentor.time_zone = zone
    meeting = date(starts_at=instant)
    calendar, event = parsed(meeting, mentor)

    start = event["DTSTART"]
    assert start.params["TZID"] == zone
    assert start.dt.replace(tzinfo=None) == local
    # the zone component in the file gives the same instant, without the reader's own table of zones
    own_zone = next(part for part in calendar.walk("VTIMEZONE") if part["TZID"] == zone).to_tz(lookup_tzid=False)
    assert local.replace(tzinfo=own_zone).astimezone(UTC) == instant
    # and so does another library
    assert by_another_library(meeting, mentor)["DTSTART"].astimezone(UTC) == instant


def test_a_meeting_over_the_change_of_the_clock_keeps_its_length(date, mentor):
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 10, 25, 1, 30, tzinfo=berlin)
    _calendar, event = parsed(date(starts_at=start, minutes=180), mentor)

    length = event["DTEND"].dt.astimezone(UTC) - event["DTSTART"].dt.astimezone(UTC)
    assert length == timedelta(minutes=180)


def test_a_meeting_without_a_date_has_no_file(meeting, mentor):
    with pytest.raises(ValueError):
        calendar_file(meeting, person=mentor, method=Method.PUBLISH)


def test_the_mail_about_a_date_carries_the_file(date, mentor):
    meeting = date()
    notice = Notice.objects.get(kind="meeting_set")
    name, text, content_type = kinds.get("meeting_set").render(notice).attachments[0]

    assert (name, content_type) == (f"tandem-{meeting.number}.ics", "text/calendar; method=REQUEST")
    assert Calendar.from_ical(text)["METHOD"] == "REQUEST"
