"""HR's first page says what is stuck in each of their programmes, and nothing of anyone else's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.hr import cockpit
from notices.tests.factories import NoticeFactory
from people.tests.factories import PersonFactory
from programs.enums import ProgramState
from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory, TeamMemberFactory
from tandems.enums import MeetingState, RunState, TandemState
from tandems.models import MatchingRun, Proposal
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr():
    return PersonFactory(is_staff=True)


def program_of(hr, state=ProgramState.RUNNING):
    program = ProgramFactory(state=state)
    TeamMemberFactory(program=program, person=hr)
    return program


def stuck_in(hr, now):
    return [stuck.text for overview in cockpit.overviews(hr, now) for stuck in overview.stuck]


def test_a_programme_in_preparation_says_how_much_is_missing(hr, now):
    program_of(hr, ProgramState.DRAFT)
    assert any("missing" in text or "fehlen" in text for text in stuck_in(hr, now))


def test_pairs_of_the_newest_run_wait_for_a_decision(hr, now):
    program = program_of(hr, ProgramState.MATCHING)
    mentee, mentor = MenteeFactory(program=program), ParticipationFactory(program=program)
    for days in (3, 1):  # what an older run proposed does not count
        run = MatchingRun.objects.create(program=program, state=RunState.DONE, created_at=now - timedelta(days=days))
        Proposal.objects.create(run=run, mentee=mentee, mentor=mentor, score=0.5)
    assert [text[:2] for text in stuck_in(hr, now)] == ["1 "]


def test_an_offer_that_runs_out_is_named(hr, now):
    program = program_of(hr, ProgramState.MATCHING)
    TandemFactory(program=program, state=TandemState.OFFERED, answer_until=now + timedelta(days=2))
    TandemFactory(program=program, state=TandemState.OFFERED, answer_until=now + timedelta(days=9))
    assert [text[:2] for text in stuck_in(hr, now)] == ["1 "]


def test_a_mentee_whose_tandem_did_not_start_needs_another_proposal(hr, now):
    program = program_of(hr)
    run = MatchingRun.objects.create(program=program, state=RunState.DONE)
    declined = TandemFactory(program=program, state=TandemState.DECLINED)
    again = TandemFactory(program=program, state=TandemState.EXPIRED).mentee
    TandemFactory(program=program, mentee=again, state=TandemState.OFFERED, answer_until=now + timedelta(days=9))
    assert [text[:2] for text in stuck_in(hr, now)] == ["1 "]
    [way] = [stuck.url for overview in cockpit.overviews(hr, now) for stuck in overview.stuck]
    assert way == f"/admin/tandems/matchingrun/{run.pk}/change/#next"
    declined.mentee.state = "withdrawn"
    declined.mentee.save()
    assert stuck_in(hr, now) == []


def test_an_import_that_puts_two_into_one_line_is_shown_at_once_and_gone_with_the_next(hr, now, client):
    program = program_of(hr)
    tandem = TandemFactory(program=program)
    TandemFactory(program=program)
    between = PersonFactory(manager=tandem.mentee.person)
    mentor = tandem.mentor.person
    client.force_login(hr)
    for manager, expected in ((between, ["1 "]), (None, [])):
        mentor.manager = manager
        mentor.save()
        assert [text[:2] for text in stuck_in(hr, now)] == expected
        shown = client.get(f"/admin/tandems/tandem/?program__id__exact={program.pk}&line=conflict").content.decode()
        assert (f"/admin/tandems/tandem/{tandem.pk}/change/" in shown) == bool(expected)
        assert shown.count("/change/") <= 1 or expected


@pytest.mark.parametrize(("weeks", "state"), [(6, "slipping"), (20, "silent")])
def test_a_tandem_without_a_date_slips_and_falls_silent(hr, now, weeks, state):
    program = program_of(hr)
    began = now - timedelta(weeks=weeks)
    MeetingFactory(tandem__program=program, tandem__started_at=began)
    alive = MeetingFactory(tandem__program=program, tandem__started_at=began).tandem
    MeetingFactory(tandem=alive, state=MeetingState.DATED, starts_at=now + timedelta(days=3))
    [stuck] = [stuck for overview in cockpit.overviews(hr, now) for stuck in overview.stuck]
    assert stuck.text.startswith("1 ")
    assert stuck.url.endswith(f"&health={state}")


def test_a_meeting_that_is_over_and_not_logged_is_named(hr, now):
    program = program_of(hr)
    MeetingFactory(tandem__program=program, state=MeetingState.DATED, starts_at=now - timedelta(days=4))
    assert len(stuck_in(hr, now)) == 1


def test_nothing_is_stuck_in_a_closed_programme(hr, now):
    program = program_of(hr, ProgramState.CLOSED)
    MeetingFactory(tandem__program=program, state=MeetingState.DATED, starts_at=now - timedelta(days=4))
    assert stuck_in(hr, now) == []


def test_other_peoples_programmes_are_not_there(hr, now):
    program_of(PersonFactory(is_staff=True))
    assert cockpit.overviews(hr, now) == []


def test_a_superuser_without_a_role_sees_no_programme(now):
    program_of(PersonFactory(is_staff=True))
    assert cockpit.overviews(PersonFactory(is_staff=True, is_superuser=True), now) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(hr, now, count, django_assert_num_queries):
    for _ in range(count):
        TandemFactory(program=program_of(hr))
    with django_assert_num_queries(16):
        cockpit.overviews(hr, now)


@pytest.mark.parametrize(
    ("state", "minutes", "shown"),
    [
        ("planned", 14, 0),
        ("planned", 16, 1),
        ("failed", 60, 1),
        ("unknown", 60, 1),
        ("sent", 60, 0),
    ],
)
def test_mails_that_do_not_go_out_are_named_to_those_who_run_the_programme(hr, now, state, minutes, shown):
    due_at = now - timedelta(minutes=minutes)
    NoticeFactory(state=state, due_at=due_at, program_id=program_of(hr).pk)
    NoticeFactory(state=state, due_at=due_at, program_id=program_of(PersonFactory(is_staff=True)).pk)
    stuck = cockpit.outbox(hr, now)
    assert len(stuck) == shown
    assert all(each.url == f"/admin/notices/notice/?state__exact={state}" for each in stuck)
    assert all(each.text.startswith("1 ") for each in stuck if state != "planned")


def test_the_way_to_a_failed_mail_leads_to_it(client, hr):
    NoticeFactory(state="failed", due_at=timezone.now(), program_id=program_of(hr).pk)
    client.force_login(hr)
    assert "/admin/notices/notice/?state__exact=failed" in client.get("/admin/").content.decode()
    page = client.get("/admin/notices/notice/?state__exact=failed")
    assert page.context["cl"].result_count == 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_shows_programme_and_way_on(client, hr, language):
    program = program_of(hr, ProgramState.DRAFT)
    hr.language = language
    hr.save()
    client.force_login(hr)
    page = client.get("/admin/").content.decode()
    assert program.name in page or program.name_de in page
    assert f"/admin/programs/program/{program.pk}/change/" in page


@pytest.mark.parametrize(
    ("state", "prepare", "words"),
    [
        (ProgramState.OPEN, None, ["Nobody has signed up yet"]),
        (ProgramState.OPEN, ParticipationFactory, []),
        (ProgramState.MATCHING, None, []),
        (ProgramState.MATCHING, ParticipationFactory, ["No pairs have been proposed yet"]),
        (ProgramState.MATCHING, TandemFactory, []),
    ],
)
def test_what_nobody_but_hr_begins_is_named_until_it_has_begun(hr, now, state, prepare, words):
    program = program_of(hr, state)
    if prepare:
        prepare(program=program)
    assert stuck_in(hr, now) == words


def test_a_programme_that_could_open_says_where(hr, now, monkeypatch):
    monkeypatch.setattr(cockpit.checklist, "missing", lambda program: [])
    program = program_of(hr, ProgramState.DRAFT)
    ((stuck,),) = [overview.stuck for overview in cockpit.overviews(hr, now)]
    assert stuck.url == reverse("admin:new_programme_step", args=[program.pk, "look"])
