"""Invitations as they leave the house: what Outlook, Google, Apple and Thunderbird look for in a mail."""

import email
from email.policy import default

import pytest
import vobject
from django.core import mail
from icalendar import Calendar

from notices.delivery import deliver_due
from notices.models import Notice
from tandems.actions import cancel_meeting, set_date
from tandems.tests.conftest import AT_TEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(meeting, now):
    """`mails()` delivers what is due and returns what has gone out about meetings, by address."""
    Notice.objects.all().delete()

    def deliver():
        mail.outbox.clear()
        deliver_due(now=now)
        parsed = [email.message_from_bytes(sent.message().as_bytes(), policy=default) for sent in mail.outbox]
        return {message["To"].addresses[0].addr_spec: message for message in parsed}

    return deliver


def calendar_parts(message):
    return [part for part in message.walk() if part.get_content_type() in ("text/calendar", "application/ics")]


def invitation(message):
    return vobject.readOne(calendar_parts(message)[0].get_content())


def test_the_message_stands_beside_the_text_bears_its_method_and_is_attached_as_a_file(mails, date, mentor):
    date()
    message = mails()[mentor.email]

    assert message.get_content_type() == "multipart/mixed"
    alternative, file = message.iter_parts()
    kinds = [part.get_content_type() for part in alternative.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    part = list(alternative.iter_parts())[2]
    assert part["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert part["Content-Transfer-Encoding"] == "base64"
    assert part["Content-Disposition"] is None
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "tandem-1.ics")
    assert file.get_content() == part.get_payload(decode=True)


def test_sender_and_organiser_are_the_same_and_the_recipient_is_invited(mails, date, mentor):
    date()
    message = mails()[mentor.email]
    event = invitation(message).vevent
    assert event.organizer.value == f"mailto:{message['From'].addresses[0].addr_spec}"
    assert f"mailto:{mentor.email}" in [attendee.value for attendee in event.attendee_list]


def test_who_sets_a_date_has_it_in_the_calendar_too_and_need_not_accept_it(mails, date, mentee, mentor):
    date()
    by_address = mails()
    assert set(by_address) == {mentee.email, mentor.email}
    for message in by_address.values():
        states = {each.value: each.params["PARTSTAT"][0] for each in invitation(message).vevent.attendee_list}
        assert states == {f"mailto:{mentee.email}": "ACCEPTED", f"mailto:{mentor.email}": "NEEDS-ACTION"}


def test_both_calendars_follow_when_one_moves_and_the_other_cancels(mails, date, mentee, mentor, now):
    meeting = date()
    first = mails()
    later = AT_TEN.replace(hour=15)
    moved = set_date(meeting=meeting, person=mentor, starts_at=later, minutes=45, place="", topic=None, now=now)
    second = mails()
    cancel_meeting(meeting=moved, person=mentee, now=now)
    third = mails()

    for address in (mentee.email, mentor.email):
        entries = [invitation(round_[address]) for round_ in (first, second, third)]
        assert len({entry.vevent.uid.value for entry in entries}) == 1
        assert [entry.vevent.sequence.value for entry in entries] == ["1", "2", "3"]
        assert [entry.method.value for entry in entries] == ["REQUEST", "REQUEST", "CANCEL"]
        assert entries[1].vevent.dtstart.value == later
        assert entries[2].vevent.status.value == "CANCELLED"


def test_nothing_but_the_name_a_link_and_the_place_is_given_away(mails, date, mentee, mentor, program):
    from programs.tests.factories import TopicFactory

    meeting = date(topic=TopicFactory(program=program, name_de="Heikles Thema", name_en="Delicate topic"))
    message = mails()[mentor.email]
    assert message["Subject"].endswith(mentee.full_name)
    event = Calendar.from_ical(calendar_parts(message)[0].get_payload(decode=True)).walk("VEVENT")[0]
    assert event["DESCRIPTION"].endswith(f"/meetings/{meeting.pk}/")
    assert set(event) == {
        *("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL"),
        *("STATUS", "TRANSP", "LOCATION", "ORGANIZER", "ATTENDEE"),
        *("X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-INTENDEDSTATUS", "X-MICROSOFT-DISALLOW-COUNTER"),
    }


def test_nobody_proposes_another_time_by_mail_and_the_mail_says_that_answers_stay_in_the_calendar(
    mails, meeting, date, mentee, mentor, now
):
    mentor.language = "en"
    mentor.save()
    date()
    message = mails()[mentor.email]
    event = invitation(message).vevent
    assert event.x_microsoft_disallow_counter.value == "TRUE"
    assert event.x_microsoft_cdo_busystatus.value == "BUSY"
    answers = {each.params["RSVP"][0] for each in event.attendee_list}
    assert answers == {"FALSE"}
    said = " ".join(message.get_body(("plain",)).get_content().split())
    assert f"What you answer in your calendar stays there, and {mentee.full_name} does not hear of it." in said
    meeting.refresh_from_db()
    cancel_meeting(meeting=meeting, person=mentee, now=now)
    assert invitation(mails()[mentor.email]).vevent.x_microsoft_cdo_busystatus.value == "FREE"
