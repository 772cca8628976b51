"""Wishes and silent bars move the matching, in both directions, and HR cannot read them off anything it sees."""

import pytest
from django.urls import reverse

from people.actions import erase_person
from people.tests.factories import PersonFactory
from programs import wishes
from programs.enums import ProgramState
from programs.models import Participation
from programs.tests.factories import MenteeFactory, ParticipationFactory, TeamMemberFactory
from tandems.actions import accept_offer, decline_offer, offer_pair
from tandems.matching import decide, run_now, start_run
from tandems.models import MatchingRun, PairedBefore, Proposal, Tandem

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr():
    return TeamMemberFactory(program__state=ProgramState.MATCHING)


@pytest.fixture
def program(hr):
    return hr.program


@pytest.fixture
def match(hr, now):
    def one() -> MatchingRun:
        return run_now(start_run(program=hr.program, actor=hr.person, now=now), now)

    return one


def pairs(run):
    return set(run.proposals.values_list("mentee", "mentor"))


def test_a_wish_of_either_decides_between_equals(program, match):
    mentee, mentors = MenteeFactory(program=program), ParticipationFactory.create_batch(4, program=program)
    for wished in mentors:
        for giver, named in ((mentee, wished), (wished, mentee)):
            wishes.store(giver, liked=[named.person], out=[])
            assert pairs(match()) == {(mentee.pk, wished.pk)}
            wishes.store(giver, liked=[], out=[])


def test_a_programme_may_leave_wishes_out_of_account(program, match):
    mentee, mentors = MenteeFactory(program=program), ParticipationFactory.create_batch(2, program=program)
    before = pairs(match())
    other = next(mentor for mentor in mentors if (mentee.pk, mentor.pk) not in before)
    program.weight_wishes = 0
    program.save()
    wishes.store(mentee, liked=[other.person], out=[])
    assert pairs(match()) == before


@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_two_of_whom_one_has_ruled_the_other_out_are_never_proposed(program, match, who):
    mentee, mentor = MenteeFactory(program=program), ParticipationFactory(program=program)
    assert pairs(match()) == {(mentee.pk, mentor.pk)}
    one, other = (mentee, mentor) if who == "mentee" else (mentor, mentee)
    wishes.store(one, liked=[], out=[other.person])
    assert pairs(match()) == set()


def seen(client, hr, run):
    """The review as HR reads it, without what differs between any two runs."""
    hr.person.language = "en"
    hr.person.save()
    client.force_login(hr.person)
    page = client.get(reverse("admin:tandems_matchingrun_change", args=[run.pk])).content.decode()
    return page[page.index('class="matching"') :]


def test_the_reason_for_being_left_over_is_the_same_with_and_without_a_silent_bar(program, match):
    """Three mentees, two mentors: who is left over meets the rules with both, bar or no bar."""
    mentees = MenteeFactory.create_batch(3, program=program)
    mentors = ParticipationFactory.create_batch(2, program=program)
    run = match()
    left = run.leftovers.get()
    [(bars, who)] = [(mentors, left.participation)]
    before = left.facts
    for mentor in bars:
        wishes.store(who, liked=[], out=[mentor.person, bars[0].person])
    run = match()
    assert run.leftovers.get().participation == who
    assert run.leftovers.get().facts == before
    assert len(mentees) == 3


def test_nothing_a_run_stores_tells_of_wishes(program, match):
    """Also not that a person has changed: the run keeps a print of everything else about them."""
    mentee, mentor = MenteeFactory(program=program), ParticipationFactory(program=program)
    bystanders = PersonFactory.create_batch(2)
    plain = match()
    wishes.store(mentee, liked=[mentor.person], out=[bystanders[0]])
    wishes.store(mentor, liked=[bystanders[1]], out=[])
    with_wishes = match()
    for name in ("parameters", "pool", "summary"):
        assert getattr(MatchingRun.objects.get(pk=plain.pk), name) == getattr(
            MatchingRun.objects.get(pk=with_wishes.pk), name
        )
    fields = ("score", "shares", "facts", "alternatives")
    assert len({str(row) for row in Proposal.objects.values_list(*fields)}) == 1


def test_nobody_is_told_that_no_pair_is_possible_when_a_silent_bar_stands_in_the_way(program, match, client, hr):
    mentee, mentor = MenteeFactory(program=program), ParticipationFactory(program=program)
    wishes.store(mentor, liked=[], out=[mentee.person])
    run = match()
    assert run.summary["notes"] == []
    page = seen(client, hr, run)
    assert "One mentor meets the rules. On the whole other pairs came out better." in page
    assert "ruled out" not in page


def test_what_hr_sets_itself_is_proposed_all_the_same(program, match, hr, now):
    """Refusing it would tell HR of the bar. The two are asked, and a no leaves no trace."""
    mentee, mentor = MenteeFactory(program=program), ParticipationFactory(program=program)
    wishes.store(mentee, liked=[], out=[mentor.person])
    decide(mentee=mentee, mentor=mentor, kind="pin", actor=hr.person, now=now)
    run = match()
    assert pairs(run) == {(mentee.pk, mentor.pk)}
    assert run.proposals.get().facts["broken"] == []


def test_who_is_silently_out_of_the_question_stands_among_the_alternatives(program, match, client, hr):
    """Missing there though free, they would tell HR; and it costs the whole nothing more than with a wish."""
    mentee, mentors = MenteeFactory(program=program), ParticipationFactory.create_batch(3, program=program)
    [(_mentee, best)] = pairs(match())
    wishes.store(mentee, liked=[], out=[next(one for one in mentors if one.pk == best).person])
    run = match()
    proposal = run.proposals.get()
    others = {str(one.pk) for one in mentors} - {str(proposal.mentor_id)}
    assert str(best) in others
    assert {one["mentor"] for one in proposal.alternatives} == others
    assert run.summary["possible_pairs"] == 3
    assert "just as well" in seen(client, hr, run)


# ---------------------------------------------------------------- paired before
@pytest.fixture
def started(program, now):
    tandem = offer_pair(
        program=program,
        mentee=MenteeFactory(program=program),
        mentor=ParticipationFactory(program=program),
        actor=None,
        now=now,
    )
    for person in tandem.people:
        accept_offer(tandem=tandem, person=person, now=now)
    return tandem


def signed_up_again(person, role, program, level):
    person.level = level
    person.save()
    return ParticipationFactory(program=program, person=person, role=role)


def test_who_were_a_tandem_are_not_paired_again_when_all_else_is_gone(started, now):
    """Erased, and their rows deleted; later the same two are imported anew, in exchanged roles."""
    one, other = started.people
    emails = [one.email, other.email]
    for person in (one, other):
        erase_person(person=person, actor=None, now=now)
    Tandem.objects.all().delete()
    Participation.objects.all().delete()
    hr = TeamMemberFactory(program__state=ProgramState.MATCHING)
    back = [PersonFactory(email=email) for email in emails]
    signed_up_again(back[0], "mentor", hr.program, 4)
    signed_up_again(back[1], "mentee", hr.program, 2)
    run = run_now(start_run(program=hr.program, actor=hr.person, now=now), now)
    assert pairs(run) == set()
    assert ["history", 0] in run.leftovers.first().facts["counts"]


def test_someone_with_a_new_address_is_known_by_the_record(started, now):
    one, other = started.people
    Tandem.objects.all().delete()
    Participation.objects.all().delete()
    one.email = "new-name@example.org"
    hr = TeamMemberFactory(program__state=ProgramState.MATCHING)
    signed_up_again(one, "mentee", hr.program, 2)
    signed_up_again(other, "mentor", hr.program, 4)
    run = run_now(start_run(program=hr.program, actor=hr.person, now=now), now)
    assert pairs(run) == set()


def test_only_keyed_hashes_are_kept(started, settings, now):
    rows = PairedBefore.objects.values_list("one", "other")
    assert len(rows) == 2
    for person in started.people:
        assert person.email not in str(list(rows))
    from tandems.history import mark, paired_before

    people = {person.pk: person.email for person in started.people}
    assert paired_before(people) == {frozenset(people)}
    before = mark("person 1")
    settings.ANSWER_KEY = "another key"
    assert mark("person 1") != before
    assert paired_before(people) == set()


def test_an_offer_that_came_to_nothing_is_not_kept(program, now):
    mentee, mentor = MenteeFactory(program=program), ParticipationFactory(program=program)
    tandem = offer_pair(program=program, mentee=mentee, mentor=mentor, actor=None, now=now)
    decline_offer(tandem=tandem, person=mentee.person, now=now)
    assert not PairedBefore.objects.exists()
