"""The demo is built by the same actions that people trigger, and shows what the README promises."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from evaluation.enums import InvitationState, Occasion, QuestionKind
from evaluation.figures.facts import facts_of
from evaluation.figures.narrowing import groups_told
from evaluation.models import Answer, Invitation, Questionnaire
from journals.enums import ListKind
from journals.models import Draft, Entry, Insight, InsightProposal, ListItem, NextStep
from mentoring.demo import build, cast
from mentoring.demo.writing import TEXTS
from notices.enums import NoticeState
from notices.models import Notice
from people.accounts import addresses
from people.models import AddressChange, AuditEvent, Organisation, PeopleImport, Person, SiteRegion
from people.texts.formatting import to_html
from programs import wishes
from programs.enums import Breakdown, ProgramState
from programs.models import (
    Concern,
    EventReply,
    ManagerConsent,
    PoolMember,
    Program,
    Resource,
    SelfAssessment,
    SignUpImport,
    TopicContact,
)
from tandems.agreement import standing
from tandems.enums import MeetingState, ProposalState, TandemState
from tandems.health import HealthState, with_health
from tandems.matching import follow_up
from tandems.matching.review import run_before
from tandems.models import MatchingRun, Meeting, MoveReason, SlotProposal, Tandem, Thanks

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once for this file, and taken back at its end."""
    from django.db import transaction
    from django.test import override_settings

    with (
        django_db_blocker.unblock(),
        override_settings(
            EMAIL_BACKEND="mentoring.demo.mailbox.MailboxBackend", VAR_DIR=tmp_path_factory.mktemp("demo")
        ),
        transaction.atomic(),
    ):
        build.build(NOW, say=lambda line: None)
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]


def test_its_log_looks_like_the_work_of_days():
    moments = AuditEvent.objects.values_list("happened_at", flat=True)
    assert max(moments) <= NOW
    assert len({moment.strftime("%H:%M") for moment in moments}) > 100


def test_there_are_two_companies_and_four_programmes():
    assert Organisation.objects.count() == 2
    assert dict(Program.objects.values_list("slug", "state")) == {
        "werkstatt-digital": ProgramState.CLOSED,
        "digital-auf-augenhoehe": ProgramState.RUNNING,
        "perspektivwechsel": ProgramState.OPEN,
        "junior-board": ProgramState.MATCHING,
    }


def test_files_were_applied_when_the_log_says_so():
    for file in PeopleImport.objects.all():
        logged = AuditEvent.objects.get(event="people.imported", subject_id=str(file.pk)).happened_at
        assert file.created_at < file.applied_at == logged <= NOW
    files = SignUpImport.objects.all()
    logged = AuditEvent.objects.filter(event="program.sign_ups_imported").values_list("happened_at", flat=True)
    assert sorted(file.applied_at for file in files) == sorted(logged) != []


def test_the_finished_programme_has_its_whole_history():
    tandems = Tandem.objects.filter(program__slug="werkstatt-digital")
    assert not tandems.filter(state=TandemState.ACTIVE).exists()
    completed = tandems.filter(state=TandemState.COMPLETED)
    assert completed.count() >= 14
    assert not completed.exclude(meetings__state=MeetingState.HELD).exists()
    waves = Invitation.objects.filter(wave__program__slug="werkstatt-digital")
    assert {*waves.values_list("wave__occasion", flat=True)} == set(Occasion)
    for occasion, least in (("end", 10), ("half_way", 10), ("after", 8), ("managers", 5)):
        assert waves.filter(wave__occasion=occasion, state=InvitationState.ANSWERED).count() >= least, occasion


def test_the_running_programme_has_its_questionnaires_approved_and_asks_half_way():
    running = Program.objects.get(slug="digital-auf-augenhoehe")
    assert running.questionnaire_approvals.count() == len(Occasion)
    open_now = running.waves.filter(closes_on__gte=NOW.date()).values_list("occasion", flat=True)
    assert {Occasion.HALF_WAY, Occasion.MANAGERS} <= {*open_now}
    own = Questionnaire.objects.exclude(program=None)
    assert own.filter(released_at=None).exists()


def test_leadership_filters_the_running_programme_by_department_family():
    facts = facts_of([Program.objects.get(breakdown=Breakdown.DEPARTMENT)], NOW)[0]
    assert [name for _code, name in groups_told(facts)] == ["Markt", "Steuerung", "Zentrale"]
    assert any(facts.goal_values.values())


def test_a_junior_board_is_being_asked_mentors_first_and_something_is_left_for_hr_to_do():
    board = Program.objects.get(slug="junior-board")
    run = follow_up.newest(board.pk)
    states = list(run.proposals.values_list("state", flat=True))
    assert set(states) == set(ProposalState)
    assert run.proposals.filter(is_pinned=True).exists()
    assert max(Counter(run.proposals.values_list("mentee", flat=True)).values()) > 1
    tandems = Tandem.objects.filter(program=board)
    assert set(tandems.values_list("asked_first", flat=True)) == {"mentor"}
    assert {TandemState.ACTIVE, TandemState.DECLINED} <= set(tandems.values_list("state", flat=True))
    assert run_before(run) is not None


def test_some_people_made_wishes_and_nobody_in_hr_can_read_them():
    for program in Program.objects.all():
        assert wishes.of_program(program), program
    run = MatchingRun.objects.filter(program__slug="digital-auf-augenhoehe").first()
    assert all("wishes" not in proposal.shares for proposal in run.proposals.all())


def test_the_running_programme_is_half_way():
    meetings = Meeting.objects.filter(tandem__program__slug="digital-auf-augenhoehe")
    assert meetings.filter(state=MeetingState.HELD).count() > 100
    assert meetings.filter(state=MeetingState.DATED, starts_at__gt=NOW).exists()
    assert meetings.filter(state=MeetingState.OPEN).count() > 50
    assert not meetings.filter(state=MeetingState.HELD, starts_at__gt=NOW).exists()


def test_tandems_have_agreed_and_the_one_to_show_is_asked_for_a_change():
    running = Tandem.objects.filter(state=TandemState.ACTIVE, program__slug="digital-auf-augenhoehe")
    agreed = running.filter(agreements__confirmed_at__isnull=False).distinct()
    assert running.count() / 2 < agreed.count() < running.count()
    assert 0 < Tandem.objects.exclude(own_rhythm_weeks=None).count() < 10

    shown = cast.show_tandem()
    where = standing(shown.agreements.all())
    assert where.asks(shown.mentee.person)
    assert SelfAssessment.objects.values("participation").distinct().count() > running.count()


def test_what_stands_around_tandems_can_be_seen():
    running = Program.objects.get(slug=cast.SHOWN)
    answers = Counter(ManagerConsent.objects.filter(participation__program=running).values_list("state", flat=True))
    assert answers["agreed"] > 10 > answers["asked"] > 0 < answers["declined"]
    assert Tandem.objects.filter(program=running, state=TandemState.PAUSED).count() == 1
    states = {
        health.state for health in with_health(Tandem.objects.filter(program=running).with_people(), NOW).values()
    }
    assert {HealthState.ON_RHYTHM, HealthState.PAUSED} < states
    assert states & {HealthState.SILENT, HealthState.SLIPPING}
    assert set(Concern.objects.values_list("state", flat=True)) == {"new", "looking"}
    assert Thanks.objects.exists()
    assert PoolMember.objects.exclude(listed_since=None).exists()


def test_one_account_waits_until_its_new_address_is_confirmed():
    (person,) = addresses.waiting()
    assert AddressChange.objects.get().changed_by.email == cast.HR_BANK
    assert person.email not in {login.email for login in cast.logins()}


def test_nothing_in_the_outbox_has_failed():
    assert not Notice.objects.filter(state__in=[NoticeState.FAILED, NoticeState.UNKNOWN]).exists()
    assert Notice.objects.filter(state=NoticeState.SENT, recipient__language="en").exists()


def test_people_wrote_in_both_languages():
    written = {entry.answer_1 for entry in Entry.objects.all()}
    for language in ("de", "en"):
        assert written & {text for role in ("mentee", "mentor") for text in TEXTS[role][language]["answer_1"]}
    assert any(answer.text for answer in Answer.objects.filter(question__kind=QuestionKind.TEXT))


def test_the_journal_shows_what_it_can():
    assert any("<strong>" in to_html(entry.text) for entry in Entry.objects.all())
    for slug in ("werkstatt-digital", "digital-auf-augenhoehe"):
        assert Insight.objects.filter(program__slug=slug).count() >= 6
    shown = cast.show_tandem()
    assert InsightProposal.objects.get().proposed_by == shown.mentor.person
    assert Draft.objects.get().author == shown.mentee.person


def test_every_login_can_sign_in():
    emails = [login.email for login in cast.logins()]
    assert len(emails) == len(set(emails)) == 12
    for email in emails:
        assert Person.objects.get(email=email).check_password(cast.PASSWORD)


def test_the_demo_refuses_to_mix_with_real_people(settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="empty"):
        call_command("build_demo")


def test_the_demo_is_not_built_outside_demo_mode(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("build_demo")


def test_tandems_prepare_their_meetings_and_take_something_along():
    tandem = cast.show_tandem()
    assert {step.owner for step in tandem.next_steps.filter(state="open")} == set(tandem.people)
    assert set(NextStep.objects.values_list("state", flat=True)) == {"open", "done", "dropped"}
    assert set(ListItem.objects.filter(tandem=tandem, done_at=None).values_list("kind", flat=True)) == set(ListKind)
    assert len(set(Meeting.objects.exclude(guide="").values_list("guide", flat=True))) > 6
    assert SlotProposal.objects.get().proposed_by == tandem.mentor.person
    assert tandem.mentee.person.delegations.get().steps.count() == 1
    assert MoveReason.objects.get().is_shared
    assert set(SiteRegion.objects.values_list("region", flat=True)) == {"DE-BW", "DE-NW", "AT-6", "PL"}


def test_events_have_been_held_are_coming_and_are_proposed():
    shown = Program.objects.get(slug=cast.SHOWN)
    states = Counter(shown.events.values_list("state", flat=True))
    assert states["held"] >= 3
    assert states["invited"] >= 2
    assert states["proposed"] == 1
    held = shown.events.filter(state="held", notes_at__isnull=False).exclude(notes_de="")
    assert held.filter(replies__attended=True).exists()
    assert EventReply.objects.filter(event__program=shown, answer="waiting").exists()
    assert Notice.objects.filter(kind="event_invited", state=NoticeState.SENT).exists()


def test_the_community_has_people_to_ask_and_something_to_read():
    assert TopicContact.objects.count() >= 5
    assert PoolMember.objects.filter(is_shown=True).count() >= 3
    assert Resource.objects.filter(program=None).exists()
