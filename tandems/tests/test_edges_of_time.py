"""Days on which reminders go wrong elsewhere: new year, both nights of the clock, 29 February; and what changes between
planning and sending."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from notices import delivery
from notices.enums import NoticeState
from notices.models import Notice, Preferences
from people.actions import deactivate_person
from tandems import reminders
from tandems.actions import set_date
from tandems.models import Meeting
from tandems.tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db

# when the meeting begins and the moment just after the reminder is due, 24 hours before
NIGHTS = [
    ("new year", datetime(2027, 1, 1, 9, 0, tzinfo=UTC)),
    ("the last week of the year belongs to the next", datetime(2026, 1, 1, 9, 0, tzinfo=UTC)),
    ("the short night", datetime(2026, 3, 29, 8, 0, tzinfo=UTC)),
    ("within the hour that does not exist", datetime(2026, 3, 30, 0, 30, tzinfo=UTC)),
    ("the long night", datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),
    ("the hour that comes twice", datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
    ("29 February", datetime(2028, 2, 29, 9, 0, tzinfo=UTC)),
    ("the day after it", datetime(2028, 3, 1, 9, 0, tzinfo=UTC)),
]


def at_any_hour(*people):
    """Whoever wants mails at night too, and any number of them: here only the calendar counts."""
    for person in people:
        Preferences.objects.create(person=person, quiet_from="00:00", quiet_until="00:00", working_days=list(range(7)))


def tomorrow_mails(now) -> list[mail.EmailMessage]:
    mail.outbox.clear()
    reminders.plan_due(now)
    Notice.objects.exclude(kind="meeting_tomorrow").delete()
    delivery.deliver_due(now=now)
    return mail.outbox


@pytest.mark.parametrize("starts_at", [row[1] for row in NIGHTS], ids=[row[0] for row in NIGHTS])
def test_one_reminder_a_day_before_whatever_the_night_is_like(starts_at):
    meeting = MeetingFactory(
        state="dated",
        starts_at=starts_at,
        changed_at=starts_at - timedelta(days=9),
        tandem__mentee__person__language="de",
        tandem__mentor__person__language="de",
    )
    at_any_hour(*meeting.tandem.people)
    before = starts_at - timedelta(hours=24, seconds=1)
    assert tomorrow_mails(before) == []
    due = starts_at - timedelta(hours=24)
    assert len(tomorrow_mails(due)) == 2
    for later in (timedelta(minutes=1), timedelta(hours=3), timedelta(hours=23)):
        assert tomorrow_mails(due + later) == []
    sent = Notice.objects.filter(kind="meeting_tomorrow", state=NoticeState.SENT)
    assert sent.count() == 2


@pytest.mark.parametrize("weeks", [52, 53])
def test_an_open_meeting_is_asked_about_once_across_new_year(weeks, now):
    week = date.fromisocalendar(2026, weeks, 1)
    MeetingFactory(planned_week=week)
    first = datetime.combine(week - timedelta(days=13), datetime.min.time(), UTC)
    for days in range(7):
        reminders.plan_due(first + timedelta(days=days))
    assert Notice.objects.filter(kind="agree_on_date").count() == 2


def test_a_meeting_moved_five_minutes_before_its_reminder_has_one_reminder_at_the_new_time(date, mentee, mentor, now):
    meeting = date(starts_at=now + timedelta(days=2))
    at_any_hour(mentee, mentor)
    due = now + timedelta(days=1)
    reminders.plan_due(due - timedelta(minutes=5))
    fresh = Meeting.objects.with_people().get(pk=meeting.pk)
    later = now + timedelta(days=5)
    moved_at = due - timedelta(minutes=5)
    set_date(meeting=fresh, person=mentor, starts_at=later, minutes=60, place="", topic=None, now=moved_at)
    assert tomorrow_mails(due) == []
    assert len(tomorrow_mails(later - timedelta(hours=24))) == 2
    assert Notice.objects.filter(kind="meeting_tomorrow", state=NoticeState.SENT).count() == 2


def test_a_meeting_moved_between_planning_and_sending_is_not_announced_at_its_old_time(date, mentee, mentor, now):
    meeting = date(starts_at=now + timedelta(days=2))
    at_any_hour(mentee, mentor)
    due = now + timedelta(days=1)
    reminders.plan_due(due)
    fresh = Meeting.objects.with_people().get(pk=meeting.pk)
    later = now + timedelta(days=5)
    set_date(meeting=fresh, person=mentor, starts_at=later, minutes=60, place="", topic=None, now=due)
    delivery.deliver_due(now=due)
    assert set(Notice.objects.filter(kind="meeting_tomorrow").values_list("state", flat=True)) == {NoticeState.OBSOLETE}


def test_language_and_time_zone_are_those_at_the_time_of_sending(date, mentee, mentor, now):
    date(starts_at=now + timedelta(days=1))
    at_any_hour(mentee, mentor)
    reminders.plan_due(now)
    mentee.language, mentee.time_zone = "en", "Asia/Tokyo"
    mentee.save()
    Notice.objects.exclude(kind="meeting_tomorrow").delete()
    mail.outbox.clear()
    delivery.deliver_due(now=now)
    (mine,) = [message for message in mail.outbox if mentee.email in message.to[0]]
    assert mine.subject.startswith("Meeting with")
    assert "18:00" in mine.body  # ten in Berlin


def test_someone_who_left_after_planning_hears_nothing_more(date, mentee, mentor, now):
    date(starts_at=now + timedelta(days=1))
    at_any_hour(mentee, mentor)
    reminders.plan_due(now)
    mail.outbox.clear()
    deactivate_person(person=mentor, actor=None, now=now)
    delivery.deliver_due(now=now + timedelta(minutes=1))
    assert not [message for message in mail.outbox if mentor.email in message.to[0]]
    assert not Notice.objects.filter(recipient=mentor, state=NoticeState.SENT).exists()


def test_after_three_days_of_standing_still_only_what_still_makes_sense_goes_out(date, mentee, mentor, now):
    """The clock three days ahead, or nobody there for three days."""
    date(starts_at=now + timedelta(days=1))
    at_any_hour(mentee, mentor)
    reminders.plan_due(now)
    mail.outbox.clear()
    ahead = now + timedelta(days=3)
    reminders.plan_due(ahead)
    delivery.deliver_due(now=ahead)
    assert not [message for message in mail.outbox if "REQUEST" in str(message.alternatives)]
    assert set(Notice.objects.filter(kind__in=["meeting_tomorrow", "meeting_set"]).values_list("state", flat=True)) == {
        NoticeState.EXPIRED
    }
    planned = Notice.objects.count()
    reminders.plan_due(ahead)
    assert Notice.objects.count() == planned
