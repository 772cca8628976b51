"""How goals have moved: what is kept each week, what HR enters, and what a line over time may tell."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from evaluation.enums import Occasion
from evaluation.figures import catalogue
from evaluation.figures.facts import facts_of
from evaluation.figures.goals_over_time import keep_values
from evaluation.figures.publishing import publish
from evaluation.models import GoalValue
from evaluation.tests.factories import WaveFactory, answer, noon, take_part
from people.models import AuditEvent
from programs.enums import Measure, ProgramState
from programs.tests.factories import GoalFactory, ProgramFactory, TeamMemberFactory
from tandems.tests.factories import TandemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
APRIL = date(2026, 4, 6)


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.RUNNING, smallest_group=5)


def result(code, program, day):
    return catalogue.result(code, facts_of([program], noon(day))[0])


def test_a_value_of_each_goal_is_kept_once_a_week(program):
    GoalFactory(program=program, measure=Measure.TANDEMS, baseline=0, target=4)
    GoalFactory(program=program, measure=Measure.USEFULNESS, baseline=1, target=4)  # not known yet
    TandemFactory(program=program)
    assert keep_values(noon(APRIL)) == 1
    TandemFactory(program=program)
    assert [keep_values(noon(APRIL + timedelta(days=days))) for days in (0, 6, 7, 7)] == [0, 0, 1, 0]
    assert [(row.measured_on.day, row.value) for row in GoalValue.objects.all()] == [(6, 1), (13, 2)]


def test_the_line_runs_from_the_baseline_to_today(program):
    GoalFactory(program=program, title_en="Tandems", measure=Measure.TANDEMS, baseline=0, target=4)
    for number in range(3):
        TandemFactory(program=program)
        keep_values(noon(APRIL + timedelta(days=14 * number)))
    day = APRIL + timedelta(days=42)
    found = result("goals_over_time", program, day)
    assert [row[1:] for row in found.rows] == [
        ["02/03/2026", "0"],
        ["20/04/2026", "2"],
        ["18/05/2026", "3"],
    ]
    assert found.finding == "1 of 1 goal has come closer in the last four weeks"
    (mark,) = found.chart.marks
    assert len(mark.lines) == 4
    assert mark.text == "from 0 to 3, target 4"
    assert result("goals", program, day).rows[0][5] == "since 20/04/2026: +1"


def test_nothing_is_kept_before_a_programme_runs():
    GoalFactory(program=ProgramFactory(state=ProgramState.OPEN), measure=Measure.TANDEMS, baseline=1, target=4)
    assert keep_values(noon(APRIL)) == 0


def test_values_from_surveys_are_those_that_were_published_and_go_when_they_may_not_be_shown(program):
    GoalFactory(program=program, measure=Measure.USEFULNESS, baseline=1, target=4)
    wave = WaveFactory(program=program, occasion=Occasion.MEETING)
    people = take_part(program, 6, 5)
    for one in people[:10]:
        answer(wave, one, useful=4)
    assert keep_values(noon(APRIL)) == 0  # nothing is published
    publish(program, noon(APRIL))
    keep_values(noon(APRIL))
    answer(wave, people[10], useful=1)
    publish(program, noon(APRIL + timedelta(days=7)))
    keep_values(noon(APRIL + timedelta(days=7)))
    assert {row.value for row in GoalValue.objects.all()} == {4}  # the newest answer is in none
    assert result("goals_over_time", program, APRIL + timedelta(days=8)).state == "shown"
    program.smallest_group = 12
    assert result("goals_over_time", program, APRIL + timedelta(days=8)).state == "empty"
    assert result("goals", program, APRIL + timedelta(days=8)).rows[0][5] == "–"


@pytest.fixture
def hr(program, client):
    manager = TeamMemberFactory(program=program, person__language="en").person
    client.force_login(manager)
    with time_machine.travel(noon(APRIL), tick=False):
        yield client


def enter(client, goal, day, value):
    url = reverse("admin:evaluation_goalvalue_add")
    return client.post(url, {"goal": goal.pk, "measured_on": day, "value": value})


def test_hr_enters_values_of_goals_it_reports_and_the_latest_is_the_goals(hr, program):
    goal = GoalFactory(program=program, measure=Measure.REPORTED, baseline=10, target=4)
    enter(hr, goal, "2026-03-30", "8")
    enter(hr, goal, "2026-03-16", "9")
    goal.refresh_from_db()
    assert goal.reported == 8
    assert AuditEvent.objects.filter(event="goal_value.saved", program_id=program.pk).count() == 2
    found = result("goals_over_time", program, APRIL)
    assert [row[2] for row in found.rows] == ["8.0", "8.0"]
    assert found.finding == "1 of 1 goal has come closer in the last four weeks"


def test_values_that_hr_deletes_are_taken_from_the_goal_one_by_one(hr, program):
    goal = GoalFactory(program=program, measure=Measure.REPORTED, baseline=10, target=4)
    enter(hr, goal, "2026-03-16", "9")
    enter(hr, goal, "2026-03-30", "8")
    chosen = {"action": "delete_selected", "post": "yes", "_selected_action": [goal.values.last().pk]}
    hr.post(reverse("admin:evaluation_goalvalue_changelist"), chosen)
    goal.refresh_from_db()
    assert goal.reported == 9
    assert AuditEvent.objects.filter(event="goal_value.deleted", program_id=program.pk).count() == 1


def test_what_hr_has_typed_into_the_goal_itself_stays(hr, program):
    goal = GoalFactory(program=program, measure=Measure.REPORTED, baseline=10, target=4, reported=5)
    enter(hr, goal, "2026-03-16", "9")
    goal.refresh_from_db()
    assert goal.reported == 5


@pytest.mark.parametrize(
    ("measure", "own", "day"),
    [
        (Measure.TANDEMS, True, "2026-03-16"),  # computed: nobody enters it
        (Measure.REPORTED, False, "2026-03-16"),  # of a programme of others
        (Measure.REPORTED, True, "2026-05-01"),  # still to come
    ],
)
def test_no_other_value_can_be_entered(hr, program, measure, own, day):
    goal = GoalFactory(program=program if own else ProgramFactory(), measure=measure, baseline=0, target=4)
    assert enter(hr, goal, day, "3").status_code == 200
    assert not GoalValue.objects.exists()
