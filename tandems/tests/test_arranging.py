"""Arranging a meeting: times to choose from, why it was moved, and someone who acts for one of the two."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from notices import kinds, mail
from notices.models import Notice
from people import audit
from people.actions import deactivate_person
from people.errors import ActionError, NotAllowed, StaleState
from people.models import AuditEvent
from people.tests.factories import OrganisationFactory, PersonFactory
from programs.tests.factories import TopicFactory
from tandems import arranging, reminders, rules
from tandems.actions import (
    cancel_meeting,
    name_delegate,
    note_reason,
    part,
    pick_slot,
    propose_slots,
    set_date,
    withdraw_delegate,
    withdraw_slots,
)
from tandems.actions.delegation import find_delegate
from tandems.enums import MeetingState, TandemState
from tandems.models import DelegateStep, Delegation, Meeting, MoveReason, ProposedSlot, SlotProposal
from tandems.notices.meetings import has_no_date
from tandems.personal_arrangements import erase, export
from tandems.tests.conftest import AT_TEN
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
THREE = [AT_TEN, AT_TEN + timedelta(days=1), AT_TEN + timedelta(days=2, hours=4)]
WHY = "Weil mein Kind krank war"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def propose(meeting, mentee, now):
    def one(**changes):
        values = {
            "meeting": meeting,
            "person": mentee,
            "starts": THREE,
            "minutes": 45,
            "place": "Raum Neckar",
            "topic": None,
            "now": now,
        }
        return propose_slots(**{**values, **changes})

    return one


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def letter(kind, recipient):
    return written(Notice.objects.get(kind=kind, recipient=recipient), kind)


def letter_of_last(kind, recipient):
    return written(Notice.objects.filter(kind=kind, recipient=recipient).latest("pk"), kind)


def written(notice, kind):
    built = mail.build(notice, kinds.get(kind))
    return f"{built.subject}\n{built.body}"


# ------------------------------------------------------------------ proposing and choosing
def test_the_other_is_told_at_once_and_the_time_they_choose_is_the_date(propose, meeting, mentee, mentor, now, program):
    topic = TopicFactory(program=program)
    proposal = propose(topic=topic)
    assert told("slots_proposed") == {mentor.pk}
    assert "10:00" in letter("slots_proposed", mentor)

    pick_slot(slot=proposal.slots.all()[1], person=mentor, now=now)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.starts_at, meeting.minutes, meeting.place) == ("dated", THREE[1], 45, "Raum Neckar")
    assert meeting.topic == topic
    assert told("meeting_set") == {mentee.pk}
    assert not SlotProposal.objects.exists()


def test_answering_with_other_times_turns_the_question_round(propose, mentee, mentor):
    propose()
    propose(person=mentor, starts=[AT_TEN + timedelta(days=5)])
    assert SlotProposal.objects.get().proposed_by == mentor
    assert told("slots_proposed") == {mentee.pk, mentor.pk}
    assert ProposedSlot.objects.count() == 1


def test_the_same_times_twice_are_one_proposal_and_one_mail(propose):
    assert propose() == propose(starts=reversed(THREE))
    assert Notice.objects.filter(kind="slots_proposed").count() == 1


@pytest.mark.parametrize("starts", [[], [AT_TEN + timedelta(days=n) for n in range(4)], [AT_TEN - timedelta(days=30)]])
def test_none_four_and_past_times_are_refused(propose, starts):
    with pytest.raises(ActionError):
        propose(starts=starts)
    assert not SlotProposal.objects.exists()


def test_nobody_else_proposes_or_chooses_and_nobody_chooses_their_own(propose, mentee, now):
    stranger = PersonFactory(is_staff=True, is_superuser=True)
    with pytest.raises(NotAllowed):
        propose(person=stranger)
    slot = propose().slots.first()
    for person in (stranger, mentee):
        with pytest.raises(NotAllowed):
            pick_slot(slot=slot, person=person, now=now)


def test_a_time_that_was_taken_back_or_has_passed_cannot_be_chosen(propose, meeting, mentee, mentor, now):
    slot = propose().slots.first()
    with pytest.raises(ActionError):
        pick_slot(slot=slot, person=mentor, now=AT_TEN)
    with pytest.raises(NotAllowed):
        withdraw_slots(meeting=meeting, person=mentor)
    withdraw_slots(meeting=meeting, person=mentee)
    with pytest.raises(StaleState):
        pick_slot(slot=slot, person=mentor, now=now)


@pytest.mark.parametrize("what", ["set", "cancelled", "parted"])
def test_a_date_a_cancellation_and_the_end_answer_the_proposal(what, propose, date, meeting, mentee, mentor, now):
    propose()
    if what == "set":
        date(starts_at=AT_TEN + timedelta(days=9))
    elif what == "cancelled":
        cancel_meeting(meeting=meeting, person=mentee, now=now)
    else:
        part(tandem=meeting.tandem, person=mentee, now=now)
    notice = Notice.objects.get(kind="slots_proposed")
    assert not kinds.get("slots_proposed").still_wanted(notice, now)
    assert arranging.todos(mentor, now) == []


def test_a_meeting_that_has_a_date_keeps_it_until_another_is_chosen(propose, date, meeting, mentor, now):
    date()
    proposal = propose(meeting=Meeting.objects.get(pk=meeting.pk), starts=[AT_TEN + timedelta(days=7)])
    assert Meeting.objects.get(pk=meeting.pk).starts_at == AT_TEN
    pick_slot(slot=proposal.slots.get(), person=mentor, now=now)
    assert Meeting.objects.get(pk=meeting.pk).starts_at == AT_TEN + timedelta(days=7)
    assert told("meeting_moved")


def test_as_long_as_an_answer_is_awaited_nobody_is_asked_for_a_date(propose, meeting, mentee, mentor, now):
    assert has_no_date(None, meeting, now)
    propose()
    reminders.plan_due(now)
    assert not Notice.objects.filter(kind="agree_on_date").exists()
    assert not has_no_date(None, meeting, now)
    assert has_no_date(None, meeting, THREE[2])
    assert [todo.path for todo in arranging.todos(mentor, now)] == [reverse("meeting_slots", args=[meeting.pk])]
    assert arranging.todos(mentee, now) == []
    assert arranging.todos(mentor, THREE[2]) == []


@pytest.mark.parametrize("state", TandemState.values)
def test_times_are_chosen_by_the_other_in_a_running_tandem(state, propose, mentee, mentor):
    proposal = propose()
    proposal.meeting.tandem.state = state
    runs = state in (TandemState.ACTIVE, TandemState.PAUSED)
    assert rules.can_pick(proposal, mentor) is runs
    assert not rules.can_pick(proposal, mentee)
    assert not rules.can_pick(proposal, PersonFactory(is_superuser=True))


# ------------------------------------------------------------------ pages
@pytest.fixture
def coming():
    """Pages know only the real time."""
    now = timezone.now()
    tandem = TandemFactory(mentee__person__language="en", mentor__person__language="en")
    return MeetingFactory(tandem=tandem, planned_week=now.date() + timedelta(days=7))


def text(response):
    return response.content.decode()


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
    assert "You have proposed" in text(client.get(page))

    client.force_login(mentor)
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
    sunday = real + timedelta(days=13 - real.weekday())
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


def test_a_first_date_needs_no_reason_and_other_words_are_not_told_again(propose, date, meeting, now):
    assert propose(reason=WHY).reason == ""
    date()
    moved = {"meeting": Meeting.objects.get(pk=meeting.pk), "starts": [AT_TEN + timedelta(days=4)]}
    one = propose(**moved, reason=f" {WHY} ", tells_reason=True)
    assert (one.reason, one.tells_reason) == (WHY, True)
    assert (propose(**moved).pk, SlotProposal.objects.get().tells_reason) == (one.pk, False)
    assert Notice.objects.filter(kind="slots_proposed").count() == 2
    with pytest.raises(ActionError):
        propose(**moved, reason="x" * 501)


def test_nobody_else_says_why(meeting, now):
    with pytest.raises(NotAllowed):
        note_reason(meeting=meeting, person=PersonFactory(), text=WHY, is_shared=True, now=now)
    assert MoveReason not in admin.site._registry


# ------------------------------------------------------------------ someone who acts for one of the two
@pytest.fixture
def assistant():
    return PersonFactory(first_name="Kim", last_name="Adler", email="kim.adler@example.org", language="en")


@pytest.fixture
def delegation(mentee, assistant, now):
    return name_delegate(person=mentee, delegate=assistant, now=now)


@pytest.mark.parametrize("words", ["kim.adler@example.org", " KIM.ADLER@example.org", "Kim Adler", "kim  adler"])
def test_a_delegate_is_found_by_address_or_name(words, mentee, assistant):
    assert find_delegate(person=mentee, words=words) == assistant


def test_names_may_have_more_than_two_words(mentee):
    found = PersonFactory(first_name="Anna Lena", last_name="von der Heide")
    assert find_delegate(person=mentee, words="anna lena von der heide") == found


@pytest.mark.parametrize("words", ["Kim", "", "Kim Nobody", "nobody@example.org", "Zwei Gleiche", "Fern Weit", "Zu Da"])
def test_nobody_and_two_of_a_name_get_the_same_answer(words, mentee, assistant):
    for _twin in range(2):
        PersonFactory(first_name="Zwei", last_name="Gleiche")
    PersonFactory(first_name="Fern", last_name="Weit", organisation=OrganisationFactory(name="Anderswo AG"))
    PersonFactory(first_name="Zu", last_name="Da", is_active=False)
    with pytest.raises(ActionError) as error:
        find_delegate(person=mentee, words=words)
    assert "or more than one person" in str(error.value.message)


def test_a_delegate_acts_and_both_are_told_for_whom(delegation, meeting, mentee, mentor, assistant, now, date):
    date(delegation=delegation)
    assert told("meeting_set") == {mentee.pk, mentor.pk}
    for person in (mentee, mentor):
        person.language = "en"
        person.save()
        assert f"Kim Adler for {mentee.full_name} has set a date" in letter("meeting_set", person)
    date(delegation=delegation, starts_at=AT_TEN + timedelta(days=1))
    assert f"Arranged by Kim Adler for {mentee.full_name}." in letter("meeting_moved", mentor)
    cancel_meeting(meeting=meeting, person=mentee, now=now, delegation=delegation)
    assert f"Arranged by Kim Adler for {mentee.full_name}." in letter("meeting_cancelled", mentor)

    steps = DelegateStep.objects.order_by("pk").values_list("what", flat=True)
    assert list(steps) == ["meeting_set", "meeting_moved", "meeting_cancelled"]
    # HR learns neither who moved a meeting nor who acts for whom
    assert not AuditEvent.objects.filter(event__startswith="meeting.").exclude(actor=None).exists()
    hr = PersonFactory(is_staff=True)
    assert not audit.visible_to(hr).filter(event__startswith="delegate.").exists()
    assert AuditEvent.objects.filter(event="delegate.named", actor=mentee).exists()


def test_what_the_two_do_themselves_names_nobody_else(delegation, date, mentor):
    date()
    mentor.language = "en"
    mentor.save()
    assert told("meeting_set") == {mentor.pk}
    assert "Kim Adler" not in letter("meeting_set", mentor)
    assert not DelegateStep.objects.exists()


@pytest.mark.parametrize("end", ["withdrawn", "replaced", "delegate closed", "person closed"])
def test_a_delegation_that_is_over_opens_nothing(end, delegation, date, mentee, assistant, now, client, meeting):
    if end == "withdrawn":
        withdraw_delegate(person=mentee, now=now)
    elif end == "replaced":
        name_delegate(person=mentee, delegate=PersonFactory(), now=now)
    else:
        deactivate_person(person=assistant if end == "delegate closed" else mentee, actor=None, now=now)
    with pytest.raises(NotAllowed):
        date(delegation=delegation)
    client.force_login(assistant)
    assert client.get(reverse("assistance_date", args=[meeting.pk])).status_code != 200
    assert not Meeting.objects.arranged_by(assistant).exists()


@pytest.mark.parametrize("tandem_state", TandemState.values)
@pytest.mark.parametrize("meeting_state", MeetingState.values)
def test_what_a_delegate_may_arrange(tandem_state, meeting_state, delegation, meeting, mentee, mentor, assistant):
    meeting.state, meeting.tandem.state = meeting_state, tandem_state
    runs = tandem_state in (TandemState.ACTIVE, TandemState.PAUSED) and meeting_state in ("open", "dated")
    assert rules.can_arrange(delegation, assistant, meeting) is runs
    for other in (mentor, PersonFactory(is_staff=True, is_superuser=True)):
        assert not rules.can_arrange(delegation, other, meeting)
    assert not rules.acts_for(delegation, assistant, mentor)
    delegation.withdrawn_at = delegation.named_at
    assert not rules.can_arrange(delegation, assistant, meeting)


def test_a_delegate_of_one_opens_no_meeting_of_another(delegation, date, mentor):
    with pytest.raises(NotAllowed):
        date(delegation=delegation, person=mentor)


def test_nobody_names_themselves_or_the_other_of_their_tandem(mentee, mentor, meeting, now):
    for delegate in (mentee, mentor, PersonFactory(is_active=False)):
        with pytest.raises(ActionError):
            name_delegate(person=mentee, delegate=delegate, now=now)
    assert not Delegation.objects.exists()


def test_naming_the_same_twice_is_one_delegation_and_one_mail(mentee, assistant, now):
    assert name_delegate(person=mentee, delegate=assistant, now=now) == name_delegate(
        person=mentee, delegate=assistant, now=now
    )
    assert told("delegate_named") == {assistant.pk}
    assert mentee.full_name in letter("delegate_named", assistant)


def test_a_delegate_sees_dates_places_and_names_and_nothing_else(client, coming, assistant):
    mentee, mentor = coming.tandem.people
    program = coming.tandem.program
    topic = TopicFactory(program=program, name_de="Schweres Thema", name_en="Heavy topic")
    start = timezone.now() + timedelta(days=8)
    set_date(
        meeting=coming, person=mentee, starts_at=start, minutes=60, place="Raum 7", topic=topic, now=timezone.now()
    )
    note_reason(meeting=coming, person=mentee, text=WHY, is_shared=True, now=timezone.now())
    name_delegate(person=mentee, delegate=assistant, now=timezone.now())
    client.force_login(assistant)
    pages = [reverse("assistance"), *(reverse(f"assistance_{what}", args=[coming.pk]) for what in ("date", "cancel"))]
    for page in pages:
        shown = text(client.get(page))
        assert mentor.full_name in shown
        assert "Raum 7" in shown
        for hidden in ("Heavy topic", WHY, str(program), reverse("tandem", args=[coming.tandem_id])):
            assert hidden not in shown
    own = [
        ("tandem", coming.tandem_id),
        ("meeting", coming.pk),
        ("meeting_date", coming.pk),
        ("entry_new", coming.tandem_id),
    ]
    assert {client.get(reverse(name, args=[key])).status_code for name, key in own} == {404}

    form = client.get(pages[1]).context["form"]
    day = (timezone.localdate() + timedelta(days=15)).isoformat()
    typed = {"seen": form["seen"].value(), "date": day, "time": "11:00", "minutes": "60", "place": "Raum 8"}
    assert client.post(pages[1], typed).url == pages[0]
    coming.refresh_from_db()
    assert (coming.place, coming.topic) == ("Raum 8", topic)
    assert "someone was faster" in text(client.post(pages[1], {**typed, "time": "12:00"})).lower()
    client.post(pages[2], {"seen": f"dated:{coming.sequence}"})
    coming.refresh_from_db()
    assert coming.state == MeetingState.CANCELLED

    client.force_login(mentee)
    log = text(client.get(reverse("delegate")))
    assert "Kim Adler: meeting with" in log
    assert Meeting.objects.arranged_by(assistant).count() == 0


def test_a_delegate_chooses_a_time_that_the_other_proposed_and_sees_dates_and_names_alone(client, coming, assistant):
    mentee, mentor = coming.tandem.people
    now = timezone.now()
    topic = TopicFactory(program=coming.tandem.program, name_de="Schweres Thema", name_en="Heavy topic")
    set_date(
        meeting=coming, person=mentee, starts_at=now + timedelta(days=8), minutes=60, place="", topic=None, now=now
    )
    name_delegate(person=mentee, delegate=assistant, now=now)
    page = reverse("assistance_times", args=[coming.pk])
    times = {"starts": [now + timedelta(days=9), now + timedelta(days=10)], "minutes": 45, "now": now}
    propose_slots(
        meeting=coming, person=mentor, place="Raum Geheim", topic=topic, reason=WHY, tells_reason=True, **times
    )
    first, slot = ProposedSlot.objects.all()
    client.force_login(assistant)
    (todo,) = arranging.todos(assistant, now)
    assert todo.note == "Times are proposed and wait for an answer."
    assert page in text(client.get(reverse("assistance")))
    shown = text(client.get(page))
    assert mentor.full_name in shown
    assert f'value="{first.pk}"' in shown
    for hidden in ("Heavy topic", "Raum Geheim", WHY, str(coming.tandem.program), "working hours"):
        assert hidden not in shown
    assert client.get(reverse("meeting_slots", args=[coming.pk])).status_code == 404
    assert client.post(reverse("slot_pick", args=[coming.pk]), {"slot": slot.pk}).status_code == 404

    assert client.post(page, {"slot": "999999"}).url == page
    assert client.post(page, {"slot": slot.pk}).url == reverse("assistance")
    coming.refresh_from_db()
    assert (coming.starts_at, coming.topic, coming.place) == (slot.starts_at, topic, "Raum Geheim")
    for person in (mentee, mentor):
        assert f"Arranged by Kim Adler for {mentee.full_name}." in letter_of_last("meeting_moved", person)
    assert DelegateStep.objects.get().what == "meeting_moved"
    assert MoveReason.objects.get().author == mentor
    assert client.get(page).url == reverse("assistance")


@pytest.mark.parametrize("who", ["own proposal", "another's delegate", "withdrawn"])
def test_a_delegate_answers_for_nobody_else(who, client, coming, assistant):
    mentee, mentor = coming.tandem.people
    now = timezone.now()
    by = mentee if who == "own proposal" else mentor
    propose_slots(
        meeting=coming, person=by, starts=[now + timedelta(days=9)], minutes=45, place="", topic=None, now=now
    )
    name_delegate(person=PersonFactory() if who == "another's delegate" else mentee, delegate=assistant, now=now)
    if who == "withdrawn":
        withdraw_delegate(person=mentee, now=now)
    client.force_login(assistant)
    page = reverse("assistance_times", args=[coming.pk])
    assert page not in text(client.get(reverse("assistance")))
    assert client.get(page).status_code == 404
    assert client.post(page, {"slot": ProposedSlot.objects.get().pk}).status_code == 404
    assert SlotProposal.objects.exists()


def test_a_delegate_finds_the_meetings_in_the_order_of_the_way(client, coming, assistant, django_assert_num_queries):
    soon = timezone.now() + timedelta(days=2)
    dated = MeetingFactory(tandem=coming.tandem, number=9, state=MeetingState.DATED, starts_at=soon)
    name_delegate(person=coming.tandem.mentee.person, delegate=assistant, now=timezone.now())
    client.force_login(assistant)
    with django_assert_num_queries(7):
        rows = client.get(reverse("assistance")).context["rows"]
    assert [meeting for meeting, _partner, _has_times in rows[0][1]] == [dated, coming]


def test_naming_and_withdrawing_in_the_browser_and_the_other_sees_it(client, coming, assistant):
    mentee, mentor = coming.tandem.people
    client.force_login(mentee)
    page = reverse("delegate")
    assert "or more than one person" in text(client.post(page, {"who": "Kim Niemand"}))
    client.post(page, {"who": "Kim Adler"})
    assert "Kim Adler" in text(client.get(page))
    room = reverse("tandem", args=[coming.tandem_id])
    client.force_login(mentor)
    assert "Kim Adler" in text(client.get(room))
    assert [todo.path for todo in arranging.todos(assistant, timezone.now())] == [reverse("assistance")]

    client.force_login(mentee)
    client.post(reverse("delegate_withdraw"))
    client.force_login(mentor)
    assert "Kim Adler" not in text(client.get(room))
    assert arranging.todos(assistant, timezone.now()) == []


def test_reminders_still_go_out_where_nothing_is_proposed(meeting, now):
    assert reminders.plan_due(now) >= 2


# ------------------------------------------------------------------ personal data
def test_what_was_arranged_is_taken_along_and_erased(
    propose, delegation, date, meeting, mentee, mentor, assistant, now
):
    date(delegation=delegation)
    note_reason(meeting=meeting, person=mentee, text=WHY, is_shared=False, now=now)
    note_reason(meeting=meeting, person=mentor, text="Anders", is_shared=True, now=now)
    propose(meeting=Meeting.objects.get(pk=meeting.pk))
    assert len(export(mentee)) == 3
    assert len(export(assistant)) == 1
    erase(mentee)
    assert export(mentee) == export(assistant) == []
    assert [one.text for one in MoveReason.objects.all()] == ["Anders"]
