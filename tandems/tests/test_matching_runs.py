"""From rows to proposals and to offers."""

from datetime import date, timedelta

import pytest

from people.errors import ActionError, NotAllowed, StaleState, WrongState
from people.models import AuditEvent
from people.tests.factories import DepartmentFactory, OrganisationFactory, PersonFactory
from programs.enums import DepartmentRule, ParticipationState, ProgramState, Role, TopicKind
from programs.models import TopicChoice
from programs.tests.factories import (
    MenteeFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
    TopicFactory,
)
from tandems.enums import PairRuleKind, ProposalState, RunState, TandemState
from tandems.matching import decide, put_back, release, run_now, set_aside, start_run
from tandems.matching.actions import sweep
from tandems.matching.notes import sentences
from tandems.models import MatchingRun, PairRule
from tandems.tasks import run_matching
from tandems.tests.factories import TandemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def hr():
    return TeamMemberFactory(program__state=ProgramState.MATCHING)


@pytest.fixture
def program(hr):
    return hr.program


def run(hr, now) -> MatchingRun:
    return run_now(start_run(program=hr.program, actor=hr.person, now=now), now)


def pairs(its_run) -> set:
    return {(p.mentee, p.mentor) for p in its_run.proposals.all()}


def named_back(mentee, mentor) -> None:
    mentor.joint_with = mentee.person
    mentor.save()


def kinds(its_run) -> list[str]:
    return [note["kind"] for note in its_run.summary["notes"]]


def test_a_run_proposes_those_who_fit_and_keeps_what_it_was_asked(hr, program, now):
    mentee, mentor = MenteeFactory(program=program), ParticipationFactory(program=program)
    done = run(hr, now)
    assert done.state == RunState.DONE
    assert pairs(done) == {(mentee, mentor)}
    assert done.parameters["weights"]["topics"] == 10
    assert set(done.pool["people"]) == {str(mentee.pk), str(mentor.pk)}
    assert (done.summary["placed"], done.summary["mentees"], done.summary["mentors"]) == (1, 1, 1)
    assert done.leftovers.count() == 0


def test_shares_and_facts_are_those_of_the_two(hr, program, now):
    topic = TopicFactory(program=program, name_de="Netzwerke", name_en="Networks")
    other = TopicFactory(program=program)
    gives = TopicFactory(program=program, kind=TopicKind.EXCHANGE, name_de="Strategie", name_en="Strategy")
    program.department_rule = DepartmentRule.DIFFERENT
    program.save()
    mentee = MenteeFactory(program=program, slots=["1am", "2am"])
    mentor = ParticipationFactory(program=program, slots=["2am"], person__department=DepartmentFactory(name="IT"))
    TopicChoice.objects.create(participation=mentee, topic=topic, level=1, priority=1)
    TopicChoice.objects.create(participation=mentee, topic=other, level=1, priority=2)
    TopicChoice.objects.create(participation=mentor, topic=topic, level=4)
    mentee.exchange.add(gives)
    mentor.exchange.add(gives)
    proposal = run(hr, now).proposals.get()
    assert proposal.shares == {
        "topics": 0.6667,
        "exchange": 1,
        "department": 1,
        "language": 1,
        "place": 1,
        "times": 0.3333,
    }
    weighted = 10 * 2 / 3 + 6 + 3 + 2 + 4 + 4 / 3
    assert proposal.score == pytest.approx(weighted / 29, abs=1e-5)
    assert proposal.facts == {
        "wished": 2,
        "topics": [{"de": "Netzwerke", "en": "Networks", "ahead": 3}],
        "hoped": 1,
        "exchange": [{"de": "Strategie", "en": "Strategy"}],
        "times": ["2am"],
        "languages": ["de"],
        "departments": ["Firmenkunden", "IT"],
        "site": "Heilbronn",
        "online": True,
    }


def test_only_the_programmes_own_managers_start_a_run(hr, program, now):
    stranger = TeamMemberFactory().person
    root = PersonFactory(is_superuser=True, is_staff=True)
    for person in (stranger, root):
        with pytest.raises(NotAllowed):
            start_run(program=program, actor=person, now=now)
    assert not MatchingRun.objects.exists()


@pytest.mark.parametrize("state", [ProgramState.DRAFT, ProgramState.CLOSED])
def test_a_programme_that_is_not_open_is_not_matched(hr, program, now, state):
    program.state = state
    program.save()
    with pytest.raises(ActionError):
        start_run(program=program, actor=hr.person, now=now)


def test_one_run_at_a_time_until_its_worker_must_be_dead(hr, program, now):
    first = start_run(program=program, actor=hr.person, now=now)
    with pytest.raises(ActionError):
        start_run(program=program, actor=hr.person, now=now)
    MatchingRun.objects.update(state=RunState.RUNNING, working_since=now)
    with pytest.raises(ActionError):
        start_run(program=program, actor=hr.person, now=now + timedelta(minutes=14))
    start_run(program=program, actor=hr.person, now=now + timedelta(minutes=16))
    first.refresh_from_db()
    assert first.state == RunState.FAILED
    assert "interrupted" in first.error


def test_a_run_is_done_once_even_if_two_workers_take_it(hr, program, now):
    MenteeFactory(program=program)
    ParticipationFactory(program=program)
    mine = start_run(program=program, actor=hr.person, now=now)
    theirs = MatchingRun.objects.get(pk=mine.pk)
    run_now(mine, now)
    with pytest.raises((StaleState, WrongState)):
        run_now(theirs, now)
    assert mine.proposals.count() == 1


def test_what_breaks_inside_ends_as_a_sentence_beside_the_run(hr, program, now):
    broken = start_run(program=program, actor=hr.person, now=now)
    broken.parameters = {"weights": "nonsense"}
    broken.save()
    MenteeFactory(program=program)
    ParticipationFactory(program=program)
    run_now(broken, now)
    assert broken.state == RunState.FAILED
    assert "could not be finished" in broken.error
    assert broken.proposals.count() == 0


# ---------------------------------------------------------------- who is in the pool
def test_those_who_have_withdrawn_or_left_are_not_matched(hr, program, now):
    MenteeFactory(program=program)
    ParticipationFactory(program=program, state=ParticipationState.WITHDRAWN)
    ParticipationFactory(program=program, state=ParticipationState.DRAFT)
    ParticipationFactory(program=program, person__is_active=False)
    done = run(hr, now)
    assert pairs(done) == set()
    assert kinds(done) == ["no_mentors"]


def test_live_tandems_use_up_room_and_ended_ones_do_not(hr, program, now):
    free, busy = MenteeFactory(program=program), MenteeFactory(program=program)
    mentor = ParticipationFactory(program=program, max_tandems=2)
    TandemFactory(program=program, mentee=busy, mentor=mentor, state=TandemState.OFFERED)
    done = run(hr, now)
    assert pairs(done) == {(free, mentor)}
    TandemFactory(program=program, mentee=MenteeFactory(program=program), mentor=mentor, state=TandemState.ACTIVE)
    assert pairs(run(hr, now)) == set()


@pytest.mark.parametrize("state", [TandemState.DECLINED, TandemState.EXPIRED, TandemState.PARTED])
def test_a_pair_that_did_not_come_about_is_not_proposed_again(hr, program, now, state):
    mentee, mentor = MenteeFactory(program=program), ParticipationFactory(program=program)
    TandemFactory(program=program, mentee=mentee, mentor=mentor, state=state)
    done = run(hr, now)
    assert pairs(done) == set()
    counts = dict(done.leftovers.get(participation=mentee).facts["counts"])
    assert (counts["barred"], counts["history"]) == (1, 0)


def test_two_who_were_a_tandem_in_another_programme_are_not_paired_again(hr, program, now):
    mentee, mentor = MenteeFactory(program=program), ParticipationFactory(program=program)
    before = ProgramFactory()
    TandemFactory(
        program=before,
        mentee=MenteeFactory(program=before, person=mentee.person),
        mentor=ParticipationFactory(program=before, person=mentor.person),
        state=TandemState.COMPLETED,
    )
    assert pairs(run(hr, now)) == set()


# ---------------------------------------------------------------- the programme's own rules
def test_a_programme_may_rule_out_two_under_one_line_manager(hr, program, now):
    boss = PersonFactory(level=1)
    MenteeFactory(program=program, person__manager=boss)
    ParticipationFactory(program=program, person__manager=boss)
    assert len(pairs(run(hr, now))) == 1
    program.same_manager_is_out = True
    program.save()
    assert pairs(run(hr, now)) == set()


def test_no_pair_below_the_programmes_lowest_fit(hr, program, now):
    MenteeFactory(program=program)
    ParticipationFactory(program=program)
    score = run(hr, now).proposals.get().score
    for least_fit, count in ((int(score * 100), 1), (int(score * 100) + 1, 0)):
        program.least_fit = least_fit
        program.save()
        assert len(pairs(run(hr, now))) == count


def test_experience_counts_once_it_has_a_weight_and_a_band(hr, program, now):
    program.weight_experience, program.years_apart_from, program.years_apart_to = 10, 15, 30
    program.save()
    mentee = MenteeFactory(program=program, person__hired_on=date(2000, 1, 1))
    ParticipationFactory(program=program, person__hired_on=date(2001, 1, 1))
    apart = ParticipationFactory(program=program, person__hired_on=date(2022, 1, 1))
    done = run(hr, now)
    assert pairs(done) == {(mentee, apart)}
    assert done.proposals.get().shares["experience"] == 1


# ---------------------------------------------------------------- joint sign-ups, pins and bars
def test_a_joint_sign_up_is_kept_even_without_common_time_department_or_language(hr, program, now):
    program.department_rule, program.department_is_must = DepartmentRule.DIFFERENT, True
    program.save()
    mentor = ParticipationFactory(program=program, slots=["1am"], person__spoken_languages=["tr"])
    better = ParticipationFactory(program=program)
    mentee = MenteeFactory(program=program, joint_with=mentor.person, slots=["3pm"])
    named_back(mentee, mentor)
    done = run(hr, now)
    assert pairs(done) == {(mentee, mentor)}
    assert done.proposals.get().is_joint
    assert done.proposals.get().facts["broken"] == ["language", "department", "times"]
    assert done.leftovers.get().participation == better


def test_a_joint_sign_up_within_one_line_is_said_and_not_proposed(hr, program, now):
    mentor = ParticipationFactory(program=program)
    mentee = MenteeFactory(program=program, joint_with=mentor.person)
    named_back(mentee, mentor)
    between = PersonFactory(level=3, manager=mentee.person)
    mentor.person.manager = between
    mentor.person.save()
    done = run(hr, now)
    assert pairs(done) == set()
    assert {"kind": "joint_line", "mentee": str(mentee.pk), "mentor": str(mentor.pk)} in done.summary["notes"]


def test_two_joint_sign_ups_naming_one_mentor_keep_the_mutual_one(hr, program, now):
    mentor, spare = ParticipationFactory(program=program), ParticipationFactory(program=program)
    earlier = MenteeFactory(program=program, joint_with=mentor.person, signed_up_at=now - timedelta(days=2))
    mutual = MenteeFactory(program=program, joint_with=mentor.person, signed_up_at=now)
    named_back(mutual, mentor)
    done = run(hr, now)
    assert pairs(done) == {(mutual, mentor), (earlier, spare)}
    (note,) = done.summary["notes"]
    assert (note["kind"], note["one"], note["other"]) == ("joint_one_sided", str(earlier.pk), str(mentor.pk))


def test_a_joint_sign_up_whose_place_is_taken_is_said(hr, program, now):
    mentor = ParticipationFactory(program=program)
    mentee, before = MenteeFactory(program=program, joint_with=mentor.person), MenteeFactory(program=program)
    named_back(mentee, mentor)
    TandemFactory(program=program, mentee=before, mentor=mentor)
    assert "joint_room" in kinds(run(hr, now))


def test_a_joint_partner_who_is_not_signed_up_or_has_the_same_role_is_said(hr, program, now):
    absent = PersonFactory()
    MenteeFactory(program=program, joint_with=absent)
    other = MenteeFactory(program=program)
    MenteeFactory(program=program, joint_with=other.person)
    ParticipationFactory(program=program)
    assert sorted(kinds(run(hr, now))) == ["joint_absent", "joint_role"]


def test_pins_are_kept_and_bars_never_proposed(hr, program, now):
    mentee, other = MenteeFactory(program=program), MenteeFactory(program=program)
    one, two = ParticipationFactory(program=program), ParticipationFactory(program=program)
    PairRule.objects.create(program=program, mentee=mentee, mentor=one, kind=PairRuleKind.BAR)
    assert pairs(run(hr, now)) == {(mentee, two), (other, one)}
    PairRule.objects.update(kind=PairRuleKind.PIN)
    done = run(hr, now)
    assert pairs(done) == {(mentee, one), (other, two)}
    assert done.proposals.get(mentee=mentee).is_pinned


# ---------------------------------------------------------------- input that cannot be matched
def test_nobody_only_mentees_and_nobody_who_fits_are_sentences(hr, program, now):
    assert kinds(run(hr, now)) == ["nobody"]
    mentee = MenteeFactory(program=program)
    assert kinds(run(hr, now)) == ["no_mentors"]
    ParticipationFactory(program=program, person__level=1)
    done = run(hr, now)
    assert kinds(done) == ["none_allowed"]
    assert done.leftovers.get(participation=mentee).facts["counts"][:2] == [["all", 1], ["seniority", 0]]


def test_with_every_pair_barred_it_says_so_and_why_for_each(hr, program, now):
    mentees = MenteeFactory.create_batch(2, program=program)
    mentors = ParticipationFactory.create_batch(2, program=program)
    for mentee in mentees:
        for mentor in mentors:
            decide(mentee=mentee, mentor=mentor, kind="bar", actor=hr.person, now=now)
    done = run(hr, now)
    assert (pairs(done), kinds(done)) == (set(), ["none_allowed"])
    assert all(sentences(done))
    assert {dict(left.facts["counts"])["barred"] for left in done.leftovers.all()} == {0}


@pytest.mark.parametrize(("most", "kind"), [(1, "no_room_mentees"), (2, "no_room_mentees")])
def test_with_all_room_used_up_it_says_so(hr, program, now, most, kind):
    MenteeFactory(program=program)
    ParticipationFactory(program=program, max_tandems=most)
    release(run=(first := run(hr, now)), proposals=first.proposals.all(), actor=hr.person, now=now)
    done = run(hr, now)
    assert (pairs(done), kinds(done)) == (set(), [kind])
    MenteeFactory(program=program)
    assert kinds(run(hr, now)) == (["no_room_mentors"] if most == 1 else [])


def test_a_circle_of_managers_is_said_and_the_rest_is_matched(hr, program, now):
    mentee, mentor = MenteeFactory(program=program), ParticipationFactory(program=program)
    one = PersonFactory()
    two = PersonFactory(manager=one)
    one.manager = two
    one.save()
    mentor.person.manager = one
    mentor.person.save()
    done = run(hr, now)
    assert pairs(done) == {(mentee, mentor)}
    assert kinds(done) == ["circle"]


def test_companies_stay_apart(hr, program, now):
    works = OrganisationFactory(name="Werke")
    mentee = MenteeFactory(program=program)
    ParticipationFactory(
        program=program, person__organisation=works, person__department=DepartmentFactory(organisation=works)
    )
    done = run(hr, now)
    assert pairs(done) == set()
    assert dict(done.leftovers.get(participation=mentee).facts["counts"])["organisation"] == 0


# ---------------------------------------------------------------- release
@pytest.fixture
def done(hr, program, now):
    MenteeFactory(program=program)
    MenteeFactory(program=program)
    ParticipationFactory(program=program)
    ParticipationFactory(program=program)
    return run(hr, now)


def test_releasing_asks_both_of_each_pair(done, hr, now):
    outcome = release(run=done, proposals=done.proposals.all(), actor=hr.person, now=now)
    assert len(outcome) == 2
    assert outcome.refused == []
    assert {tandem.state for tandem in outcome} == {TandemState.OFFERED}
    assert set(done.proposals.values_list("state", flat=True)) == {ProposalState.RELEASED}
    assert AuditEvent.objects.filter(event="proposal.released", actor=hr.person).count() == 2


def test_a_proposal_is_released_once(done, hr, now):
    release(run=done, proposals=done.proposals.all(), actor=hr.person, now=now)
    again = release(run=done, proposals=done.proposals.all(), actor=hr.person, now=now)
    assert list(again) == []
    assert len(again.refused) == 2


def test_what_has_changed_since_is_refused_and_the_rest_is_asked(done, hr, now):
    first, second = done.proposals.all()
    first.mentor.state = ParticipationState.WITHDRAWN
    first.mentor.save()
    outcome = release(run=done, proposals=done.proposals.all(), actor=hr.person, now=now)
    assert [tandem.proposal for tandem in outcome] == [second]
    assert [proposal for proposal, _sentence in outcome.refused] == [first]
    first.refresh_from_db()
    assert first.state == ProposalState.PROPOSED


def test_two_who_have_come_into_one_line_since_the_run_are_refused(done, hr, now):
    proposal = done.proposals.first()
    proposal.mentor.person.manager = proposal.mentee.person
    proposal.mentor.person.save()
    outcome = release(run=done, proposals=[proposal], actor=hr.person, now=now)
    assert list(outcome) == []
    assert "line" in outcome.refused[0][1]


def test_room_that_was_used_up_since_the_run_is_not_given_twice(done, hr, program, now):
    proposal = done.proposals.first()
    TandemFactory(program=program, mentee=MenteeFactory(program=program), mentor=proposal.mentor)
    outcome = release(run=done, proposals=[proposal], actor=hr.person, now=now)
    assert list(outcome) == []
    assert proposal.mentor.person.full_name in outcome.refused[0][1]


def test_what_is_set_aside_is_not_released_until_put_back(done, hr, now):
    proposal = done.proposals.first()
    set_aside(proposal=proposal, actor=hr.person)
    assert list(release(run=done, proposals=[proposal], actor=hr.person, now=now)) == []
    put_back(proposal=proposal, actor=hr.person)
    assert len(release(run=done, proposals=[proposal], actor=hr.person, now=now)) == 1


def test_only_managers_release_and_set_aside(done, now):
    stranger = TeamMemberFactory().person
    with pytest.raises(NotAllowed):
        release(run=done, proposals=done.proposals.all(), actor=stranger, now=now)
    with pytest.raises(NotAllowed):
        set_aside(proposal=done.proposals.first(), actor=stranger)


def test_a_run_reads_and_writes_in_a_constant_number_of_queries(hr, program, now, django_assert_num_queries):
    topic = TopicFactory(program=program)
    for count in (1, 3):
        for _number in range(count):
            for participation in (MenteeFactory(program=program), ParticipationFactory(program=program)):
                TopicChoice.objects.create(participation=participation, topic=topic, level=1)
        queued = start_run(program=program, actor=hr.person, now=now)
        queued.program  # noqa: B018 - loaded once before counting
        with django_assert_num_queries(24):
            run_now(queued, now)
        assert queued.state == RunState.DONE, Role.MENTEE


def test_the_task_survives_a_missing_run_and_a_second_delivery(hr, program, now):
    MenteeFactory(program=program)
    ParticipationFactory(program=program)
    queued = start_run(program=program, actor=hr.person, now=now)
    for run_id in (str(queued.pk), str(queued.pk), "00000000-0000-4000-8000-000000000000"):
        run_matching(run_id)
    queued.refresh_from_db()
    assert queued.state == RunState.DONE
    assert queued.proposals.count() == 1


def test_the_sweep_ends_lost_runs_and_asks_again_for_waiting_ones(hr, program, now, monkeypatch):
    asked = []
    monkeypatch.setattr(run_matching, "delay", asked.append)
    lost = start_run(program=program, actor=hr.person, now=now)
    MatchingRun.objects.update(state=RunState.RUNNING, working_since=now - timedelta(minutes=16))
    sweep(now)
    lost.refresh_from_db()
    assert lost.state == RunState.FAILED
    waiting = start_run(program=program, actor=hr.person, now=now - timedelta(minutes=3))
    sweep(now)
    assert asked == [str(waiting.pk)]
