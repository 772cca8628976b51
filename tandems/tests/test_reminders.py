from datetime import timedelta

import pytest
from django.utils import timezone, translation

from notices import choices, kinds, texts
from notices.models import Notice, ProgramKind
from tandems import reminders
from tandems.actions import accept_offer, add_meeting, cancel_meeting, decline_offer
from tandems.enums import TandemState
from tandems.models import Meeting, Tandem
from tandems.tests.conftest import AT_TEN
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db


def planned(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def one(kind):
    return Notice.objects.filter(kind=kind).order_by("pk").first()


def wanted(notice, now):
    return kinds.get(notice.kind).still_wanted(notice, now)


def rendered(notice, language="en", zone="Europe/Berlin"):
    with translation.override(language), timezone.override(zone):
        return kinds.get(notice.kind).render(notice)


# ------------------------------------------------------------------ offers
def test_half_way_to_the_deadline_who_has_not_answered_is_reminded(offered, mentee, mentor, now):
    accept_offer(tandem=offered, person=mentor, now=now)
    reminders.plan_due(now + timedelta(days=4))
    assert planned("offer_reminder") == set()

    reminders.plan_due(now + timedelta(days=6))
    assert planned("offer_reminder") == {mentee.pk}


def test_a_reminder_is_no_longer_wanted_after_the_answer(offered, mentee, mentor, now):
    later = now + timedelta(days=6)
    reminders.plan_due(later)
    notices = {notice.recipient_id: notice for notice in Notice.objects.filter(kind="offer_reminder")}
    accept_offer(tandem=offered, person=mentor, now=later)

    assert wanted(notices[mentee.pk], later)
    assert not wanted(notices[mentor.pk], later)


def test_after_a_no_nothing_of_the_reminders_is_left(offered, mentee, mentor, now):
    accept_offer(tandem=offered, person=mentor, now=now)
    reminders.plan_due(now + timedelta(days=6))
    decline_offer(tandem=offered, person=mentee, now=now + timedelta(days=6))

    assert planned("offer_reminder") == set()


# ------------------------------------------------------------------ the day before
def test_the_day_before_both_are_reminded_once(date, mentee, mentor):
    date()
    reminders.plan_due(AT_TEN - timedelta(hours=25))
    assert planned("meeting_tomorrow") == set()

    for _sweep in range(2):
        reminders.plan_due(AT_TEN - timedelta(hours=24))
    assert planned("meeting_tomorrow") == {mentee.pk, mentor.pk}
    assert Notice.objects.filter(kind="meeting_tomorrow").count() == 2


def test_a_meeting_set_at_short_notice_is_reminded_of_at_once(date, mentee, mentor):
    shortly = AT_TEN - timedelta(hours=5)
    date(now=shortly)
    reminders.plan_due(shortly)

    assert planned("meeting_tomorrow") == {mentee.pk, mentor.pk}


def test_a_meeting_within_two_hours_needs_no_reminder(date):
    date(now=AT_TEN - timedelta(minutes=110))
    reminders.plan_due(AT_TEN - timedelta(minutes=109))

    assert planned("meeting_tomorrow") == set()


def test_three_days_before_both_are_asked_to_prepare_once(date, mentee, mentor):
    date()
    for hours in (73, 72, 60, 40):
        reminders.plan_due(AT_TEN - timedelta(hours=hours))
        assert planned("meeting_prepare") == (set() if hours > 72 else {mentee.pk, mentor.pk})
    assert Notice.objects.filter(kind="meeting_prepare").count() == 2


def test_who_has_set_a_date_for_tomorrow_is_not_asked_to_prepare_and_reminded_at_once(date):
    date(now=AT_TEN - timedelta(hours=35))
    reminders.plan_due(AT_TEN - timedelta(hours=35))
    assert planned("meeting_prepare") == set()


def test_the_programme_says_how_many_days_before(date, program, mentee, mentor):
    for kind, days in [("meeting_prepare", 7), ("meeting_tomorrow", 2)]:
        ProgramKind.objects.create(program_id=program.pk, kind=kind, days=[days])
    ProgramKind.objects.create(program_id=program.pk + 1, kind="meeting_prepare", days=[14])
    date()
    reminders.plan_due(AT_TEN - timedelta(days=8))
    assert not Notice.objects.filter(kind__in=["meeting_prepare", "meeting_tomorrow"]).exists()
    reminders.plan_due(AT_TEN - timedelta(days=7))
    assert planned("meeting_prepare") == {mentee.pk, mentor.pk}
    reminders.plan_due(AT_TEN - timedelta(days=2))
    assert planned("meeting_tomorrow") == {mentee.pk, mentor.pk}


def test_distances_that_are_out_of_bounds_are_as_everywhere(program):
    ProgramKind.objects.create(program_id=program.pk, kind="agree_on_date", days=[99, 5])
    ProgramKind.objects.create(program_id=program.pk, kind="meeting_prepare", days=[4, 4])
    made = choices.load()
    assert made.days("agree_on_date", program.pk) == (14, 5)
    assert made.days("meeting_prepare", program.pk) == (3,)
    assert made.days("agree_on_date", None) == (14, 7)
    assert made.furthest("agree_on_date") == 21


def test_the_programme_says_when_who_was_asked_is_reminded(offered, mentee, mentor, now):
    ProgramKind.objects.create(program_id=offered.program_id, kind="offer_reminder", days=[2])
    reminders.plan_due(now + timedelta(days=7))
    assert planned("offer_reminder") == set()
    reminders.plan_due(now + timedelta(days=9))
    assert planned("offer_reminder") == {mentee.pk, mentor.pk}


def test_a_moved_meeting_is_reminded_of_anew_and_not_at_the_old_time(date):
    date()
    before = AT_TEN - timedelta(hours=24)
    reminders.plan_due(before)
    old = one("meeting_tomorrow")
    date(starts_at=AT_TEN + timedelta(days=7), now=before)

    assert not wanted(old, before)
    reminders.plan_due(AT_TEN + timedelta(days=6, hours=1))
    assert Notice.objects.filter(kind="meeting_tomorrow").count() == 4


# ------------------------------------------------------------------ nothing dated
def test_both_are_asked_for_a_date_when_the_week_is_near(tandem, mentee, mentor, now):
    reminders.plan_due(now)

    assert planned("agree_on_date") == {mentee.pk, mentor.pk}
    assert one("agree_on_date").context["meeting"] == str(tandem.meetings.get(number=1).pk)


def test_they_are_asked_once_more_after_a_week_and_never_again(tandem, now):
    for day in (0, 1, 6):
        reminders.plan_due(now + timedelta(days=day))
    assert Notice.objects.filter(kind="agree_on_date").count() == 2

    for day in (7, 8, 15, 30):
        reminders.plan_due(now + timedelta(days=day))
    assert Notice.objects.filter(kind="agree_on_date").count() == 4


def test_nobody_is_asked_while_a_date_is_ahead(date, now):
    date()
    reminders.plan_due(now)

    assert planned("agree_on_date") == set()


def test_a_week_far_ahead_is_no_reason_to_ask(tandem, now):
    tandem.meetings.filter(number=1).update(state="held", starts_at=now)
    reminders.plan_due(now)

    assert planned("agree_on_date") == set()


def test_a_date_set_meanwhile_makes_the_question_unwanted(date, tandem, now):
    reminders.plan_due(now)
    notice = one("agree_on_date")
    assert wanted(notice, now)

    date()
    assert not wanted(notice, now)


def test_an_ended_tandem_is_not_asked(tandem, now):
    reminders.plan_due(now)
    notice = one("agree_on_date")
    Tandem.objects.update(state=TandemState.PARTED)

    assert not wanted(notice, now)
    Notice.objects.all().delete()
    reminders.plan_due(now)
    assert planned("agree_on_date") == set()


# ------------------------------------------------------------------ news
def test_news_of_an_old_date_is_unwanted(date, meeting, mentee, now):
    date()
    first = one("meeting_set")
    date(starts_at=AT_TEN + timedelta(days=1))
    assert not wanted(first, now)

    moved = one("meeting_moved")
    assert wanted(moved, now)
    cancel_meeting(meeting=meeting, person=mentee, now=now)
    assert not wanted(moved, now)
    assert wanted(one("meeting_cancelled"), now)


def test_news_of_a_meeting_that_is_gone_is_unwanted(date, meeting, now):
    date()
    Meeting.objects.all().delete()

    assert not wanted(one("meeting_set"), now)


def test_a_subject_gives_away_only_with_whom(date, mentee, program):
    date(place="Raum Neckar")
    message = rendered(one("meeting_set"))

    assert message.subject == f"Meeting with {mentee.full_name}"
    assert "Wednesday" in message.paragraphs[1]
    assert message.attachments[0][2] == "text/calendar; method=REQUEST"


def test_a_mail_says_the_time_where_its_reader_is(date, mentor):
    date()
    mentor.time_zone = "America/New_York"
    mentor.save()
    message = rendered(one("meeting_set"), zone="America/New_York")

    assert "05:00" in message.paragraphs[1]
    assert "Time zone: America/New_York." in message.paragraphs


def test_hrs_preview_is_of_a_real_meeting_but_for_what_only_the_two_know(date, program, mentor, mentee):
    date(place="Geheimer Ort")
    kind = kinds.get("meeting_set")
    [sample] = texts.samples(kind, program.pk)
    assert texts.samples(kind, program.pk + 1) == []
    for language, place in [("de", "Raum 3"), ("en", "Room 3")]:
        with translation.override(language):
            message = texts.preview(kind, kind.text, sample)
        assert mentor.full_name in message.subject
        assert "2026" in " ".join(message.paragraphs)
        assert "Geheim" not in repr(message)
        assert place in " ".join(message.paragraphs) or language == "de"


def test_where_they_meet_stands_in_no_subject():
    with translation.override("en"):
        [(field, _message)] = texts.problems(kinds.get("meeting_set"), "Meeting in {place}", "")
    assert field == "subject"


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_kind_can_be_rendered(offered, mentee, mentor, now, language, program):
    tandem = offered
    reminders.plan_due(now + timedelta(days=6))
    accept_offer(tandem=tandem, person=mentee, now=now)
    accept_offer(tandem=tandem, person=mentor, now=now)
    reminders.plan_due(now)
    values = {"tandem": tandem, "person": mentee, "minutes": 60, "place": "", "topic": None, "now": now}
    add_meeting(**values, starts_at=now + timedelta(hours=20))
    cancel_meeting(meeting=tandem.meetings.with_people().get(number=2), person=mentee, now=now)
    reminders.plan_due(now)

    sent = set()
    for notice in Notice.objects.all():
        message = rendered(notice, language)
        assert message.subject
        assert all(message.paragraphs)
        assert message.path.startswith("/")
        sent.add(notice.kind)
    assert sent == {
        "offer",
        "offer_reminder",
        "tandem_started",
        "agree_on_date",
        "meeting_set",
        "meeting_for_calendar",
        "meeting_cancelled",
        "meeting_tomorrow",
    }


@pytest.mark.parametrize("count", [1, 12])
def test_a_sweep_takes_the_same_queries_for_any_number(count, now, django_assert_num_queries):
    for _number in range(count):
        MeetingFactory(planned_week=now.date())
        MeetingFactory(state="dated", starts_at=now + timedelta(hours=20), changed_at=now - timedelta(days=2))
        TandemFactory(state="offered", offered_at=now - timedelta(days=6), answer_until=now + timedelta(days=4))
    with django_assert_num_queries(15):
        reminders.plan_due(now)
