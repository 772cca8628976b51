"""Reasons say what the data bear out, in both languages, and nothing that is not for the reader."""

from dataclasses import replace

import numpy as np
import pytest
from django.utils import translation
from hypothesis import given, settings

from programs.enums import Role, Slot
from programs.tests.factories import MenteeFactory, ParticipationFactory
from tandems.matching import leftovers, reasons
from tandems.matching.explain import count_down, facts_of_pair
from tandems.matching.facts import ANY, DIFFERENT, IN_PERSON, MUSTS, ONLINE, Pool, Rules
from tandems.matching.scoring import Grid
from tandems.models import Proposal
from tandems.tests.pools import mentee, mentor, rules, small_pools

TOPICS = {number: {"de": f"Thema {number}", "en": f"Topic {number}"} for number in (*range(4), 10, 11)}
DEPARTMENTS = {1: "Firmenkunden", 2: "IT"}


def facts(a, b, its_rules=None):
    return facts_of_pair(a, b, its_rules or Rules(), TOPICS, DEPARTMENTS)


def said(a, b, its_rules=None, **more) -> list[str]:
    with translation.override("en"):
        return reasons.for_hr(facts(a, b, its_rules), **more)


def test_topics_are_named_by_how_far_the_mentor_is_ahead():
    a = mentee(wishes=((1, 0), (2, 2), (3, 1), (0, 4)))
    b = mentor(skills={1: 2, 2: 4, 3: 2, 0: 4})
    assert (
        said(a, b)[0]
        == "Ahead in 3 of the 4 topics named: two levels in Topic 1 as well as Topic 2; one level in Topic 3."
    )


def test_one_topic_and_all_topics_have_their_own_words():
    assert said(mentee(), mentor())[0] == "Ahead in the topic named: four levels in Topic 1."
    both = mentee(wishes=((1, 3), (2, 3)))
    assert said(both, mentor(skills={1: 4, 2: 4}))[0].startswith("Ahead in all 2 topics named: one level")


def test_a_mentor_who_is_not_ahead_is_said_to_hr_and_not_to_the_two():
    assert said(mentee(), mentor(skills={}))[0] == "In none of the topics named is the mentor ahead."
    with translation.override("en"):
        told = reasons.for_one(facts(mentee(), mentor(skills={})), Role.MENTEE, "Ada")
    assert not any("topic" in sentence or "Ada" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("mode", "site", "sentence"),
    [
        ("both", "Heilbronn", "Same site: Heilbronn."),
        (IN_PERSON, "Heilbronn", "Same site: Heilbronn."),
        (ONLINE, "Heilbronn", "Both can meet online."),
        ("both", "Neckarsulm", "Both can meet online."),
        ("both", "", "Both can meet online."),
    ],
)
def test_where_they_can_meet(mode, site, sentence):
    assert sentence in said(mentee(), mentor(mode=mode, site=site))


def test_departments_are_a_reason_only_where_the_programme_has_a_rule():
    other = mentor(department=2)
    assert "Different departments: Firmenkunden and IT." in said(mentee(), other, Rules(department_rule=DIFFERENT))
    assert "Same department: Firmenkunden." in said(mentee(), mentor(), Rules(department_rule="same"))
    assert not any("department" in sentence for sentence in said(mentee(), other, Rules(department_rule=ANY)))


def test_many_common_times_are_counted_and_few_are_named():
    slots = frozenset(Slot.values)
    assert "Both can meet on Monday morning and Tuesday afternoon." in said(mentee(), mentor())
    many = said(mentee(slots=slots), mentor(slots=slots))
    assert "Both can meet on Monday morning, Monday afternoon, Tuesday morning and at 7 other times." in many


def test_joint_and_pinned_pairs_say_so():
    assert said(mentee(), mentor(), is_joint=True)[0] == "They signed up together."
    assert said(mentee(), mentor(), is_pinned=True)[0] == "HR has set this pair."


def test_what_a_choice_overrides_is_said_to_hr_alone():
    overridden = facts(mentee(), mentor(slots=frozenset())) | {"broken": ["times", "place"]}
    sentence = "Kept although this is missing: a common time and a way to meet, on site or online."
    with translation.override("en"):
        assert sentence in reasons.for_hr(overridden, is_pinned=True)
        assert sentence not in reasons.for_one(overridden, Role.MENTEE, "Ada")


@pytest.mark.django_db
def test_the_two_read_about_each_other_in_words_without_scores():
    a = mentee(wishes=((1, 0),), offers=frozenset({10}))
    b = mentor(skills={1: 3}, hopes=frozenset({10, 11}))
    senior = MenteeFactory(person__first_name="Ilse")
    junior = ParticipationFactory(person__first_name="Ada", program=senior.program)
    proposal = Proposal(mentee=senior, mentor=junior, score=0.83, shares={"topics": 0.75}, facts=facts(a, b))
    with translation.override("en"):
        for_mentee = reasons.sentences(proposal, Role.MENTEE)
        for_mentor = reasons.sentences(proposal, Role.MENTOR)
    assert for_mentee[:2] == [
        "Ada can show you something new in what you want to learn: Topic 1.",
        "Ada hopes for something that you offer in return: Topic 10.",
    ]
    assert for_mentor[:2] == [
        "Ilse wants to learn what you know well: Topic 1.",
        "Ilse offers in return what you hope for: Topic 10.",
    ]
    for sentence in for_mentee + for_mentor:
        assert not any(figure in sentence for figure in ("83", "75", "%", "level"))


def test_a_language_that_django_does_not_know_keeps_its_code():
    assert reasons.language_name("xx") == "xx"


@settings(max_examples=80)
@given(pool=small_pools(3), its_rules=rules())
def test_no_reason_that_the_scores_do_not_bear_out(pool, its_rules):
    """A reason is given exactly where the share it stands for is above nothing."""
    if not pool.mentees or not pool.mentors:
        return
    grid = Grid(pool, its_rules)
    shape = (len(pool.mentees), len(pool.mentors))
    everything = slice(0, len(pool.mentees))
    shares = {
        name: np.broadcast_to(grid.share(name, everything), shape)
        for name in ("topics", "exchange", "department", "language", "place", "times")
    }
    for i, a in enumerate(pool.mentees):
        for j, b in enumerate(pool.mentors):
            found = facts(a, b, its_rules)
            assert bool(found["topics"]) == (shares["topics"][i, j] > 0)
            assert bool(found["exchange"]) == (shares["exchange"][i, j] > 0)
            assert bool(found["languages"]) == (shares["language"][i, j] > 0)
            assert bool(found["times"]) == (shares["times"][i, j] > 0)
            assert bool(found["site"] or found["online"]) == (shares["place"][i, j] > 0)
            assert not found["site"] or shares["place"][i, j] == 1


# ---------------------------------------------------------------- left over
@settings(max_examples=50)
@given(pool=small_pools(4), its_rules=rules())
def test_the_count_down_ends_with_those_whom_the_rules_allow(pool, its_rules):
    """Whom somebody silently ruled out is no rule: the count-down is the same with and without."""
    keys = [person.key for person in (*pool.mentees, *pool.mentors)]
    counts = count_down(pool, its_rules, keys)
    nobody_ruled_out = replace(pool, silent=frozenset())
    allowed = Grid(nobody_ruled_out, its_rules).by_rules(slice(0, len(pool.mentees)))
    for i, a in enumerate(pool.mentees):
        steps = counts[a.key]
        assert [name for name, _count in steps] == ["all", *MUSTS]
        numbers = [count for _name, count in steps]
        assert numbers == sorted(numbers, reverse=True)
        assert numbers[-1] == allowed[i].sum()
    for j, b in enumerate(pool.mentors):
        assert counts[b.key][-1][1] == allowed[:, j].sum()
    assert counts == count_down(nobody_ruled_out, its_rules, keys)


def test_the_rule_that_took_the_last_one_away_is_named():
    pool = Pool(
        mentees=(mentee(slots=frozenset({"5pm"})),),
        mentors=(mentor(0), mentor(1), mentor(2, languages=frozenset({"tr"}))),
    )
    counts = count_down(pool, Rules(), ["a00000"])["a00000"]
    with translation.override("en"):
        assert leftovers.sentence(Role.MENTEE, counts) == "None of the 2 people who remain has a time in common."


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("rule", ["all", *MUSTS, None])
@pytest.mark.parametrize("before", [1, 5])
@pytest.mark.parametrize("language", ["de", "en"])
def test_each_rule_has_its_sentence_in_both_languages(role, rule, before, language):
    names = ["all", *MUSTS]
    stop = names.index(rule) if rule else len(names)
    counts = [[name, before if number < stop else 0] for number, name in enumerate(names)]
    with translation.override(language):
        sentence = leftovers.sentence(role, counts)
    assert sentence.endswith(".")
    assert "%(" not in sentence
