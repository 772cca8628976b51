from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from evaluation.enums import InvitationState
from evaluation.figures import catalogue
from evaluation.figures.facts import facts_of
from evaluation.figures.goals import goals, standings
from evaluation.figures.headline import headline, lines
from evaluation.figures.selection import Selection
from evaluation.tests.factories import InvitationFactory, WaveFactory, answer, noon, take_part
from programs.enums import Measure, ProgramState
from programs.tests.factories import GoalFactory, MenteeFactory, ParticipationFactory, ProgramFactory
from tandems.enums import MeetingState, TandemState
from tandems.models import Tandem
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
HELD, CANCELLED, OPEN, DATED = MeetingState.HELD, MeetingState.CANCELLED, MeetingState.OPEN, MeetingState.DATED


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.RUNNING, rhythm_weeks=4)


def on(program, day):
    return facts_of([program], noon(day))[0]


def meeting(tandem, week, state, starts_at=None, **more):
    starts_at = starts_at or (noon(week + timedelta(days=2)) if state in (HELD, DATED) else None)
    return MeetingFactory(tandem=tandem, planned_week=week, state=state, starts_at=starts_at, **more)


def test_meetings_count_once_their_week_is_over(program):
    tandem = TandemFactory(program=program)
    meeting(tandem, date(2026, 3, 2), HELD)
    meeting(tandem, date(2026, 3, 30), CANCELLED)
    meeting(tandem, date(2026, 4, 27), OPEN)
    meeting(tandem, date(2026, 5, 25), OPEN)
    found = on(program, date(2026, 5, 3))
    assert (found.planned, found.held, found.cancelled, found.ahead) == (2, 1, 1, 2)
    found = on(program, date(2026, 5, 4))
    assert (found.planned, found.held, found.cancelled, found.ahead) == (3, 1, 1, 1)
    assert found.held_share == pytest.approx(1 / 3)


def test_a_meeting_held_before_its_week_counts_as_planned_and_held(program):
    meeting(TandemFactory(program=program), date(2026, 5, 4), HELD, starts_at=noon(date(2026, 4, 1)))
    found = on(program, date(2026, 4, 2))
    assert (found.planned, found.held) == (1, 1)


def test_extra_meetings_make_up_for_cancelled_ones_but_not_for_more(program):
    tandem = TandemFactory(program=program)
    meeting(tandem, date(2026, 3, 2), HELD)
    meeting(tandem, date(2026, 3, 30), CANCELLED)
    for day in (9, 10):
        meeting(tandem, date(2026, 4, 6), HELD, starts_at=noon(date(2026, 4, day)), is_extra=True)
    found = on(program, date(2026, 5, 1))
    assert (found.planned, found.held, found.held_share) == (2, 3, 1.0)


def test_the_plan_of_a_tandem_ends_with_it(program):
    ended = noon(date(2026, 4, 1))
    tandem = TandemFactory(program=program, state=TandemState.PARTED, ended_at=ended)
    meeting(tandem, date(2026, 3, 2), HELD)
    meeting(tandem, date(2026, 3, 30), CANCELLED)
    meeting(tandem, date(2026, 4, 27), OPEN)
    found = on(program, date(2026, 6, 1))
    assert (found.planned, found.held, found.ahead) == (2, 1, 0)


def by_month(program, day):
    months = on(program, day).months
    return {first.month: (one.planned, one.held, one.minutes) for first, one in sorted(months.items())}


@pytest.mark.parametrize(
    ("week", "day", "more", "months"),
    [
        (date(2026, 3, 30), date(2026, 4, 1), {}, {3: (1, 1, 60)}),  # within its week
        (date(2026, 3, 23), date(2026, 4, 20), {}, {3: (1, 1, 60)}),  # moved into the next month
        (date(2026, 4, 6), date(2026, 3, 31), {}, {3: (1, 1, 60)}),  # before its week
        (date(2026, 3, 23), date(2026, 4, 20), {"is_extra": True}, {4: (0, 1, 60)}),
    ],
)
def test_what_was_planned_and_was_held_counts_for_the_same_month(program, week, day, more, months):
    meeting(TandemFactory(program=program), week, HELD, starts_at=noon(day), minutes=60, **more)
    assert by_month(program, date(2026, 5, 1)) == months


def test_months_are_those_of_the_installation(program):
    just_in_april = datetime(2026, 4, 1, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    meeting(TandemFactory(program=program), date(2026, 4, 6), HELD, starts_at=just_in_april, minutes=60)
    assert by_month(program, date(2026, 5, 1)) == {4: (1, 1, 60)}


def test_of_the_running_month_counts_what_was_due_and_it_says_so(program):
    tandem = TandemFactory(program=program)
    meeting(tandem, date(2026, 3, 30), HELD, starts_at=noon(date(2026, 4, 15)))
    meeting(tandem, date(2026, 4, 6), HELD)
    meeting(tandem, date(2026, 4, 20), OPEN)
    with translation.override("en"):
        found = catalogue.result("meetings", on(program, date(2026, 4, 20)))
        later = catalogue.result("meetings", on(program, date(2026, 5, 1)))
    assert [row[:3] for row in found.rows[:-1]] == [["March 2026", "1", "1"], ["April 2026 so far", "1", "1"]]
    assert found.note.endswith("April so far")
    assert [row[:3] for row in later.rows[:-1]] == [["March 2026", "1", "1"], ["April 2026", "2", "1"]]
    assert "so far" not in later.note


@pytest.mark.parametrize(("day", "kept"), [(date(2026, 4, 8), 1), (date(2026, 4, 9), 0)])
def test_a_rhythm_is_kept_for_its_weeks_and_one_more(program, day, kept):
    meeting(TandemFactory(program=program), date(2026, 3, 2), HELD, starts_at=noon(date(2026, 3, 4)))
    found = on(program, day)
    assert (found.in_rhythm, found.rhythm_of) == (kept, 1)


@pytest.mark.parametrize(("state", "says_so"), [(TandemState.PAUSED, True), (TandemState.PARTED, True), (None, False)])
def test_a_rhythm_counted_of_fewer_tandems_than_run_says_why_and_not_how_many(program, state, says_so):
    meeting(TandemFactory(program=program), date(2026, 3, 2), HELD)
    if state:
        TandemFactory(program=program, state=state)
    found = on(program, date(2026, 3, 9))
    with translation.override("en"):
        note, said = catalogue.result("rhythm", found).note, " ".join(lines(found))
    assert ("without tandems that ended early or pause" in note) is ("Those that ended early" in said) is says_so


def test_a_tandem_that_has_ended_is_seen_from_its_end(program):
    ended = noon(date(2026, 4, 1))
    tandem = TandemFactory(program=program, state=TandemState.COMPLETED, ended_at=ended)
    meeting(tandem, date(2026, 3, 2), HELD)
    assert on(program, date(2026, 9, 1)).in_rhythm == 1


def test_participation_counts_people_and_tandems(program):
    for _n in range(3):
        MenteeFactory(program=program)
    ParticipationFactory(program=program, state="draft")
    TandemFactory(program=program)
    TandemFactory(program=program, state=TandemState.DECLINED, started_at=None)
    found = on(program, date(2026, 4, 1))
    assert (found.signed_up["mentee"], found.signed_up["mentor"]) == (5, 2)
    assert (found.offered, found.started) == (2, 1)


def test_hours_count_for_both(program):
    tandem = TandemFactory(program=program)
    meeting(tandem, date(2026, 3, 2), HELD, minutes=90)
    meeting(tandem, date(2026, 3, 9), HELD, minutes=30)
    with translation.override("de"):
        rows = catalogue.result("hours", on(program, date(2026, 4, 1))).rows
    assert [row[3] for row in rows] == ["2,0", "2,0", "4,0", "2,0"]


def goal(program, measure, target, **more):
    return GoalFactory(program=program, measure=measure, baseline=more.pop("baseline", 0), target=target, **more)


def state_of(program, day=date(2026, 6, 1)):
    (standing,) = standings(on(program, day))
    return standing.value, standing.state


@pytest.mark.parametrize(("target", "state"), [(1, "reached"), (2, "reached"), (3, "open")])
def test_a_goal_of_tandems(program, target, state):
    take_part(program, 2, 2)
    goal(program, Measure.TANDEMS, target)
    assert state_of(program) == (2, state)


@pytest.mark.parametrize(("target", "state"), [(75, "reached"), (80, "near"), (84, "open")])
def test_a_goal_of_meetings_held(program, target, state):
    tandem = TandemFactory(program=program)
    for number, kind in enumerate([HELD, HELD, HELD, CANCELLED]):
        meeting(tandem, date(2026, 3, 2) + timedelta(weeks=number), kind)
    goal(program, Measure.MEETINGS_HELD, target)
    assert state_of(program) == (75, state)


def test_a_goal_of_answers(program):
    wave = WaveFactory(program=program)
    for state in (InvitationState.ANSWERED, InvitationState.DECLINED, InvitationState.OPEN, InvitationState.OPEN):
        InvitationFactory(wave=wave, state=state)
    goal(program, Measure.ANSWER_RATE, 25)
    assert state_of(program) == (25, "reached")


def test_a_goal_of_usefulness_waits_for_enough_answers(program):
    from evaluation.figures.publishing import publish

    goal(program, Measure.USEFULNESS, 4, baseline=1)
    wave = WaveFactory(program=program)
    people = take_part(program, 5, 0)
    for one in people[:4]:
        answer(wave, one, useful=4)
    publish(program, noon(wave.opens_on))
    assert state_of(program) == (None, "unknown")
    answer(wave, people[4], useful=4)
    publish(program, noon(wave.opens_on))
    assert state_of(program) == (4, "reached")


def test_a_goal_that_hr_reports(program):
    goal(program, Measure.REPORTED, 97, baseline=90, reported=95)
    assert state_of(program) == (95, "open")


def test_a_goal_nobody_reported_is_not_known(program):
    goal(program, Measure.REPORTED, 97)
    assert state_of(program) == (None, "unknown")


def test_a_goal_may_be_to_lower_something(program):
    goal(program, Measure.REPORTED, 2, baseline=12, reported=1)
    assert state_of(program) == (1, "reached")


@pytest.mark.parametrize(
    ("state", "finding"),
    [
        (ProgramState.OPEN, "The programme has not begun yet"),
        (ProgramState.RUNNING, "0 of 1 goal is reached or near"),
    ],
)
def test_goals_are_not_counted_before_the_programme_has_begun(program, state, finding):
    goal(program, Measure.TANDEMS, 3)
    program.state = state
    program.save()
    with translation.override("en"):
        assert goals(on(program, date(2026, 2, 1)), "").finding == finding


def test_the_headline_of_an_empty_programme(program):
    with translation.override("en"):
        assert headline(on(program, date(2026, 3, 2))) == "The programme is getting ready."
    assert lines(on(program, date(2026, 3, 2))) == []


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("role", ["", "mentee", "mentor"])
def test_every_figure_has_something_to_say_of_an_empty_programme(program, language, role):
    with translation.override(language):
        results = catalogue.results(on(program, date(2026, 3, 2)), Selection(role=role))
    assert {result.state for result in results} == {"empty"}
    assert all(result.finding for result in results)


@pytest.mark.parametrize("tandems", [1, 3])
def test_facts_take_the_same_queries_for_few_and_many(program, tandems, django_assert_num_queries):
    programs = [program, *(ProgramFactory() for _n in range(tandems))]
    take_part(program, tandems, tandems)
    for tandem in Tandem.objects.all():
        meeting(tandem, date(2026, 3, 2), HELD)
    with django_assert_num_queries(16):
        facts_of(programs, noon(date(2026, 6, 1)))
