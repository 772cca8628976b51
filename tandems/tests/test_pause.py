"""A tandem rests until a day, or until one of the two goes on: quietly, and nobody knows whose wish it was."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from notices import kinds
from notices.models import Notice
from people.errors import ActionError, NotAllowed
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from people.times.clock import midnight
from tandems.actions import complete, offer_pair, part, pause, resume, set_date
from tandems.actions.pause import resume_due
from tandems.enums import MeetingState, TandemState
from tandems.plan import spread
from tandems.reminders import plan_due

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 5, 4)  # a Monday, two months on


@pytest.fixture
def paused(tandem, mentee, now):
    return pause(tandem=tandem, person=mentee, until=UNTIL, now=now)


def weeks(tandem):
    return list(tandem.meetings.order_by("number").values_list("planned_week", flat=True))


# ------------------------------------------------------------------ beginning
def test_both_hear_of_a_pause_in_the_same_words_and_nobody_whose_wish_it_was(paused, mentee, mentor, now):
    assert (paused.state, paused.paused_until) == (TandemState.PAUSED, UNTIL)
    told = Notice.objects.filter(kind="tandem_paused")
    assert {notice.recipient_id for notice in told} == {mentee.pk, mentor.pk}
    kind = kinds.get("tandem_paused")
    bodies = [" ".join(kind.render(notice).paragraphs[1:]) for notice in told]
    assert bodies[0] == bodies[1]
    assert all(kind.still_wanted(notice, now) for notice in told)
    assert AuditEvent.objects.get(event="tandem.paused").actor is None


def test_what_is_planned_in_the_pause_moves_behind_it_and_into_the_time_left(tandem, paused):
    assert weeks(tandem)[0] == UNTIL
    assert weeks(tandem) == sorted(weeks(tandem))
    assert weeks(tandem)[-1] <= tandem.program.ends_on
    assert len(weeks(tandem)) == 8


def test_a_pause_between_two_planned_weeks_moves_nothing(tandem, mentee, now):
    tandem.meetings.filter(number=1).delete()
    before = weeks(tandem)
    pause(tandem=tandem, person=mentee, until=before[0] - timedelta(days=6), now=now)
    assert weeks(tandem) == before


def test_a_date_in_the_pause_is_cancelled_and_one_after_it_stays(tandem, mentee, date, now):
    inside = date()
    after = date(meeting=tandem.meetings.with_people().get(number=2), starts_at=midnight(UNTIL) + timedelta(hours=10))
    pause(tandem=tandem, person=mentee, until=UNTIL, now=now)

    assert tandem.meetings.get(pk=inside.pk).state == MeetingState.CANCELLED
    assert tandem.meetings.get(pk=after.pk).state == MeetingState.DATED
    assert Notice.objects.filter(kind="meeting_cancelled").count() == 2


@pytest.mark.parametrize(
    "until", [date(2026, 3, 3), date(2026, 3, 4), date(2026, 9, 5)], ids=["past", "today", "over half a year"]
)
def test_a_pause_ends_within_half_a_year(tandem, mentee, until, now):
    with pytest.raises(ActionError):
        pause(tandem=tandem, person=mentee, until=until, now=now)


def test_a_pause_ends_before_the_tandem_does(tandem, mentee, now):
    tandem.program.ends_on = date(2026, 4, 30)
    tandem.program.save()
    with pytest.raises(ActionError):
        pause(tandem=tandem, person=mentee, until=date(2026, 5, 1), now=now)


def test_only_the_two_can_pause_and_only_what_runs(tandem, mentee, now):
    with pytest.raises(NotAllowed):
        pause(tandem=tandem, person=PersonFactory(), until=UNTIL, now=now)
    part(tandem=tandem, person=mentee, now=now)
    with pytest.raises(ActionError):
        pause(tandem=tandem, person=mentee, until=UNTIL, now=now)


def test_a_pause_can_end_on_another_day_and_the_old_mail_is_no_longer_sent(paused, mentor, now):
    later = UNTIL + timedelta(days=7)
    pause(tandem=paused, person=mentor, until=later, now=now + timedelta(hours=1))

    wanted = [n for n in Notice.objects.filter(kind="tandem_paused") if kinds.get(n.kind).still_wanted(n, now)]
    assert {notice.context["until"] for notice in wanted} == {later.isoformat()}
    assert len(wanted) == 2


# ------------------------------------------------------------------ meanwhile
def test_reminders_are_silent_in_a_pause_and_speak_again_after_it(paused, mentee, now):
    in_pause = now + timedelta(days=20)
    assert plan_due(in_pause) == 0
    resume(tandem=paused, person=mentee, now=in_pause)
    plan_due(in_pause)
    assert Notice.objects.filter(kind="agree_on_date").count() == 2


def test_a_reminder_written_before_the_pause_is_not_sent_in_it(tandem, mentee, now):
    plan_due(now)
    asked = list(Notice.objects.filter(kind="agree_on_date"))
    assert all(kinds.get(n.kind).still_wanted(n, now) for n in asked)
    assert asked
    pause(tandem=tandem, person=mentee, until=UNTIL, now=now)
    assert not any(kinds.get(n.kind).still_wanted(n, now) for n in asked)


def test_no_date_is_set_inside_a_pause_but_one_after_it_is(paused, mentee, now):
    first = paused.meetings.with_people().get(number=1)
    when = {"person": mentee, "minutes": 60, "place": "", "topic": None, "now": now}
    with pytest.raises(ActionError, match=r"(?i)paus"):
        set_date(meeting=first, starts_at=midnight(UNTIL) - timedelta(hours=1), **when)
    set_date(meeting=first, starts_at=midnight(UNTIL) + timedelta(hours=9), **when)
    assert first.state == MeetingState.DATED


def test_a_tandem_in_a_pause_still_takes_up_its_place(paused, now):
    with pytest.raises(ActionError):
        offer_pair(program=paused.program, mentee=paused.mentee, mentor=paused.mentor, actor=None, now=now)


@pytest.mark.parametrize("end", ["part", "complete"])
def test_a_tandem_can_end_in_a_pause(paused, mentee, now, end):
    if end == "part":
        part(tandem=paused, person=mentee, now=now)
    else:
        complete(tandem=paused, actor=None, now=now)
    assert paused.state in (TandemState.PARTED, TandemState.COMPLETED)
    assert paused.paused_until is None


# ------------------------------------------------------------------ going on
def test_a_pause_is_over_by_itself_on_its_day_and_not_before(paused):
    resume_due(midnight(UNTIL) - timedelta(minutes=1))
    paused.refresh_from_db()
    assert paused.state == TandemState.PAUSED

    resume_due(midnight(UNTIL))
    resume_due(midnight(UNTIL))
    paused.refresh_from_db()
    assert (paused.state, paused.paused_until) == (TandemState.ACTIVE, None)
    assert weeks(paused)[0] == UNTIL
    assert Notice.objects.filter(kind="tandem_resumed").count() == 2


def test_going_on_earlier_plans_from_today_on(paused, mentor, now):
    resume(tandem=paused, person=mentor, now=now + timedelta(days=7))
    assert weeks(paused)[0] == date(2026, 3, 16)


def test_only_the_two_can_go_on(paused, now):
    with pytest.raises(NotAllowed):
        resume(tandem=paused, person=PersonFactory(), now=now)


# ------------------------------------------------------------------ the plan
@given(count=st.integers(1, 40), days=st.integers(0, 400), rhythm=st.integers(1, 26))
def test_meetings_laid_anew_are_all_there_in_order_and_within_the_time(count, days, rhythm):
    first = date(2026, 3, 5)
    found = spread(count=count, first=first, last=first + timedelta(days=days), rhythm_weeks=rhythm)
    assert len(found) == count
    assert found == sorted(found)
    assert all(week.weekday() == 0 for week in found)
    assert max(found) <= max(first + timedelta(days=days), first + timedelta(days=3))
    assert all(later - one <= timedelta(weeks=rhythm) for one, later in pairwise(found))


# ------------------------------------------------------------------ pages
def test_the_room_leads_to_a_pause_says_until_when_and_back(client, tandem, mentee):
    client.force_login(mentee)
    room = reverse("tandem", args=[tandem.pk])
    assert reverse("pause", args=[tandem.pk]) in client.get(room).content.decode()

    until = (datetime.now().astimezone() + timedelta(days=14)).date()
    response = client.post(reverse("pause", args=[tandem.pk]), {"until": until.isoformat()}, follow=True)
    tandem.refresh_from_db()
    assert tandem.paused_until == until
    assert reverse("resume", args=[tandem.pk]) in response.content.decode()

    client.post(reverse("resume", args=[tandem.pk]))
    tandem.refresh_from_db()
    assert tandem.state == TandemState.ACTIVE


def test_a_wrong_day_is_said_on_the_page(client, tandem, mentee):
    client.force_login(mentee)
    page = client.post(reverse("pause", args=[tandem.pk]), {"until": "2020-01-01"}).content.decode()
    assert "2020-01-01" in page
    tandem.refresh_from_db()
    assert tandem.state == TandemState.ACTIVE
