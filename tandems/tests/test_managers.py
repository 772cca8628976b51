"""Line managers agree to hours once and see them used: never with whom unless shown, never what about."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices import kinds
from notices.models import Notice
from people import privacy
from people.errors import ActionError, NotAllowed
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from programs.actions.manager_consent import answer_manager, ask_managers, has_consent, show_partner
from programs.enums import ManagerAnswer, ParticipationState, ProgramState
from programs.models import ManagerConsent, Participation
from programs.models.manager_consent import stuck
from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory, TeamMemberFactory
from tandems import budget
from tandems.actions import offer_pair
from tandems.enums import MeetingState
from tandems.matching.loading import load
from tandems.models import Effort
from tandems.team_sections import team_todos
from tandems.tests.factories import MeetingFactory, TandemFactory
from tandems.views.team import reports

pytestmark = pytest.mark.django_db
A = ManagerAnswer


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.RUNNING, hours_budget=4)


@pytest.fixture
def manager():
    return PersonFactory(level=3)


@pytest.fixture
def mentor(program, manager):
    return ParticipationFactory(program=program, person__manager=manager)


@pytest.fixture
def consent(mentor, now):
    ask_managers(now)
    return ManagerConsent.objects.get(participation=mentor)


@pytest.fixture
def agreed(consent, manager, now):
    return answer_manager(consent=consent, person=manager, agrees=True, now=now)


def spend(mentor, now, minutes, preparation=0):
    tandem = mentor.tandems_as_mentor.first() or TandemFactory(program=mentor.program, mentor=mentor)
    held = MeetingFactory(tandem=tandem, state=MeetingState.HELD, starts_at=now - timedelta(days=1), minutes=minutes)
    Effort.objects.create(meeting=held, person=mentor.person, preparation_minutes=preparation)
    return tandem


# ------------------------------------------------------------------ asking
def test_each_line_manager_is_asked_once_and_reminded_once(consent, manager, now):
    assert (consent.manager, consent.hours, consent.state) == (manager, 4, A.ASKED)
    for days in (0, 1, 6, 7, 8, 20):
        ask_managers(now + timedelta(days=days))
    told = list(Notice.objects.order_by("due_at").values_list("kind", "recipient"))
    assert told == [("manager_asked", manager.pk), ("manager_reminder", manager.pk)]
    assert len(team_todos(manager, now)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"program__hours_budget": None},
        {"program__state": ProgramState.DRAFT},
        {"program__state": ProgramState.CLOSED},
        {"state": ParticipationState.DRAFT},
        {"role": "mentee", "person__level": 2},
        {"person__manager__is_active": False},
        {"person__manager": None},
    ],
    ids=str,
)
def test_who_is_not_asked(now, change):
    values = {
        "program__state": ProgramState.RUNNING,
        "program__hours_budget": 4,
        **({} if "person__manager" in change else {"person__manager": PersonFactory(level=3)}),
    }
    inactive = change.get("person__manager__is_active") is False
    mentor = ParticipationFactory(**{**values, **({} if inactive else change)})
    if inactive:
        mentor.person.manager.is_active = False
        mentor.person.manager.save()
    assert ask_managers(now) == 0
    assert not ManagerConsent.objects.exists()


def test_for_a_mentor_who_joins_later_the_hours_of_their_own_plan_are_asked(manager, now):
    days = {"starts_on": now.date() - timedelta(weeks=20), "ends_on": now.date() + timedelta(weeks=8)}
    late = ParticipationFactory(
        program__state=ProgramState.RUNNING,
        program__manager_consent_required=True,
        program__rhythm_weeks=4,
        **{f"program__{name}": day for name, day in days.items()},
        person__manager=manager,
        signed_up_at=now,
    )

    ask_managers(now)

    assert (late.program.mentor_hours, ManagerConsent.objects.get(participation=late).hours) == (7, 2)


def test_the_mail_names_mentor_and_hours_and_no_mentee(consent, mentor, now):
    tandem = TandemFactory(program=mentor.program, mentor=mentor)
    [notice] = Notice.objects.all()
    message = kinds.get(notice.kind).render(notice)
    text = f"{message.subject} {message.paragraphs}"
    assert mentor.person.full_name in text
    assert "4" in text
    assert tandem.mentee.person.last_name not in text


def test_an_answer_can_be_changed_keeps_no_reason_and_the_mentor_hears_of_it(consent, manager, mentor, now):
    for minutes, agrees in enumerate((False, True, True)):
        answer_manager(consent=consent, person=manager, agrees=agrees, now=now + timedelta(minutes=minutes))
    consent.refresh_from_db()
    assert consent.state == A.AGREED
    assert Notice.objects.filter(kind="manager_answered", recipient=mentor.person).count() == 2
    assert {field.name for field in ManagerConsent._meta.fields if "reason" in field.name} == set()
    assert team_todos(manager, now) == []
    assert AuditEvent.objects.filter(event="manager_consent.answered").count() == 2


def test_only_todays_line_manager_answers(consent, mentor, now):
    for person in (PersonFactory(), mentor.person, TeamMemberFactory(program=mentor.program).person):
        with pytest.raises(NotAllowed):
            answer_manager(consent=consent, person=person, agrees=True, now=now)


def test_a_new_line_manager_is_asked_anew_and_the_old_one_sees_nothing_more(agreed, mentor, manager, now):
    successor = PersonFactory(level=3)
    mentor.person.manager = successor
    mentor.person.save()
    assert reports(manager, now) == []
    assert not ManagerConsent.objects.agreed().exists()
    ask_managers(now)
    assert ManagerConsent.objects.current().get().manager == successor
    assert Notice.objects.filter(kind="manager_asked", recipient=successor).count() == 1


# ------------------------------------------------------------------ before pairing
def test_where_consent_is_required_only_mentors_with_it_are_paired(program, mentor, manager, consent, now):
    program.manager_consent_required = True
    program.save()
    without_manager = ParticipationFactory(program=program)
    mentee = MenteeFactory(program=program)
    assert load(program).pool.mentors == ()
    with pytest.raises(ActionError):
        offer_pair(program=program, mentee=mentee, mentor=mentor, actor=None, now=now)

    answer_manager(consent=consent, person=manager, agrees=True, now=now)
    assert [facts.key for facts in load(program).pool.mentors] == [str(mentor.pk)]
    assert not has_consent(Participation.objects.get(pk=without_manager.pk))
    assert offer_pair(program=program, mentee=mentee, mentor=mentor, actor=None, now=now)


def test_where_it_is_not_required_nobody_waits(program, mentor, consent):
    assert [facts.key for facts in load(program).pool.mentors] == [str(mentor.pk)]


@pytest.mark.parametrize(("state", "days", "is_stuck"), [("asked", 6, 0), ("asked", 8, 1), ("declined", 1, 1)])
def test_hr_sees_what_does_not_move(program, mentor, consent, now, state, days, is_stuck):
    ManagerConsent.objects.update(state=state, asked_at=now - timedelta(days=days))
    assert stuck(Participation.objects.all(), now).count() == is_stuck


def test_a_mentor_without_a_line_manager_on_record_does_not_move_either(program, now):
    ParticipationFactory(program=program)
    assert stuck(Participation.objects.all(), now).count() == 1


def test_hr_finds_them_in_the_list(client, program, mentor, consent):
    ManagerConsent.objects.update(state=A.DECLINED)
    client.force_login(TeamMemberFactory(program=program).person)
    page = client.get(reverse("admin:programs_participation_changelist") + "?manager=stuck").content.decode()
    assert mentor.person.full_name in page
    page = client.get(reverse("admin:programs_participation_changelist") + "?manager=agreed").content.decode()
    assert mentor.person.full_name not in page


# ------------------------------------------------------------------ hours
def test_the_line_manager_sees_hours_and_neither_with_whom_nor_what_about(client, agreed, mentor, manager, now):
    tandem = spend(mentor, timezone.now(), 60, preparation=30)
    client.force_login(manager)
    page = client.get(reverse("team")).content.decode()
    assert mentor.person.full_name in page
    assert "1 h 30 min" in page or "1 Std. 30 Min." in page
    assert tandem.mentee.person.full_name not in page

    client.force_login(mentor.person)
    assert reverse("team_show", args=[agreed.pk]) in client.get(reverse("tandem", args=[tandem.pk])).content.decode()
    client.post(reverse("team_show", args=[agreed.pk]), {"shows": "yes"})
    client.force_login(manager)
    assert tandem.mentee.person.full_name in client.get(reverse("team")).content.decode()
    with pytest.raises(NotAllowed):
        show_partner(consent=agreed, person=manager, shows=True)


def test_going_over_tells_the_mentor_first_and_the_line_manager_days_later(agreed, mentor, manager, now):
    spend(mentor, now, 240)
    assert budget.check(now) == 0
    spend(mentor, now, 0 + 30)
    for _twice in range(2):
        budget.check(now)
    [notice] = Notice.objects.filter(kind="hours_used_up")
    assert notice.recipient == mentor.person
    assert kinds.get(notice.kind).still_wanted(notice, now)
    for days, minutes in ((0, 240), (4, 240), (5, 270)):
        assert [one.minutes for one in reports(manager, now + timedelta(days=days))] == [minutes]
    assert not Notice.objects.filter(recipient=manager, kind="hours_used_up").exists()


def test_the_number_of_queries_does_not_depend_on_the_number_of_mentors(
    program, manager, now, django_assert_num_queries
):
    for count in (1, 3):
        while ManagerConsent.objects.count() < count:
            mentor = ParticipationFactory(program=program, person__manager=manager)
            ask_managers(now)
            ManagerConsent.objects.update(shows_partner=True)
            spend(mentor, now, 60)
        with django_assert_num_queries(4):
            assert len(reports(manager, now)) == count


@pytest.mark.parametrize(
    ("is_required", "said"), [(True, "Without your yes no new tandem is proposed."), (False, "That ends no tandem")]
)
def test_the_page_says_before_who_hears_of_a_no_and_what_it_does(client, program, agreed, manager, is_required, said):
    type(program).objects.update(manager_consent_required=is_required)
    type(manager).objects.filter(pk=manager.pk).update(language="en")
    client.force_login(manager)
    page = client.get(reverse("team")).content.decode()
    assert f"{agreed.participation.person.full_name} gets a mail at once and HR sees it." in page
    assert said in page


def test_the_page_takes_an_answer(client, consent, manager):
    client.force_login(manager)
    client.post(reverse("team_answer", args=[consent.pk]), {"answer": "no"})
    consent.refresh_from_db()
    assert consent.state == A.DECLINED


def test_consents_are_exported_and_erased(agreed, mentor, manager):
    [part] = [one for one in privacy.parts() if one.key == "programs"]
    for person in (mentor.person, manager):
        assert part.export(person)["line_manager_consents"][0]["hours"] == 4
    part.erase(mentor.person)
    assert not ManagerConsent.objects.exists()
