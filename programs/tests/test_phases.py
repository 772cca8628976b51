"""A programme moves on by itself on its dates, tells its managers, and waits where moving would harm."""

from datetime import UTC, date, datetime, timedelta

import pytest

from notices.models import Notice
from programs import hooks, phases
from programs.actions import set_program_state
from programs.enums import ParticipationState, ProgramState
from programs.models import Program
from programs.tests.factories import ParticipationFactory, ProgramFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
STARTS, ENDS = date(2026, 3, 2), date(2026, 9, 30)


@pytest.fixture
def free(monkeypatch):
    """Nothing on the floors above holds a programme back."""
    monkeypatch.setattr(hooks, "_holds_back", [])


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def program_in(state: str, **more) -> Program:
    return ProgramFactory(state=state, starts_on=STARTS, ends_on=ENDS, sign_up_until=date(2026, 2, 13), **more)


@pytest.mark.parametrize(
    ("state", "becomes", "first_day"),
    [
        (ProgramState.OPEN, ProgramState.MATCHING, date(2026, 2, 14)),
        (ProgramState.MATCHING, ProgramState.RUNNING, STARTS),
        (ProgramState.RUNNING, ProgramState.CLOSING, date(2026, 9, 9)),
        (ProgramState.CLOSING, ProgramState.CLOSED, date(2026, 10, 15)),
        (ProgramState.CLOSED, ProgramState.ARCHIVED, date(2027, 9, 30)),
    ],
)
def test_each_phase_begins_on_its_day_and_not_before(free, state, becomes, first_day):
    program = program_in(state)
    phases.move_all(at(first_day - timedelta(days=1)))
    program.refresh_from_db()
    assert program.state == state
    phases.move_all(at(first_day))
    program.refresh_from_db()
    assert program.state == becomes


@pytest.mark.parametrize("state", [ProgramState.DRAFT, ProgramState.ARCHIVED])
def test_a_person_decides_when_it_opens_and_nothing_follows_the_archive(free, state):
    program_in(state)
    assert phases.move_all(at(date(2030, 1, 1))) == 0


def test_after_days_without_a_round_it_catches_up(free):
    program = program_in(ProgramState.OPEN)
    assert phases.move_all(at(date(2026, 12, 1))) == 4
    program.refresh_from_db()
    assert program.state == ProgramState.CLOSED
    assert phases.move_all(at(date(2026, 12, 1))) == 0


def test_one_that_hr_moves_by_hand_stays(free):
    program = program_in(ProgramState.OPEN, moves_by_itself=False)
    assert phases.move_all(at(ENDS)) == 0
    program.refresh_from_db()
    assert program.state == ProgramState.OPEN


def test_a_short_programme_comes_to_its_end_in_its_last_quarter():
    program = ProgramFactory.build(starts_on=date(2026, 3, 2), ends_on=date(2026, 4, 27))
    assert phases.closing_on(program) == date(2026, 4, 13)


@pytest.mark.parametrize(
    ("ends_on", "months", "day"),
    [
        (date(2026, 9, 30), 12, date(2027, 9, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_the_archive_counts_months_of_the_calendar(ends_on, months, day):
    assert phases.archived_on(ProgramFactory.build(ends_on=ends_on, keep_months=months)) == day


def test_without_dates_nothing_follows(free):
    ProgramFactory(state=ProgramState.RUNNING, starts_on=None, ends_on=None)
    assert phases.move_all(at(ENDS)) == 0


def test_what_holds_it_back_is_said_and_the_others_move(monkeypatch):
    stuck, other = program_in(ProgramState.MATCHING), program_in(ProgramState.MATCHING)
    monkeypatch.setattr(hooks, "_holds_back", [lambda program, state, today: ["Not yet."] if program == stuck else []])
    assert phases.held_back(stuck, STARTS - timedelta(days=1)) == []
    assert phases.held_back(stuck, STARTS) == ["Not yet."]
    phases.move_all(at(STARTS))
    states = {row.pk: row.state for row in Program.objects.all()}
    assert states == {stuck.pk: ProgramState.MATCHING, other.pk: ProgramState.RUNNING}


def test_managers_are_told_once_and_only_where_nobody_did_it_by_hand(free):
    program = program_in(ProgramState.MATCHING)
    manager = TeamMemberFactory(program=program).person
    TeamMemberFactory(program=program, role="viewer")
    phases.move_all(at(STARTS))
    assert [notice.recipient for notice in Notice.objects.filter(kind="program_moved")] == [manager]
    program.refresh_from_db()
    set_program_state(program=program, state=ProgramState.CLOSING, actor=manager, now=at(STARTS))
    assert Notice.objects.filter(kind="program_moved").count() == 1


def test_the_archive_forgets_what_people_wrote_and_keeps_who_took_part(free):
    program = program_in(ProgramState.CLOSED)
    row = ParticipationFactory(program=program, motivation="Weil ich muss", slots=["1am"])
    ParticipationFactory(program=program, state=ParticipationState.DRAFT)
    phases.move_all(at(date(2027, 10, 1)))
    row.refresh_from_db()
    assert (row.motivation, row.slots, program.participations.count()) == ("", [], 1)
