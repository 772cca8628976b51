"""Half-way, towards the end, what HR hears of, and one cancelled meeting after the other."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from notices import kinds
from notices.models import Notice, ProgramKind
from people.tests.factories import PersonFactory
from programs.enums import ManagerAnswer, ProgramState, TeamRole
from programs.models import ManagerConsent
from programs.tests.factories import ParticipationFactory, ProgramFactory, TeamMemberFactory
from tandems import alerts, milestones
from tandems.actions import add_meeting, cancel_meeting
from tandems.enums import MeetingState, TandemState
from tandems.models import CancelledInARow, Tandem
from tandems.personal_data import export
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def morning(*day: int, hour: int = 8) -> datetime:
    return datetime(*day, hour, tzinfo=BERLIN)  # type: ignore[misc]


def planned(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def wanted(notice, now):
    return kinds.get(notice.kind).still_wanted(notice, now)


def said(notice, language="en"):
    with translation.override(language):
        return kinds.get(notice.kind).render(notice)


@pytest.fixture
def pair():
    """From 1 March to 29 August: the middle is 30 May, over a change of the clock."""
    tandem = TandemFactory(program__ends_on=date(2026, 8, 29), started_at=morning(2026, 3, 1))
    return tandem, sorted(person.pk for person in tandem.people)


# ------------------------------------------------------------------ half-way and towards the end


def test_half_way_both_hear_of_it_once_in_the_morning(pair):
    _tandem, both = pair
    milestones.plan_due(morning(2026, 5, 30, hour=7))
    assert planned("half_way") == []
    for day in (30, 31):
        milestones.plan_due(morning(2026, 5, day))
    assert planned("half_way") == both
    milestones.plan_due(morning(2026, 6, 20))
    assert len(planned("half_way")) == 2


@pytest.mark.parametrize(
    ("last", "expected"), [(date(2026, 4, 26), date(2026, 3, 29)), (date(2026, 4, 25), None), (date(2026, 2, 1), None)]
)
def test_a_short_tandem_needs_no_word_half_way(last, expected):
    assert milestones.half_way_on(date(2026, 3, 1), last) == expected


def test_two_weeks_before_the_end_both_hear_of_it_and_again_when_it_moves(pair):
    _tandem, both = pair
    milestones.plan_due(morning(2026, 8, 14))
    assert planned("closing_soon") == []
    milestones.plan_due(morning(2026, 8, 15))
    assert planned("closing_soon") == both
    notice = Notice.objects.filter(kind="closing_soon").first()
    assert wanted(notice, morning(2026, 8, 15))

    Tandem.objects.update(ends_on=date(2026, 9, 30))
    assert not wanted(notice, morning(2026, 8, 15))
    milestones.plan_due(morning(2026, 9, 16))
    assert len(planned("closing_soon")) == 4


def test_the_programme_says_how_many_days_before_the_end(pair):
    tandem, both = pair
    ProgramKind.objects.create(program_id=tandem.program_id, kind="closing_soon", days=[30])
    milestones.plan_due(morning(2026, 7, 30))
    assert planned("closing_soon") == both


def test_who_parted_hears_of_neither(pair):
    Tandem.objects.update(state=TandemState.PARTED)
    milestones.plan_due(morning(2026, 5, 30))
    milestones.plan_due(morning(2026, 8, 20))
    assert not Notice.objects.exists()


@pytest.mark.parametrize("count", [1, 12])
def test_milestones_take_the_same_queries_for_any_number(count, django_assert_num_queries):
    program = ProgramFactory(ends_on=date(2026, 8, 29))
    TandemFactory.create_batch(count, program=program, started_at=morning(2026, 3, 1))
    with django_assert_num_queries(6):  # decisions, tandems, people, and three to plan
        milestones.plan_due(morning(2026, 5, 30))


# ------------------------------------------------------------------ what HR hears


@pytest.fixture
def hr():
    return TeamMemberFactory(
        role=TeamRole.MANAGER, person__is_staff=True, program__state=ProgramState.RUNNING, program__starts_on=None
    )


def test_hr_hears_once_a_day_how_many_offers_ended_and_no_name(hr):
    TeamMemberFactory(program=hr.program, role=TeamRole.VIEWER, person__is_staff=True)
    ended = {"state": TandemState.EXPIRED, "ended_at": morning(2026, 3, 4, hour=0)}
    pairs = TandemFactory.create_batch(2, program=hr.program, **ended)
    TandemFactory(program=hr.program, state=TandemState.DECLINED, ended_at=morning(2026, 3, 4))
    for _round in range(2):
        alerts.plan_due(morning(2026, 3, 4, hour=1))
    assert planned("offer_expired") == [hr.person_id]
    notice = Notice.objects.get()
    assert wanted(notice, morning(2026, 3, 4))
    text = " ".join(said(notice).paragraphs)
    assert "2 offers" in text
    assert not any(person.last_name in text for pair in pairs for person in pair.people)


def test_hr_hears_of_offers_that_wait_after_a_week_and_never_whose_answer_is_missing(hr):
    waiting = {"program": hr.program, "state": TandemState.OFFERED, "answer_until": morning(2026, 3, 20)}
    tandem = TandemFactory(**waiting, offered_at=morning(2026, 3, 4, hour=15))
    alerts.plan_due(morning(2026, 3, 11, hour=7))
    assert planned("offer_stuck") == []
    alerts.plan_due(morning(2026, 3, 11))
    assert planned("offer_stuck") == [hr.person_id]
    notice = Notice.objects.get()
    before = said(notice)
    tandem.consents.create(person=tandem.mentee.person)
    assert said(notice) == before
    tandem.state = TandemState.ACTIVE
    tandem.save()
    assert not wanted(notice, morning(2026, 3, 11))


def test_hr_hears_on_mondays_of_tandems_that_have_gone_silent(hr):
    tandem = TandemFactory(program=hr.program, started_at=morning(2026, 3, 2))
    MeetingFactory(tandem=tandem, planned_week=date(2026, 3, 9))
    monday = morning(2026, 6, 1)
    alerts.plan_due(monday - timedelta(days=3))
    assert planned("tandem_silent") == []
    for day in (0, 1, 2, 4):
        alerts.plan_due(monday + timedelta(days=day))
    assert planned("tandem_silent") == [hr.person_id]
    notice = Notice.objects.get()
    assert "1 tandem have" not in " ".join(said(notice).paragraphs)
    MeetingFactory(tandem=tandem, number=99, state=MeetingState.DATED, starts_at=monday + timedelta(days=90))
    assert not wanted(notice, monday)


def test_hr_hears_on_mondays_of_mentors_whose_line_manager_has_not_answered(hr):
    hr.program.hours_budget = 20
    hr.program.save()
    mentor = ParticipationFactory(program=hr.program, person__manager=PersonFactory(level=3))
    monday = morning(2026, 6, 1)
    values = {"participation": mentor, "manager": mentor.person.manager, "hours": 20}
    consent = ManagerConsent.objects.create(**values, asked_at=monday - timedelta(days=3))
    alerts.plan_due(monday)
    assert planned("consent_stuck") == []
    for days in (7, 8):
        alerts.plan_due(monday + timedelta(days=days))
    assert planned("consent_stuck") == [hr.person_id]
    notice = Notice.objects.get()
    assert "1 mentor." in " ".join(said(notice).paragraphs)
    consent.state = ManagerAnswer.AGREED
    consent.save()
    assert not wanted(notice, monday)


def test_who_no_longer_manages_the_programme_hears_nothing(hr):
    TandemFactory(program=hr.program, state=TandemState.EXPIRED, ended_at=morning(2026, 3, 4))
    alerts.plan_due(morning(2026, 3, 4, hour=9))
    hr.delete()
    assert not wanted(Notice.objects.get(), morning(2026, 3, 4))


# ------------------------------------------------------------------ one after the other


@pytest.fixture
def cancel(tandem, now):
    """Set a date with the mentor's help and have `person` cancel it."""

    def one(person, number):
        at = now + timedelta(days=number)
        values = {"minutes": 60, "place": "", "topic": None, "now": now}
        meeting = add_meeting(tandem=tandem, person=tandem.mentor.person, starts_at=at, **values)
        return cancel_meeting(meeting=meeting, person=person, now=now)

    return one


def test_at_the_second_the_mentee_alone_hears_of_it_and_only_at_the_third_the_contact(tandem, mentee, cancel, now):
    contact = TeamMemberFactory(program=tandem.program, role=TeamRole.CONTACT).person
    TeamMemberFactory(program=tandem.program, role=TeamRole.MANAGER)
    TeamMemberFactory(program=tandem.program, role=TeamRole.CONTACT, person=tandem.mentor.person)
    cancel(mentee, 1)
    assert planned("cancelled_twice") == planned("cancelled_again") == []
    cancel(mentee, 2)
    assert (planned("cancelled_twice"), planned("cancelled_again")) == ([mentee.pk], [])
    cancel(mentee, 3)
    assert (planned("cancelled_twice"), planned("cancelled_again")) == ([mentee.pk], [contact.pk])
    cancel(mentee, 4)
    assert (planned("cancelled_twice"), planned("cancelled_again")) == ([mentee.pk], [contact.pk])
    first = Notice.objects.get(kind="cancelled_again")
    assert mentee.full_name in " ".join(said(first).paragraphs)
    assert mentee.last_name not in said(first).subject


def test_who_meets_in_between_begins_anew(tandem, mentee, mentor, cancel, now):
    cancel(mentee, 1)
    values = {"minutes": 60, "place": "", "topic": None, "now": now}
    add_meeting(tandem=tandem, person=mentor, starts_at=now - timedelta(hours=2), **values)
    assert not CancelledInARow.objects.exists()
    cancel(mentee, 2)
    assert planned("cancelled_twice") == []
    cancel(mentee, 3)
    notice = Notice.objects.get(kind="cancelled_twice")
    assert wanted(notice, now)
    add_meeting(tandem=tandem, person=mentor, starts_at=now - timedelta(hours=1), **values)
    assert not wanted(notice, now)


def test_nothing_is_kept_of_what_the_mentor_cancels(tandem, mentor, cancel):
    for number in range(1, 4):
        cancel(mentor, number)
    assert not CancelledInARow.objects.exists()
    assert not Notice.objects.filter(kind__startswith="cancelled_").exists()


def test_hr_does_not_even_see_that_there_is_such_a_notice(tandem, mentee, cancel, client):
    hr = TeamMemberFactory(program=tandem.program, role=TeamRole.MANAGER, person__is_staff=True).person
    TeamMemberFactory(program=tandem.program, role=TeamRole.CONTACT)
    for number in range(1, 4):
        cancel(mentee, number)
    client.force_login(hr, backend="django.contrib.auth.backends.ModelBackend")
    listed = client.get(reverse("admin:notices_notice_changelist")).context["cl"].queryset
    assert "meeting_cancelled" in {notice.kind for notice in listed}
    assert not {"cancelled_twice", "cancelled_again"} & {notice.kind for notice in listed}
    notice = Notice.objects.get(kind="cancelled_twice")
    assert client.get(reverse("admin:notices_notice_change", args=[notice.pk])).status_code == 302


def test_the_mentee_finds_the_number_in_their_own_data_and_the_mentor_does_not(tandem, mentee, mentor, cancel):
    cancel(mentee, 1)
    assert [row["meetings_i_cancelled_in_a_row"] for row in export(mentee)] == [1]
    assert [row["meetings_i_cancelled_in_a_row"] for row in export(mentor)] == [None]
    assert export(PersonFactory()) == []
