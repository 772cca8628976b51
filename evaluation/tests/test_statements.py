"""Figures of single surveys and of both sides: what they say, and that it is true of their rows."""

from collections import Counter
from datetime import date, timedelta

import pytest

from evaluation.enums import InvitationState, Occasion
from evaluation.figures import catalogue
from evaluation.figures.decisions import decisions
from evaluation.figures.facts import Facts, facts_of
from evaluation.figures.publishing import publish
from evaluation.figures.selection import Selection
from evaluation.tests.factories import InvitationFactory, WaveFactory, answer, noon, take_part
from programs.enums import Measure, ProgramState, Role
from programs.models import Goal, Program
from programs.tests.factories import GoalFactory, ProgramFactory, TopicFactory
from tandems.enums import TandemState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = date(2026, 6, 1)


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.RUNNING, smallest_group=5)


def result(code, program, role=""):
    publish(program, noon(DAY))
    return catalogue.result(code, facts_of([program], noon(DAY))[0], Selection(role=role))


def test_both_sides_stand_beside_each_other_with_their_difference(program):
    wave = WaveFactory(program=program)
    for number, one in enumerate(take_part(program, 6, 6)):
        high = 5 if number % 3 else 4
        answer(wave, one, useful=high if one.role == Role.MENTEE else high - 2, open=4)
    found = result("sides", program)
    assert found.finding == "Mentors rate “Useful to me” 2.0 points lower than mentees do"
    assert found.rows[0][:6] == ["Useful to me", "4.67", "6", "2.67", "6", "−2.00"]
    assert found.rows[1][5:] == ["0.00", "–"]  # all agree: no spread, no interval
    assert result("sides", program, "mentee").state == "empty"


def test_one_small_side_hides_the_comparison(program):
    wave = WaveFactory(program=program)
    for one in take_part(program, 8, 4):
        answer(wave, one, useful=4)
    found = result("sides", program)
    assert found.state == "hidden"
    assert found.rows == []


def test_before_and_after_by_role_is_of_pairs_alone(program):
    start, end = (
        WaveFactory(program=program, occasion=Occasion.START),
        WaveFactory(program=program, occasion=Occasion.END),
    )
    for number, one in enumerate(take_part(program, 6, 6)):
        answer(start, one, network=2, confidence=3)
        if number != 5:  # one mentee says nothing at the end
            answer(end, one, network=3 if one.role == Role.MENTEE else 4 + number % 2, confidence=3)
    rows = {row[0]: row[1:] for row in result("growth_by_role", program).rows}
    mentees, mentors = (rows[f"Contacts outside one's own area: {role}"] for role in ("mentees", "mentors"))
    assert mentees == ["2.00", "3.00", "+1.00", "–", "–", "5"]  # all changed alike
    assert (mentors[:3], mentors[-1]) == (["2.00", "4.50", "+2.50"], "6")
    assert (
        result("growth_by_role", program).finding
        == "“Contacts outside one's own area: mentors” has grown by 2.5 points"
    )
    assert {row[0] for row in result("growth_by_role", program, "mentor").rows} == {
        label for label in rows if label.endswith("mentors")
    }


def test_half_way_shows_means_and_only_choices_of_enough(program):
    wave = WaveFactory(program=program, occasion=Occasion.HALF_WAY)
    for number, one in enumerate(take_part(program, 10, 10)):
        answer(wave, one, fit=4, progress=3, burden=1 if number < 12 else 2)
    found = result("half_way", program)
    assert found.finding == (
        "Half-way, agreement is highest with “The two of us fit together for what we want to do”: 4.0 of 5"
    )
    question = "How does the tandem fit into your working time?"
    told = {name.removeprefix(question).strip(): row[0] for name, *row in found.rows if name.startswith(question)}
    assert {option for option, words in told.items() if words != "too few answers"} == {"well", "only just"}
    # drawn, what is hidden has a name and no bar
    assert [(mark.label, mark.text, mark.width) for mark in found.spread.marks if mark.x1] == [
        ("well", "60%", "60.00%"),
        ("only just", "40%", "40.00%"),
    ]
    assert [mark.label for mark in found.spread.marks] == list(told)
    assert result("half_way", program, "mentee").spread is None  # choices never by role


def test_three_months_later_says_what_stayed(program):
    topic = TopicFactory(program=program, name_en="AI")
    wave = WaveFactory(program=program, occasion=Occasion.AFTER)
    for number, one in enumerate(take_part(program, 5, 5)):
        skill = {"skill": {topic.pk: 4}} if one.role == Role.MENTEE else {}
        answer(wave, one, still_using=5, contact=number, stayed=[1, 2] if number < 8 else [1], **skill)
    found = result("after", program)
    rows = {row[0]: row[1:] for row in found.rows}
    assert rows["AI"] == ["4.00", "–", "5"]
    assert rows["How often have the two of you been in touch in these three months?"][0] == "4.50"
    assert rows["What has stayed? a tool or a way of working that I use"][0] == "100%"
    assert found.spread.marks[0].heading == "What has stayed?"
    assert "“I still use at work what I took from the tandem” is rated highest: 5.0 of 5" in found.finding


def test_line_managers_have_a_figure_of_their_own_and_no_role(program):
    assert result("managers", program, "mentee").state == "empty"
    assert result("managers", program).state == "empty"


def test_the_recommendation_has_a_mean_beside_the_score(program):
    wave = WaveFactory(program=program, occasion=Occasion.END)
    for number, one in enumerate(take_part(program, 5, 5)):
        answer(wave, one, recommend=10 if number < 6 else 5)
    found = result("recommendation", program)
    assert found.chart is None  # four against: too few to be counted out
    rows = dict(found.rows)
    assert (rows["Score"], rows["Mean, 0 to 10"], rows["n"]) == ("+20", "8.00", "10")
    assert rows["Interval of the mean (95 %)"] == "6.15 to 9.85"  # SciPy: t.interval(0.95, 9, 8, sem)


# ---------------------------------------------------------------- what needs a decision
def facts(**more):
    program = Program(
        smallest_group=5, starts_on=date(2026, 3, 1), ends_on=date(2026, 9, 1), state=ProgramState.RUNNING
    )
    for name in ("hours_budget",):
        setattr(program, name, more.pop(name, None))
    minutes = more.pop("minutes", 0)
    found = Facts(program, DAY, started=10, **more)
    if minutes:
        found.month(DAY).minutes = minutes
    return found


def goal(reported):
    return Goal(title_en="Stay", measure=Measure.REPORTED, baseline=0, target=100, reported=reported)


def month(planned, held):
    one = facts()
    one.month(DAY).planned, one.month(DAY).held = planned, held
    return one.months


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, None),
        ({"rhythm_of": 10, "in_rhythm": 7}, "rhythm"),
        ({"rhythm_of": 10, "in_rhythm": 8}, None),
        ({"months": month(10, 6)}, "meetings"),
        ({"months": month(10, 7)}, None),
        ({"goals": [goal(20)]}, "goals"),  # half of the time has passed
        ({"goals": [goal(30)]}, None),
        ({"goals": [goal(None)]}, None),
        ({"in_tandems": Counter({Role.MENTOR: 5}), "minutes": 3060, "hours_budget": 10}, "hours"),
        ({"in_tandems": Counter({Role.MENTOR: 5}), "minutes": 3000, "hours_budget": 10}, None),
        ({"in_tandems": Counter({Role.MENTOR: 4}), "minutes": 9999, "hours_budget": 10}, None),  # too few mentors
    ],
)
def test_what_needs_a_decision(given, code):
    assert [one.figure for one in decisions(facts(**given))] == ([code] if code else [])


def test_early_endings_need_a_decision_from_a_fifth_on():
    one = facts()
    one.tandems[TandemState.PARTED] = 1
    assert decisions(one) == []
    one.tandems[TandemState.PARTED] = 2
    (found,) = decisions(one)
    assert found.fact == "20% of the tandems that started have ended early."


@pytest.mark.parametrize(("answered", "number"), [(2, 1), (3, 0)])
def test_few_answers_need_a_decision_once_the_survey_is_over(program, answered, number):
    GoalFactory(program=program, measure=Measure.TANDEMS, target=1)
    take_part(program, 1, 1)
    wave = WaveFactory(program=program)
    for place in range(6):
        state = InvitationState.ANSWERED if place < answered else InvitationState.OPEN
        InvitationFactory(wave=wave, state=state)
    open_still = facts_of([program], noon(wave.closes_on))[0]
    over = facts_of([program], noon(wave.closes_on + timedelta(days=1)))[0]
    open_still.rhythm_of = over.rhythm_of = 0
    assert decisions(open_still) == []
    assert len(decisions(over)) == number
