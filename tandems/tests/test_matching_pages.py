"""HR's pages for matching: who may open them, what they show, what they do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import translation

from people.tests.factories import PersonFactory
from people.tests.proof import REASON, prove
from programs.enums import ProgramState, TopicKind
from programs.models import TopicChoice
from programs.tests.factories import MenteeFactory, ParticipationFactory, TeamMemberFactory, TopicFactory
from tandems.enums import PairRuleKind, ProposalState, RunState
from tandems.matching import asked, run_now, start_run
from tandems.matching.loading import rules_of
from tandems.matching.review import review
from tandems.models import MatchingRun, PairRule, Tandem

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr():
    return TeamMemberFactory(program__state=ProgramState.MATCHING)


@pytest.fixture
def page(client, hr):
    client.force_login(hr.person)
    prove(client, hr.person)
    return client


def people(program, count=1):
    topic = TopicFactory(program=program, name_en="Networks")
    gives = TopicFactory(program=program, kind=TopicKind.EXCHANGE)
    for _number in range(count):
        mentee, mentor = MenteeFactory(program=program), ParticipationFactory(program=program)
        TopicChoice.objects.create(participation=mentee, topic=topic, level=1)
        TopicChoice.objects.create(participation=mentor, topic=topic, level=3)
        mentee.exchange.add(gives)
        mentor.exchange.add(gives)


@pytest.fixture
def done(hr, now):
    people(hr.program, 2)
    return run_now(start_run(program=hr.program, actor=hr.person, now=now), now)


def at(name, *args):
    return reverse(f"admin:tandems_matchingrun_{name}", args=args)


def addresses(run) -> list[tuple[str, str]]:
    proposal = run.proposals.first()
    rule = PairRule.objects.create(
        program=run.program, mentee=proposal.mentee, mentor=proposal.mentor, kind=PairRuleKind.PIN
    )
    return [
        ("get", at("program", run.program.pk)),
        ("post", at("start", run.program.pk)),
        ("get", at("change", run.pk)),
        ("get", at("progress", run.pk)),
        ("post", at("release", run.pk)),
        ("post", at("swap", run.pk)),
        ("post", at("proposal", proposal.pk, "set-aside")),
        ("post", at("decide", proposal.mentee_id, proposal.mentor_id, "bar")),
        ("post", at("take_back", rule.pk)),
    ]


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_staff": True, "is_superuser": True}])
def test_for_anyone_but_the_programmes_managers_nothing_of_it_exists(client, done, fields):
    other = TeamMemberFactory(person=PersonFactory(**fields)).person
    client.force_login(other)
    for method, address in addresses(done):
        assert getattr(client, method)(address, {"all": "1"}).status_code == 404, address
    assert PairRule.objects.get().kind == PairRuleKind.PIN
    assert MatchingRun.objects.count() == 1
    assert str(done.program) not in client.get(at("changelist")).content.decode()


def test_people_without_the_admin_are_sent_to_sign_in(client, done):
    client.force_login(done.proposals.first().mentee.person)
    for method, address in addresses(done):
        assert getattr(client, method)(address).status_code == 302, address
    assert not Tandem.objects.exists()


@pytest.mark.parametrize("name", ["start", "release", "swap", "proposal", "decide", "take_back"])
def test_changes_are_posts(page, done, name):
    address = next(a for method, a in addresses(done) if method == "post" and _name_of(a) == name)
    assert page.get(address).status_code == 405


def _name_of(address):
    return resolve(address).url_name.rsplit("run_", 1)[1]


def test_a_start_leads_to_the_runs_page_which_waits_for_it(page, hr, django_capture_on_commit_callbacks):
    response = page.post(at("start", hr.program.pk), follow=True)
    run = MatchingRun.objects.get()
    assert response.redirect_chain[-1][0] == at("change", run.pk)
    assert at("progress", run.pk) in response.content.decode()
    part = page.get(at("progress", run.pk))
    assert "HX-Refresh" not in part
    run_now(run, run.created_at)
    assert page.get(at("progress", run.pk))["HX-Refresh"] == "true"


def test_a_second_start_is_a_sentence_and_not_a_second_run(page, hr):
    for _time in range(2):
        response = page.post(at("start", hr.program.pk), follow=True)
    assert MatchingRun.objects.count() == 1
    assert "bereits" in response.content.decode() or "already at work" in response.content.decode()


def test_other_weights_are_tried_and_not_saved(page, hr):
    weights = {"topics": 0, "exchange": 10, "department": 0, "language": 0, "place": 0, "times": 0} | {
        "experience": 0,
        "wishes": 0,
    }
    page.post(at("start", hr.program.pk), {"try": "1", **weights})
    assert MatchingRun.objects.get().parameters["weights"] == weights
    hr.program.refresh_from_db()
    assert hr.program.weight_topics == 10


def test_a_weight_out_of_range_is_refused_where_it_was_typed(page, hr):
    weights = {"topics": 11, "exchange": 7, "department": 0, "language": 0, "place": 0, "times": 0} | {
        "experience": 0,
        "wishes": 0,
    }
    response = page.post(at("start", hr.program.pk), {"try": "1", **weights})
    assert response.status_code == 200
    assert response.context["form"].errors["topics"]
    assert 'value="7"' in response.content.decode()
    assert not MatchingRun.objects.exists()


def test_the_review_says_who_is_paired_and_why(page, done, hr):
    hr.person.language = "en"
    hr.person.save()
    text = page.get(at("change", done.pk)).content.decode()
    for proposal in done.proposals.all():
        assert proposal.mentee.person.full_name in text
        assert proposal.mentor.person.full_name in text
    assert "Ahead in the topic named: two levels in Networks." in text
    assert "2 of 2 mentees are placed." in text


def test_a_run_that_failed_offers_to_start_again(page, done):
    MatchingRun.objects.update(state=RunState.FAILED, error="The run was interrupted.")
    response = page.get(at("change", done.pk))
    assert at("start", done.program.pk) in response.content.decode()


def test_releasing_asks_first_and_then_asks_the_two(page, done):
    proposal = done.proposals.first()
    response = page.post(at("release", done.pk), {"proposal": str(proposal.pk)})
    assert not Tandem.objects.exists()
    assert list(response.context["proposals"]) == [proposal]
    page.post(at("release", done.pk), {"proposal": str(proposal.pk), "confirmed": "1"} | REASON)
    assert Tandem.objects.get().proposal == proposal


def test_releasing_all_leaves_out_what_is_set_aside(page, done):
    kept, aside = done.proposals.all()
    page.post(at("proposal", aside.pk, "set-aside"))
    page.post(at("release", done.pk), {"all": "1", "confirmed": "1"} | REASON)
    assert Tandem.objects.get().proposal == kept


def test_releasing_nothing_is_a_sentence(page, done):
    response = page.post(at("release", done.pk), {"proposal": "no number"}, follow=True)
    assert response.redirect_chain[-1][0] == at("change", done.pk)
    assert not Tandem.objects.exists()


def test_one_proposal_is_drawn_anew_without_the_rest_of_the_page(page, done):
    proposal = done.proposals.first()
    response = page.post(at("proposal", proposal.pk, "set-aside"), headers={"HX-Request": "true"})
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SET_ASIDE
    assert response.content.decode().count("<article") == 1
    assert at("proposal", proposal.pk, "put-back") in response.content.decode()


def test_keep_bar_and_take_back(page, done):
    proposal = done.proposals.first()
    page.post(at("proposal", proposal.pk, "keep"))
    assert PairRule.objects.get().kind == PairRuleKind.PIN
    page.post(at("proposal", proposal.pk, "undecide"))
    assert not PairRule.objects.exists()
    page.post(at("proposal", proposal.pk, "bar"))
    assert PairRule.objects.get().kind == PairRuleKind.BAR
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SET_ASIDE
    assert page.post(at("proposal", proposal.pk, "anything")).status_code == 404


def test_swapping_two_shows_in_the_next_run(page, done, hr, now):
    one, other = done.proposals.all()
    page.post(at("swap", done.pk), {"proposal": [str(one.pk)]})
    assert not PairRule.objects.exists()
    page.post(at("swap", done.pk), {"proposal": [str(one.pk), str(other.pk)]})
    later = now + timedelta(hours=1)
    again = run_now(start_run(program=hr.program, actor=hr.person, now=later), later)
    assert {(p.mentee, p.mentor) for p in again.proposals.all()} == {
        (one.mentee, other.mentor),
        (other.mentee, one.mentor),
    }
    assert page.get(at("change", again.pk)).context["review"].difference is not None


def test_a_run_of_another_programme_is_not_compared_with(page, done, now):
    foreign = TeamMemberFactory(program__state=ProgramState.MATCHING)
    other = run_now(start_run(program=foreign.program, actor=foreign.person, now=now), now)
    assert page.get(at("change", done.pk) + f"?compare={other.pk}").status_code == 404
    assert page.get(at("change", done.pk) + "?compare=nonsense").status_code == 404


def test_the_page_says_how_many_have_changed_since_the_run(page, done):
    assert page.get(at("change", done.pk)).context["review"].changed == 0
    person = done.proposals.first().mentee.person
    person.site = "Neckarsulm"
    person.save()
    MenteeFactory(program=done.program)
    assert page.get(at("change", done.pk)).context["review"].changed == 2


def test_the_page_says_when_the_programmes_rules_are_others_now(page, hr, done, now):
    later = now + timedelta(hours=1)
    weights = hr.program.weights | {"topics": 1}
    trial = run_now(start_run(program=hr.program, actor=hr.person, now=later, weights=weights), later)
    assert not review(done).rules_differ
    assert not review(trial).rules_differ
    hr.program.weight_topics = 7
    hr.program.save()
    done, trial = (MatchingRun.objects.get(pk=run.pk) for run in (done, trial))
    assert review(done).rules_differ
    assert not review(trial).rules_differ
    hr.program.times_are_must = False
    hr.program.save()
    assert review(MatchingRun.objects.get(pk=trial.pk)).rules_differ
    hr.person.language = "en"
    hr.person.save()
    assert "rules or weights have been changed" in page.get(at("change", done.pk)).content.decode()


def test_the_page_names_the_musts_of_the_run_and_no_others(hr, now):
    def named():
        with translation.override("en"):
            return asked.musts(rules_of(hr.program))

    assert named() == (
        "Had to be met: the mentee more senior, not in one reporting line, the same company, a common language, "
        "a way to meet, on site or online and a common time."
    )
    hr.program.spans_organisations = hr.program.same_manager_is_out = hr.program.topics_is_must = True
    hr.program.language_is_must = hr.program.times_are_must = hr.program.place_is_must = False
    hr.program.department_rule, hr.program.department_is_must, hr.program.least_fit = "different", True, 40
    assert named() == (
        "Had to be met: the mentee more senior, not in one reporting line or under one manager, different "
        "departments, a topic in which the mentor is ahead and a fit of at least 40 of 100."
    )


@pytest.mark.parametrize("count", [1, 3])
def test_a_review_takes_the_same_queries_for_any_number_of_proposals(hr, now, count, django_assert_num_queries):
    people(hr.program, count)
    MenteeFactory(program=hr.program, slots=[])
    run = run_now(start_run(program=hr.program, actor=hr.person, now=now), now)
    assert run.proposals.count() == count
    with django_assert_num_queries(22 if count > 1 else 21):  # one more for alternatives, which a single pair has not
        review(run)


def test_pages_take_the_same_queries_for_any_number_of_runs(page, hr, now):
    """The sidebar's queries, which the other apps decide, are part of each number."""
    numbers = []
    for _time in range(2):
        run_now(start_run(program=hr.program, actor=hr.person, now=now), now)
        run_now(start_run(program=hr.program, actor=hr.person, now=now), now)
        with CaptureQueriesContext(connection) as queries:
            page.get(at("program", hr.program.pk))
            page.get(at("changelist"))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_what_waits_for_a_decision_comes_first_and_the_weakest_of_it_before_all(page, hr, now):
    people(hr.program, 3)
    run = run_now(start_run(program=hr.program, actor=hr.person, now=now), now)
    strong, weak, aside = run.proposals.all()
    for score, proposal in ((0.9, strong), (0.4, weak), (0.1, aside)):
        run.proposals.filter(pk=proposal.pk).update(score=score)
    page.post(at("proposal", aside.pk, "set-aside"))
    found = review(run)
    assert [row.proposal for row in found.rows] == [weak, strong, aside]
    assert [row.proposal for row in found.settled] == [aside]
