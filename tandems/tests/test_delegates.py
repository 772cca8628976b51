"""Someone who acts for one of the two: what they may arrange, what they see, and what is kept of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from people import audit
from people.actions import deactivate_person
from people.errors import ActionError, NotAllowed
from people.models import AuditEvent
from people.tests.factories import OrganisationFactory, PersonFactory
from programs.tests.factories import TopicFactory
from tandems import arranging, rules
from tandems.actions import (
    cancel_meeting,
    name_delegate,
    note_reason,
    propose_slots,
    set_date,
    withdraw_delegate,
)
from tandems.actions.delegation import find_delegate
from tandems.enums import MeetingState, TandemState
from tandems.models import DelegateStep, Delegation, Meeting, MoveReason, ProposedSlot, SlotProposal
from tandems.personal_arrangements import erase, export
from tandems.tests.conftest import AT_TEN
from tandems.tests.factories import MeetingFactory
from tandems.tests.letters import letter, letter_of_last, text, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
WHY = "Weil mein Kind krank war"


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


@pytest.mark.parametrize(
    "words", ["Kim", "", "Kim Nobody", "nobody@example.org", "Zwei Gleiche", "Fern Weit", "Zu Da", "fern@example.org"]
)
def test_nobody_and_two_of_a_name_get_the_same_answer(words, mentee, assistant):
    for _twin in range(2):
        PersonFactory(first_name="Zwei", last_name="Gleiche")
    PersonFactory(
        first_name="Fern",
        last_name="Weit",
        email="fern@example.org",
        organisation=OrganisationFactory(name="Anderswo AG"),
    )
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


def test_what_was_arranged_is_taken_along_and_erased(
    propose_times, delegation, date, meeting, mentee, mentor, assistant, now
):
    date(delegation=delegation)
    note_reason(meeting=meeting, person=mentee, text=WHY, is_shared=False, now=now)
    note_reason(meeting=meeting, person=mentor, text="Anders", is_shared=True, now=now)
    propose_times(meeting=Meeting.objects.get(pk=meeting.pk))
    assert len(export(mentee)) == 3
    assert len(export(assistant)) == 1
    erase(mentee)
    assert export(mentee) == export(assistant) == []
    assert [one.text for one in MoveReason.objects.all()] == ["Anders"]
