"""After a no, a lapse or a parting: the next best for whoever is free again, found by a worker."""

from datetime import timedelta

import pytest
from django.urls import reverse

from programs.enums import ProgramState
from programs.models import TopicChoice
from programs.tests.factories import MenteeFactory, ParticipationFactory, TeamMemberFactory, TopicFactory
from tandems.actions import accept_offer, decline_offer, part
from tandems.enums import ProposalState
from tandems.matching import follow_up, release, run_now, start_run
from tandems.models import Tandem
from tandems.tasks import expire_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr():
    return TeamMemberFactory(program__state=ProgramState.MATCHING)


@pytest.fixture
def program(hr):
    return hr.program


@pytest.fixture
def topic(program):
    return TopicFactory(program=program)


def person(factory, program, topic, level):
    row = factory(program=program)
    TopicChoice.objects.create(participation=row, topic=topic, level=level)
    return row


@pytest.fixture
def asked(hr, program, topic, now):
    """One mentee, three mentors: the best has been asked."""
    person(MenteeFactory, program, topic, 0)
    for level in (4, 3, 2):
        person(ParticipationFactory, program, topic, level)
    run = run_now(start_run(program=program, actor=hr.person, now=now), now)
    return release(run=run, proposals=run.proposals.all(), actor=hr.person, now=now)[0]


def open_proposals(program):
    return list(follow_up.newest(program.pk).proposals.filter(state=ProposalState.PROPOSED))


def skill(proposal):
    return proposal.mentor.topic_choices.get().level


@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_after_a_no_hr_is_offered_the_next_best_whoever_said_it(asked, program, now, who):
    decline_offer(tandem=asked, person=getattr(asked, who).person, now=now)
    [found] = follow_up.follow_up(program, now)
    assert (found.mentee, skill(found), found.is_next) == (asked.mentee, 3, True)
    assert open_proposals(program) == [found]


def test_the_next_best_is_released_like_any_other(asked, hr, program, now):
    decline_offer(tandem=asked, person=asked.mentee.person, now=now)
    follow_up.follow_up(program, now)
    [tandem] = release(run=asked.proposal.run, proposals=open_proposals(program), actor=hr.person, now=now)
    assert tandem.mentor.topic_choices.get().level == 3
    decline_offer(tandem=tandem, person=tandem.mentor.person, now=now)
    [found] = follow_up.follow_up(program, now)
    assert skill(found) == 2


def test_after_an_offer_nobody_answered_and_after_a_parting_too(asked, hr, program, now):
    expire_due(now + timedelta(days=30))
    [found] = follow_up.follow_up(program, now)
    [tandem] = release(run=asked.proposal.run, proposals=[found], actor=hr.person, now=now)
    for each in tandem.people:
        accept_offer(tandem=tandem, person=each, now=now)
    assert not follow_up.waiting([program.pk]).exists()
    part(tandem=tandem, person=tandem.mentor.person, now=now)
    assert follow_up.waiting([program.pk]).get() == tandem.mentee
    [found] = follow_up.follow_up(program, now)
    assert skill(found) == 2


def test_looking_twice_finds_nothing_twice(asked, program, now):
    decline_offer(tandem=asked, person=asked.mentee.person, now=now)
    assert len(follow_up.follow_up(program, now)) == 1
    assert follow_up.follow_up(program, now) == []
    assert len(open_proposals(program)) == 1


def test_the_room_of_open_proposals_is_not_given_away(hr, program, topic, now):
    """Two mentees, two mentors: one pair is asked and says no, the other still waits for HR."""
    for level in (0, 1):
        person(MenteeFactory, program, topic, level)
        person(ParticipationFactory, program, topic, 4)
    run = run_now(start_run(program=program, actor=hr.person, now=now), now)
    first, other = run.proposals.all()
    [tandem] = release(run=run, proposals=[first], actor=hr.person, now=now)
    decline_offer(tandem=tandem, person=tandem.mentee.person, now=now)
    assert follow_up.follow_up(program, now) == []
    assert open_proposals(program) == [other]
    assert {left.participation for left in run.leftovers.all()} == {first.mentee, first.mentor}


def test_who_has_left_the_programme_is_not_waiting(asked, program, now):
    from programs.actions import withdraw

    withdraw(participation=asked.mentee, actor=None, now=now)
    assert not follow_up.waiting([program.pk]).exists()
    assert follow_up.follow_up(program, now) == []


def test_the_worker_is_asked_when_the_no_is_stored_and_the_sweep_finds_what_was_lost(
    asked, program, now, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr("tandems.tasks.find_next.delay", sent.append)
    assert follow_up.overdue() == []
    with django_capture_on_commit_callbacks(execute=True):
        decline_offer(tandem=asked, person=asked.mentee.person, now=now + timedelta(hours=1))
    assert sent == [program.pk]
    assert follow_up.overdue() == [program.pk]
    follow_up.follow_up(program, now + timedelta(hours=2))
    assert follow_up.overdue() == []


def test_the_page_of_the_run_says_what_became_of_each_and_what_is_next(asked, hr, program, now, client):
    client.force_login(hr.person)
    hr.person.language = "en"
    hr.person.save()
    address = reverse("admin:tandems_matchingrun_change", args=[asked.proposal.run_id])
    assert "Asked" in client.get(address).content.decode()
    decline_offer(tandem=asked, person=asked.mentor.person, now=now)
    page = client.get(address).content.decode()
    assert "Did not start" in page
    assert "No pair is found yet for:" in page
    follow_up.follow_up(program, now)
    page = client.get(address).content.decode()
    assert "No pair is found yet for:" not in page
    assert page.index('id="next"') < page.index(f"p-{open_proposals(program)[0].pk}") < page.index("Did not start")


def test_the_page_is_the_same_whoever_said_no(hr, program, topic, now, client):
    """Two pairs alike; in one the mentee says no, in the other the mentor."""
    for _number in range(2):
        person(MenteeFactory, program, topic, 0)
        person(ParticipationFactory, program, topic, 4)
    run = run_now(start_run(program=program, actor=hr.person, now=now), now)
    one, other = release(run=run, proposals=run.proposals.all(), actor=hr.person, now=now)
    decline_offer(tandem=one, person=one.mentee.person, now=now)
    decline_offer(tandem=other, person=other.mentor.person, now=now)
    fields = ("state", "answer_until", "open_until", "started_at", "ended_at", "not_asked_yet", "program")
    assert len(set(Tandem.objects.values_list(*fields))) == 1
