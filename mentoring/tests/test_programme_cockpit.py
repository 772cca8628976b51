"""HR's page of one programme."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.hr.programme import overview
from notices.enums import NoticeState
from notices.tests.factories import NoticeFactory
from people.tests.factories import PersonFactory
from programs import briefings
from programs.enums import EventState
from programs.tests.factories import EventFactory, TeamMemberFactory
from tandems.enums import MeetingState, TandemState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 9, tzinfo=UTC)


@pytest.fixture
def tandem():
    tandem = TandemFactory(state=TandemState.ACTIVE, started_at=NOW - timedelta(days=90))
    type(tandem.program).objects.update(state="running")
    tandem.program.refresh_from_db()
    return tandem


def numbers(program) -> dict[str, int]:
    return {stage.name: stage.number for way in overview(program, NOW)["ways"] for stage in way.stages}


def test_the_way_counts_each_step(tandem):
    briefings.write_first(tandem.program)
    briefing = tandem.program.briefings.get(audience="mentee")
    briefings.confirm(briefing=briefing, person=tandem.mentee.person, now=NOW)
    MeetingFactory(tandem=tandem, number=1, state=MeetingState.HELD, starts_at=NOW - timedelta(days=60))
    MeetingFactory(tandem=tandem, number=2)
    MeetingFactory(tandem=tandem, number=3)
    TandemFactory(program=tandem.program, state=TandemState.DECLINED)
    found = list(numbers(tandem.program).values())
    assert found[1:] == [4, 1, 2, 1, 1, 0, 0]


def test_who_has_waited_longest_comes_first_with_reason_and_both_addresses(tandem):
    later = TandemFactory(program=tandem.program, state=TandemState.ACTIVE, started_at=NOW - timedelta(days=90))
    MeetingFactory(tandem=later, state=MeetingState.HELD, starts_at=NOW - timedelta(days=50))
    for each in (tandem, later):
        MeetingFactory(tandem=each, number=9)
    rows = overview(tandem.program, NOW)["waiting"]
    assert [row.tandem for row in rows] == [tandem, later]
    assert all(row.health.reason for row in rows)
    assert rows[0].addresses == f"{tandem.mentee.person.email},{tandem.mentor.person.email}"


def test_the_next_two_weeks_and_no_more(tandem):
    for number, days in enumerate((-1, 1, 13, 15), start=1):
        MeetingFactory(tandem=tandem, number=number, state=MeetingState.DATED, starts_at=NOW + timedelta(days=days))
    EventFactory(program=tandem.program, starts_at=NOW + timedelta(days=1, hours=1), state=EventState.INVITED)
    days = overview(tandem.program, NOW)["days"]
    shown = [[dated.meeting.number if dated.meeting else "event" for dated in day.dates] for day in days]
    assert shown == [[2, "event"], [3]]


def test_mail_is_counted_for_this_programme_alone(tandem):
    for program_id in (tandem.program.pk, tandem.program.pk + 1):
        NoticeFactory(program_id=program_id, state=NoticeState.FAILED, due_at=NOW - timedelta(days=1))
    assert overview(tandem.program, NOW)["mails"]["failed"] == 1


def test_the_page_takes_the_same_queries_for_few_and_many_tandems(tandem, client, django_assert_num_queries):
    manager = TeamMemberFactory(program=tandem.program, person=PersonFactory(is_staff=True)).person
    client.force_login(manager)
    address = reverse("admin:programme_cockpit", args=[tandem.program.pk])
    for count in (1, 5):  # one tandem alone takes a shorter way
        for _number in range(count):
            other = TandemFactory(program=tandem.program, state=TandemState.ACTIVE, started_at=NOW)
            MeetingFactory(tandem=other, state=MeetingState.HELD, starts_at=NOW)
        with django_assert_num_queries(46):
            assert client.get(address).status_code == 200


def test_the_hours_of_both_sides_stand_against_what_was_agreed_and_planned(tandem):
    type(tandem.program).objects.update(hours_budget=12)
    tandem.program.refresh_from_db()
    assert overview(tandem.program, NOW)["time_used"][0].hours == 0
    for number in (1, 2):
        held = {"state": MeetingState.HELD, "starts_at": NOW - timedelta(days=9), "minutes": 90}
        MeetingFactory(tandem=tandem, number=number, **held)
    mentors, mentees = overview(tandem.program, NOW)["time_used"]
    assert (mentors.hours, mentors.of, mentors.is_over) == (3, 12, False)
    program = tandem.program
    assert (mentees.hours, mentees.of) == (3, round(program.planned_meetings * program.meeting_minutes / 60))
    type(tandem.program).objects.update(hours_budget=2)
    tandem.program.refresh_from_db()
    assert overview(tandem.program, NOW)["time_used"][0].is_over


def test_what_needs_somebody_comes_first_in_the_outbox(client):
    manager = TeamMemberFactory(person=PersonFactory(is_staff=True))
    now = timezone.now()
    cases = (
        (NoticeState.SENT, now - timedelta(minutes=1)),
        (NoticeState.PLANNED, now + timedelta(days=1)),
        (NoticeState.PLANNED, now - timedelta(hours=1)),
        (NoticeState.UNKNOWN, now - timedelta(days=3)),
        (NoticeState.FAILED, now - timedelta(days=9)),
    )
    for state, due_at in cases:
        NoticeFactory(program_id=manager.program.pk, state=state, due_at=due_at)
    client.force_login(manager.person, backend="django.contrib.auth.backends.ModelBackend")
    rows = client.get(reverse("admin:notices_notice_changelist")).context["cl"].result_list
    assert [row.state for row in rows][:2] == [NoticeState.FAILED, NoticeState.UNKNOWN]
    assert [row.due_at for row in rows] == [cases[number][1] for number in (4, 3, 2, 0, 1)]


def test_nothing_is_said_to_be_a_part_of_nobody(client):
    member = TeamMemberFactory(person=PersonFactory(is_staff=True, language="en"))
    client.force_login(member.person)
    page = client.get(reverse("admin:programme_cockpit", args=[member.program.pk])).text
    funnel = page.split('class="funnel"')[1].split("</table>")[0]
    tandems = funnel.split('scope="rowgroup"')[2]
    assert "have begun" in tandems
    assert "of 1<" not in tandems  # nor of any other number: there are no tandems yet
    assert '<span class="soft small">of ' not in tandems
