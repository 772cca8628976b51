"""HR's pages of events: what is typed where the event takes place, steps that say what they do, who came, notes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from notices.models import Notice
from people.enums import Language
from people.models import AuditEvent
from people.tests.proof import REASON, prove
from programs.actions import events as actions
from programs.enums import EventAnswer, EventState, ProgramState
from programs.models import Event, EventReply
from programs.tests.factories import (
    EventFactory,
    MenteeFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "kick_off",
    "title_de": "Auftakt",
    "title_en": "Kick-off",
    "for_mentees": "on",
    "for_mentors": "on",
    "minutes": "90",
    "time_zone": "America/New_York",
    "place": "Room 5",
    "anchor": "start",
    "offset_days": "7",
    "clock": "10:00",
}


@pytest.fixture
def program():
    today = datetime.now(UTC).date()
    return ProgramFactory(
        state=ProgramState.RUNNING, starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=99)
    )


@pytest.fixture
def hr(client, program):
    person = TeamMemberFactory(program=program, person__language=Language.ENGLISH).person
    client.force_login(person)
    return person


@pytest.fixture
def told(program, hr):
    """In a week, with a mentee and a mentor."""
    MenteeFactory(program=program)
    ParticipationFactory(program=program)
    now = datetime.now(UTC)
    starts_at = (now + timedelta(days=7)).replace(hour=9, minute=0, second=0, microsecond=0)
    event = EventFactory(program=program, starts_at=starts_at)
    return actions.send_invitations(event=event, actor=hr, now=now)


def address(name: str, event: Event | None = None) -> str:
    return reverse(f"admin:programs_event_{name}", args=[event.pk] if event else [])


def typed(program, **more) -> dict[str, str]:
    return {**TYPED, "program": str(program.pk), **more}


def test_day_and_time_are_those_of_the_place(client, hr, program):
    client.post(address("add"), typed(program, day="2030-07-05", clock="09:30"))
    event = Event.objects.get()
    assert event.starts_at == datetime(2030, 7, 5, 13, 30, tzinfo=UTC)
    assert event.state == EventState.DRAFT
    page = client.get(address("change", event)).content.decode()
    assert 'value="2030-07-05"' in page
    assert 'value="09:30"' in page


def test_an_event_without_a_day_waits_for_the_opening_or_gets_its_day_at_once(client, hr, program):
    client.post(address("add"), typed(program))
    assert Event.objects.get().starts_at is not None
    Event.objects.all().delete()
    program.state, program.starts_on, program.ends_on = ProgramState.DRAFT, date(2030, 3, 4), date(2030, 9, 30)
    program.save()
    client.post(address("add"), typed(program))
    event = Event.objects.get()
    assert event.starts_at is None
    assert "11 March 2030" in client.get(address("change", event)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"link": "http://example.org"}, "https://"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"title_de": "", "title_en": ""}, "German, English or both"),
        ({"for_mentees": "", "for_mentors": ""}, "Say whom"),
        ({"kind": "peer"}, "mentors alone"),
        ({"capacity": "1"}, "2"),
        ({"day": "2030-03-10", "clock": "02:30"}, "does not exist"),
    ],
)
def test_what_cannot_be_is_said_at_the_form(wrong, says, client, hr, program):
    page = client.post(address("add"), typed(program, **wrong))
    assert page.status_code == 200
    assert says in page.content.decode()
    assert not Event.objects.exists()


def test_another_programme_cannot_be_chosen(client, hr, program):
    client.post(address("add"), typed(ProgramFactory()))
    assert not Event.objects.exists()


def test_the_steps_say_how_many_they_reach_before_they_do_it(client, hr, program):
    MenteeFactory(program=program)
    event = EventFactory(program=program, starts_at=datetime.now(UTC) + timedelta(days=7))
    assert "1 person is invited" in client.get(address("invite", event)).content.decode()
    assert not Notice.objects.exists()
    client.post(address("invite", event), REASON)
    assert not Notice.objects.exists()  # it asks for a proof first
    prove(client, hr)
    client.post(address("invite", event), REASON)
    assert AuditEvent.objects.get(event="event.invited").details["reason"] == REASON["reason"]
    event.refresh_from_db()
    assert (event.state, Notice.objects.filter(kind="event_invited").count()) == (EventState.INVITED, 1)
    client.post(address("cancel", event))
    event.refresh_from_db()
    assert event.state == EventState.CANCELLED
    # a cancelled event is read, not changed
    assert 'name="_save"' not in client.get(address("change", event)).content.decode()


def test_moving_a_told_event_tells_and_moving_it_into_the_past_is_refused(client, hr, told):
    local = told.starts_at.astimezone(told.zone)
    form = {**TYPED, "time_zone": told.time_zone, "day": str(local.date()), "clock": local.strftime("%H:%M")}
    answer = client.post(address("change", told), form)
    assert answer.status_code == 302, answer.context["errors"]
    assert Notice.objects.filter(kind="event_changed").count() == 2
    answer = client.post(address("change", told), {**form, "day": "2020-01-01"})
    assert "has passed" in answer.content.decode()
    answer = client.post(address("change", told), {**form, "day": ""})
    assert "keeps a date" in answer.content.decode()
    told.refresh_from_db()
    assert (told.state, told.place) == (EventState.INVITED, "Room 5")


def test_hr_notes_who_came_and_gives_notes(client, hr, told):
    mentee, mentor = (row.person for row in told.program.participations.order_by("-role"))
    EventReply.objects.create(event=told, person=mentee, answer=EventAnswer.YES)
    Event.objects.update(starts_at=datetime.now(UTC) - timedelta(hours=2))
    page = client.get(address("attendance", told)).content.decode()
    assert page.index(mentee.full_name) < page.index(mentor.full_name)
    client.post(address("attendance", told), {"came": [mentor.pk, hr.pk]})
    assert list(EventReply.objects.filter(attended=True).values_list("person", flat=True)) == [mentor.pk]
    client.post(address("notes", told), {"notes_de": "", "notes_en": "# What we said"})
    client.force_login(mentee)
    assert "What we said</h3>" in client.get(reverse("event", args=[told.pk])).content.decode()


def test_deleting_takes_only_what_nobody_knows_of(client, hr, told):
    draft = EventFactory(program=told.program)
    assert client.post(address("delete", told), {"post": "yes"}).status_code == 403
    client.post(address("delete", draft), {"post": "yes"})
    assert Event.objects.get() == told


def test_the_list_costs_the_same_with_one_event_and_with_many(client, hr, told, django_assert_num_queries):
    client.get(address("changelist"))
    with django_assert_num_queries(7):
        client.get(address("changelist"))
    for _number in range(9):
        event = EventFactory(program=told.program)
        EventReply.objects.create(event=event, person=hr, answer=EventAnswer.YES)
    with django_assert_num_queries(7):
        client.get(address("changelist"))


def test_the_list_of_guests_costs_the_same_with_two_and_with_twelve(client, hr, told, django_assert_num_queries):
    Event.objects.update(starts_at=datetime.now(UTC) - timedelta(hours=2))
    with django_assert_num_queries(6):
        client.get(address("attendance", told))
    for _number in range(10):
        person = MenteeFactory(program=told.program).person
        EventReply.objects.create(event=told, person=person, answer=EventAnswer.YES)
    with django_assert_num_queries(6):
        client.get(address("attendance", told))
