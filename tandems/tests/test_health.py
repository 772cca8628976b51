"""Health of a tandem: each state from facts of process, with its reason, for the eyes of those it is meant for."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from people.tests.factories import PersonFactory
from programs.enums import TopicKind
from programs.tests.factories import ProgramFactory, TeamMemberFactory, TopicFactory
from tandems.enums import MeetingState, TandemState
from tandems.health import HealthState, with_health
from tandems.models import Effort, Tandem
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
H, M = HealthState, MeetingState


def meeting(tandem, now, *, weeks_ago, state=M.HELD, **also):
    starts_at = None if state == M.OPEN else now - timedelta(weeks=weeks_ago)
    return MeetingFactory(tandem=tandem, state=state, starts_at=starts_at, **also)


def health_of(tandem, now):
    fresh = Tandem.objects.with_people().get(pk=tandem.pk)
    with translation.override("en"):
        return with_health([fresh], now)[tandem.pk]


@pytest.mark.parametrize(
    ("started", "held", "ahead", "state", "words"),
    [
        (2, None, False, H.NEW, "no date yet"),
        (2, None, True, H.NEW, "next meeting is on"),
        (6, None, False, H.SLIPPING, "6 weeks"),
        (10, None, False, H.SILENT, "Started 10 weeks ago"),
        (10, None, True, H.NEW, "next meeting is on"),
        (20, 2, False, H.ON_RHYTHM, "Last met 2 weeks ago"),
        (20, 5, False, H.ON_RHYTHM, "Last met 5 weeks ago"),
        (20, 6, False, H.SLIPPING, "Not met for 6 weeks, the plan says every 4 weeks"),
        (20, 9, False, H.SLIPPING, "9 weeks"),
        (20, 10, False, H.SILENT, "Not met for 10 weeks"),
        (20, 10, True, H.ON_RHYTHM, "next meeting is on"),
    ],
)
def test_the_pace_of_a_tandem_that_means_to_meet_every_four_weeks(now, started, held, ahead, state, words):
    tandem = TandemFactory(started_at=now - timedelta(weeks=started))
    meeting(tandem, now, weeks_ago=0, state=M.OPEN)
    if held is not None:
        meeting(tandem, now, weeks_ago=held)
    if ahead:
        meeting(tandem, now, weeks_ago=-1, state=M.DATED)
    found = health_of(tandem, now)
    assert (found.state, words in found.reason) == (state, True), found.reason


def test_a_tandem_is_judged_by_its_own_rhythm(now):
    tandem = TandemFactory(started_at=now - timedelta(weeks=20), own_rhythm_weeks=8)
    meeting(tandem, now, weeks_ago=0, state=M.OPEN)
    meeting(tandem, now, weeks_ago=8)
    assert health_of(tandem, now).state == H.ON_RHYTHM


def test_a_tandem_that_has_met_as_often_as_it_meant_to_is_not_behind(now):
    tandem = TandemFactory(started_at=now - timedelta(weeks=40))
    meeting(tandem, now, weeks_ago=20)
    assert health_of(tandem, now).state == H.ON_RHYTHM


def test_after_a_pause_the_time_counts_anew(now):
    tandem = TandemFactory(started_at=now - timedelta(weeks=40), resumed_at=now - timedelta(weeks=1))
    meeting(tandem, now, weeks_ago=0, state=M.OPEN)
    meeting(tandem, now, weeks_ago=20)
    assert health_of(tandem, now).state == H.ON_RHYTHM


def test_a_pause_is_neither_slipping_nor_silent(now):
    tandem = TandemFactory(
        started_at=now - timedelta(weeks=40), state=TandemState.PAUSED, paused_until=date(2026, 4, 1)
    )
    found = health_of(tandem, now)
    assert (found.state, found.needs_help) == (H.PAUSED, False)
    assert "1 April 2026" in found.reason


def test_nobody_is_behind_once_the_last_day_is_over(now):
    tandem = TandemFactory(
        started_at=now - timedelta(weeks=40), program__starts_on=day(now, 40), program__ends_on=day(now, 8)
    )
    meeting(tandem, now, weeks_ago=0, state=M.OPEN)
    meeting(tandem, now, weeks_ago=10)
    assert health_of(tandem, now).state == H.ON_RHYTHM


def day(now, weeks_ago):
    return (now - timedelta(weeks=weeks_ago)).date()


@pytest.mark.parametrize(
    ("meetings", "preparation", "state"),
    [(3, 60, H.ONE_SIDED), (3, 30, H.ON_RHYTHM), (2, 200, H.ON_RHYTHM)],
)
def test_time_is_one_sided_only_when_one_gives_much_more_over_several_meetings(now, meetings, preparation, state):
    tandem = TandemFactory(started_at=now - timedelta(weeks=20))
    for number in range(meetings):
        held = meeting(tandem, now, weeks_ago=number, minutes=30)
        Effort.objects.create(meeting=held, person=tandem.mentor.person, preparation_minutes=preparation)
    found = health_of(tandem, now)
    assert found.state == state
    if state == H.ONE_SIDED:
        assert "the mentor 4 h 30 min, the mentee 1 h 30 min" in found.reason


@pytest.mark.parametrize(
    ("hopes", "returned", "state"), [(True, False, H.ONE_SIDED), (True, True, H.ON_RHYTHM), (False, False, H.ON_RHYTHM)]
)
def test_benefit_is_one_sided_when_nothing_in_return_was_ever_covered(now, hopes, returned, state):
    tandem = TandemFactory(started_at=now - timedelta(weeks=20))
    learn = TopicFactory(program=tandem.program)
    exchange = TopicFactory(program=tandem.program, kind=TopicKind.EXCHANGE)
    if hopes:
        tandem.mentor.exchange.add(exchange)
    for number in range(3):
        held = meeting(tandem, now, weeks_ago=number)
        held.topics.add(learn, *([exchange] if returned and number == 1 else []))
    assert health_of(tandem, now).state == state


def test_the_number_of_queries_does_not_depend_on_the_number_of_tandems(now, django_assert_num_queries):
    program = ProgramFactory()
    for count in (1, 3):
        while Tandem.objects.count() < count:
            tandem = TandemFactory(program=program)
            for weeks in (1, 2, 3):
                meeting(tandem, now, weeks_ago=weeks)
        tandems = list(Tandem.objects.with_people())
        with django_assert_num_queries(4):
            assert len(with_health(tandems, now)) == count


def test_a_tandem_that_comes_with_its_meetings_is_judged_alike(now):
    tandem = TandemFactory(started_at=now - timedelta(weeks=30))
    for weeks, state in ((12, M.HELD), (16, M.HELD), (1, M.DATED), (0, M.OPEN), (3, M.CANCELLED)):
        meeting(tandem, now, weeks_ago=weeks, state=state)
        with_meetings = Tandem.objects.with_meetings().get(pk=tandem.pk)
        with translation.override("en"):
            assert with_health([with_meetings], now)[tandem.pk] == health_of(tandem, now)


# ------------------------------------------------------------------ who sees it
@pytest.fixture
def silent():
    now = timezone.now()
    tandem = TandemFactory(
        started_at=now - timedelta(weeks=20), program__starts_on=day(now, 20), program__ends_on=day(now, -20)
    )
    meeting(tandem, now, weeks_ago=0, state=M.OPEN, planned_week=day(now, 1))
    return tandem


def test_the_two_get_a_hint_with_one_thing_to_do(client, silent):
    client.force_login(silent.mentor.person)
    page = client.get(reverse("tandem", args=[silent.pk]))
    assert b'id="health"' in page.content
    assert reverse("meeting_date", args=[silent.meetings.get().pk]) in page.content.decode()


def test_a_tandem_that_does_well_gets_no_hint(client, silent):
    meeting(silent, timezone.now(), weeks_ago=-1, state=M.DATED)
    client.force_login(silent.mentor.person)
    assert b'id="health"' not in client.get(reverse("tandem", args=[silent.pk])).content


def test_hr_of_the_programme_finds_it_with_its_reason_and_others_do_not(client, silent):
    well = TandemFactory(program=silent.program, started_at=timezone.now())
    hr = TeamMemberFactory(program=silent.program).person
    client.force_login(hr)
    listed = client.get(reverse("admin:tandems_tandem_changelist") + "?health=silent").content.decode()
    assert silent.mentor.person.full_name in listed
    assert well.mentor.person.full_name not in listed
    assert "20 Wochen" in listed or "20 weeks" in listed

    other = PersonFactory(is_staff=True)
    TeamMemberFactory(person=other)
    client.force_login(other)
    listed = client.get(reverse("admin:tandems_tandem_changelist") + "?health=silent").content.decode()
    assert silent.mentor.person.full_name not in listed
