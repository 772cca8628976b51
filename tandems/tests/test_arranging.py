"""Arranging a meeting: times to choose from, and why it was moved."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from notices import kinds, mail
from notices.models import Notice
from people.errors import ActionError, NotAllowed, StaleState
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from people.times.public_holidays import DEFAULT_REGION, holiday
from programs.tests.factories import TopicFactory
from tandems import arranging, reminders, rules
from tandems.actions import (
    cancel_meeting,
    note_reason,
    part,
    pick_slot,
    propose_slots,
    set_date,
    withdraw_slots,
)
from tandems.enums import MeetingState, TandemState
from tandems.models import Meeting, MoveReason, ProposedSlot, SlotProposal
from tandems.notices.meetings import has_no_date
from tandems.tests.conftest import AT_TEN, THREE_TIMES
from tandems.tests.letters import letter, text, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WHY = "Weil mein Kind krank war"


# ------------------------------------------------------------------ proposing and choosing
def test_the_other_is_told_at_once_and_the_time_they_choose_is_the_date(
    propose_times, meeting, mentee, mentor, now, program
):
    topic = TopicFactory(program=program)
    proposal = propose_times(topic=topic)
    assert told("slots_proposed") == {mentor.pk}
    assert "10:00" in letter("slots_proposed", mentor)

    pick_slot(slot=proposal.slots.all()[1], person=mentor, now=now)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_at, meeting.minutes, meeting.place) == (
        "dated",
        THREE_TIMES[1],
        45,
        "Raum Neckar",
    )
    assert meeting.topic == topic
    assert told("meeting_set") == {mentee.pk}
    assert not SlotProposal.objects.exists()


def test_answering_with_other_times_turns_the_question_round(propose_times, mentee, mentor):
    propose_times()
    propose_times(person=mentor, starts=[AT_TEN + timedelta(days=5)])
    assert SlotProposal.objects.get().proposed_by == mentor
    assert told("slots_proposed") == {mentee.pk, mentor.pk}
    assert ProposedSlot.objects.count() == 1


def test_the_same_times_twice_are_one_proposal_and_one_mail(propose_times):
    assert propose_times() == propose_times(starts=reversed(THREE_TIMES))
    assert Notice.objects.filter(kind="slots_proposed").count() == 1


@pytest.mark.parametrize("starts", [[], [AT_TEN + timedelta(days=n) for n in range(4)], [AT_TEN - timedelta(days=30)]])
def test_none_four_and_past_times_are_refused(propose_times, starts):
    with pytest.raises(ActionError):
        propose_times(starts=starts)
    assert not SlotProposal.objects.exists()


def test_nobody_else_proposes_or_chooses_and_nobody_chooses_their_own(propose_times, mentee, now):
    stranger = PersonFactory(is_staff=True, is_superuser=True)
    with pytest.raises(NotAllowed):
        propose_times(person=stranger)
    slot = propose_times().slots.first()
    for person in (stranger, mentee):
        with pytest.raises(NotAllowed):
            pick_slot(slot=slot, person=person, now=now)


def test_a_time_that_was_taken_back_or_has_passed_cannot_be_chosen(propose_times, meeting, mentee, mentor, now):
    slot = propose_times().slots.first()
    with pytest.raises(ActionError):
        pick_slot(slot=slot, person=mentor, now=AT_TEN)
    with pytest.raises(NotAllowed):
        withdraw_slots(meeting=meeting, person=mentor)
    withdraw_slots(meeting=meeting, person=mentee)
    with pytest.raises(StaleState):
        pick_slot(slot=slot, person=mentor, now=now)


@pytest.mark.parametrize("what", ["set", "cancelled", "parted"])
def test_a_date_a_cancellation_and_the_end_answer_the_proposal(what, propose_times, date, meeting, mentee, mentor, now):
    propose_times()
    if what == "set":
        date(starts_at=AT_TEN + timedelta(days=9))
    elif what == "cancelled":
        cancel_meeting(meeting=meeting, person=mentee, now=now)
    else:
        part(tandem=meeting.tandem, person=mentee, now=now)
    notice = Notice.objects.get(kind="slots_proposed")
    assert not kinds.get("slots_proposed").still_wanted(notice, now)
    assert arranging.todos(mentor, now) == []


def test_a_meeting_that_has_a_date_keeps_it_until_another_is_chosen(propose_times, date, meeting, mentor, now):
    date()
    proposal = propose_times(meeting=Meeting.objects.get(pk=meeting.pk), starts=[AT_TEN + timedelta(days=7)])
    assert Meeting.objects.get(pk=meeting.pk).starts_at == AT_TEN
    pick_slot(slot=proposal.slots.get(), person=mentor, now=now)
    assert Meeting.objects.get(pk=meeting.pk).starts_at == AT_TEN + timedelta(days=7)
    assert told("meeting_moved")


def test_as_long_as_an_answer_is_awaited_nobody_is_asked_for_a_date(propose_times, meeting, mentee, mentor, now):
    assert has_no_date(None, meeting, now)
    propose_times()
    reminders.plan_due(now)
    assert not Notice.objects.filter(kind="agree_on_date").exists()
    assert not has_no_date(None, meeting, now)
    assert has_no_date(None, meeting, THREE_TIMES[2])
    assert [todo.path for todo in arranging.todos(mentor, now)] == [reverse("meeting_slots", args=[meeting.pk])]
    assert arranging.todos(mentee, now) == []
    assert arranging.todos(mentor, THREE_TIMES[2]) == []


@pytest.mark.parametrize("state", TandemState.values)
def test_times_are_chosen_by_the_other_in_a_running_tandem(state, propose_times, mentee, mentor):
    proposal = propose_times()
    proposal.meeting.tandem.state = state
    runs = state in (TandemState.ACTIVE, TandemState.PAUSED)
    assert rules.can_pick(proposal, mentor) is runs
    assert not rules.can_pick(proposal, mentee)
    assert not rules.can_pick(proposal, PersonFactory(is_superuser=True))


# ------------------------------------------------------------------ pages


def test_up_to_three_times_are_proposed_and_chosen_in_the_browser(client, coming):
    mentee, mentor = coming.tandem.people
    client.force_login(mentee)
    page = reverse("meeting_slots", args=[coming.pk])
    form = client.get(page).context["form"]
    suggested = [value for value, _label in form.fields["suggested"].choices][:2]
    own = (timezone.localdate() + timedelta(days=40)).isoformat()
    typed = {"seen": form["seen"].value(), "suggested": suggested, "date_1": own, "time_1": "10:00", "minutes": "60"}
    assert client.post(page, {**typed, "date_2": own, "time_2": "12:00"}).status_code == 200
    assert client.post(page, {**typed, "date_2": own}).status_code == 200
    assert not SlotProposal.objects.exists()
    assert client.post(page, typed).url == reverse("meeting", args=[coming.pk])
    assert ProposedSlot.objects.count() == 3
    meeting_page = reverse("meeting", args=[coming.pk])
    for shown in (page, meeting_page):
        assert "You have proposed" in text(client.get(shown))

    client.force_login(mentor)
    assert "Choose a time" in text(client.get(meeting_page))
    assert "proposes times" in text(client.get(reverse("tandem", args=[coming.tandem_id])))
    slot = ProposedSlot.objects.first()
    assert client.post(reverse("slot_pick", args=[coming.pk]), {"slot": "999999"}).url == page
    client.post(reverse("slot_pick", args=[coming.pk]), {"slot": slot.pk})
    coming.refresh_from_db()
    assert coming.starts_at == slot.starts_at


def test_both_time_zones_and_what_stands_against_a_time_are_shown(client, coming, now):
    mentee, mentor = coming.tandem.people
    mentor.time_zone = "America/New_York"
    mentor.save()
    real = timezone.now()
    sundays = (real + timedelta(days=13 - real.weekday() + 7 * weeks) for weeks in range(4))
    there = ZoneInfo(mentor.time_zone)
    sunday = next(day for day in sundays if not holiday(day.astimezone(there).date(), DEFAULT_REGION))
    propose_slots(meeting=coming, person=mentee, starts=[sunday], minutes=60, place="", topic=None, now=timezone.now())
    client.force_login(mentor)
    page = text(client.get(reverse("meeting_slots", args=[coming.pk])))
    assert "Europe/Berlin" in page
    assert "Outside of your working hours" in page
    form = client.get(reverse("meeting_slots", args=[coming.pk])).context["form"]
    labels = [label for _value, label in form.fields["suggested"].choices]
    assert labels
    assert all("(Europe/Berlin)" in label for label in labels)
    assert f"{mentee.first_name}: " in text(client.get(reverse("meeting_date", args=[coming.pk])))


def test_a_suggestion_fills_in_the_date_and_a_holiday_is_a_hint_only(client, coming):
    mentee, _mentor = coming.tandem.people
    client.force_login(mentee)
    page = reverse("meeting_date", args=[coming.pk])
    start = client.get(page).context["suggestions"][0]
    form = client.get(page, {"at": start.isoformat()}).context["form"]
    assert form["time"].value() == timezone.localtime(start).time()
    assert client.get(page, {"at": "nonsense", "topic": "x"}).status_code == 200

    day = timezone.localdate().replace(month=12, day=25, year=timezone.localdate().year + 1)
    typed = {"seen": form["seen"].value(), "date": day.isoformat(), "time": "10:00", "minutes": "60"}
    assert "Christmas" in text(client.post(page, typed, follow=True))
    coming.refresh_from_db()
    assert coming.state == MeetingState.DATED


# ------------------------------------------------------------------ why it was moved
def test_moving_takes_one_step_and_the_reason_is_ones_own_unless_one_says_otherwise(client, coming):
    mentee, mentor = coming.tandem.people
    start = timezone.now() + timedelta(days=8)
    set_date(meeting=coming, person=mentee, starts_at=start, minutes=60, place="", topic=None, now=timezone.now())
    client.force_login(mentee)
    page = reverse("meeting_date", args=[coming.pk])
    for number, tell in ((1, {}), (2, {"tell": "on"})):
        form = client.get(page).context["form"]
        day = (timezone.localdate() + timedelta(days=20 + number)).isoformat()
        typed = {"seen": form["seen"].value(), "date": day, "time": "10:00", "minutes": "60"}
        client.post(page, {**typed, "reason": f"{WHY} {number}", **tell})

    shown = reverse("meeting", args=[coming.pk])
    assert {f"{WHY} 1", f"{WHY} 2"} <= {one.text for one in client.get(shown).context["reasons"]}
    client.force_login(mentor)
    page = text(client.get(shown))
    assert f"{WHY} 2" in page
    assert f"{WHY} 1" not in page

    coming.refresh_from_db()
    latest = [one for one in Notice.objects.all() if one.context["sequence"] == coming.sequence]
    everything = [str(mail.build(one, kinds.get(one.kind)).message()) for one in latest] + [
        str(row) for row in Notice.objects.values_list("context")
    ]
    everything += [text(client.get(reverse("meeting_ics", args=[coming.pk])))]
    everything += [str(row) for row in AuditEvent.objects.values_list("subject_label", "details")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tandems_movereason")
        everything.append(repr(cursor.fetchall()))
    assert latest
    assert not [piece for piece in everything if "Kind krank" in piece]

    reason = MoveReason.objects.get(is_shared=True)
    assert client.post(reverse("reason_forget", args=[coming.pk, reason.pk])).status_code == 404
    client.force_login(mentee)
    client.post(reverse("reason_forget", args=[coming.pk, reason.pk]))
    assert MoveReason.objects.count() == 1


@pytest.mark.parametrize("tells", [False, True])
def test_a_move_by_proposal_keeps_why_as_private_as_its_author_wants(tells, client, coming):
    mentee, mentor = coming.tandem.people
    now = timezone.now()
    set_date(
        meeting=coming, person=mentor, starts_at=now + timedelta(days=8), minutes=60, place="", topic=None, now=now
    )
    client.force_login(mentee)
    page = reverse("meeting_slots", args=[coming.pk])
    form = client.get(page).context["form"]
    day = (timezone.localdate() + timedelta(days=15)).isoformat()
    typed = {"seen": form["seen"].value(), "date_1": day, "time_1": "10:00", "minutes": "60", "reason": WHY}
    client.post(page, typed | ({"tell": "on"} if tells else {}))
    assert WHY in text(client.get(page))
    assert not MoveReason.objects.exists()  # nothing has been moved yet
    assert "Kind krank" not in letter("slots_proposed", mentor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tandems_slotproposal")
        assert "Kind krank" not in repr(cursor.fetchall())

    client.force_login(mentor)
    assert (WHY in text(client.get(page))) is tells
    client.post(reverse("slot_pick", args=[coming.pk]), {"slot": ProposedSlot.objects.get().pk})
    reason = MoveReason.objects.get()
    assert (reason.author, reason.text, reason.is_shared) == (mentee, WHY, tells)
    assert (WHY in text(client.get(reverse("meeting", args=[coming.pk])))) is tells


def test_a_first_date_needs_no_reason_and_other_words_are_not_told_again(propose_times, date, meeting, now):
    assert propose_times(reason=WHY).reason == ""
    date()
    moved = {"meeting": Meeting.objects.get(pk=meeting.pk), "starts": [AT_TEN + timedelta(days=4)]}
    one = propose_times(**moved, reason=f" {WHY} ", tells_reason=True)
    assert (one.reason, one.tells_reason) == (WHY, True)
    assert (propose_times(**moved).pk, SlotProposal.objects.get().tells_reason) == (one.pk, False)
    assert Notice.objects.filter(kind="slots_proposed").count() == 2
    with pytest.raises(ActionError):
        propose_times(**moved, reason="x" * 501)


def test_nobody_else_says_why(meeting, now):
    with pytest.raises(NotAllowed):
        note_reason(meeting=meeting, person=PersonFactory(), text=WHY, is_shared=True, now=now)
    assert MoveReason not in admin.site._registry


def test_reminders_still_go_out_where_nothing_is_proposed(meeting, now):
    assert reminders.plan_due(now) >= 2
