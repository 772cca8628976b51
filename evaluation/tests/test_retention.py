"""Retention beside comparable colleagues: who is compared with whom, what is told, and what would tell who left."""

import itertools
from datetime import date, timedelta

import pytest
from django.utils.formats import date_format
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.figures import catalogue
from evaluation.figures.facts import Facts, facts_of
from evaluation.figures.proportions import Stratum
from evaluation.figures.retention import retention
from evaluation.figures.retention_reading import (
    Someone,
    band,
    followed,
    matched,
    months_after,
    publish_retention,
    reading,
)
from evaluation.figures.selection import Selection
from evaluation.models import PublishedFigures
from evaluation.tests.factories import noon
from people.actions import deactivate_person, erase_person
from people.models import AuditEvent, Organisation, Person
from people.tests.factories import DepartmentFactory, OrganisationFactory, PersonFactory
from programs.enums import ProgramState
from programs.models import Program
from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory
from tandems.tests.factories import TandemFactory

START = date(2026, 3, 2)
FOLLOWED, HALF_A_YEAR, A_YEAR = date(2026, 6, 2), date(2026, 9, 2), date(2027, 3, 2)
K = 5


pytestmark = pytest.mark.usefixtures("english")


def some(took_part, stayed, left=0, unknown=0, kind="a"):
    states = [True] * stayed + [False] * left + [None] * unknown
    return [Someone((kind,), took_part, state) for state in states]


# ------------------------------------------------------------------ who is compared with whom
def test_kinds_are_compared_that_both_groups_have():
    people = [*some(True, 9, 1), *some(False, 40, 10), *some(True, 3, kind="b"), *some(False, 30, kind="c")]
    assert matched(people, k=K) == [Stratum(10, 9, 50, 40)]


def test_no_colleague_counts_for_more_than_a_fifth():
    few = [*some(True, 4, kind="b"), *some(False, 1, kind="b")]
    assert matched([*some(True, 16), *some(False, 30), *few], k=K) == [
        Stratum(16, 16, 30, 30),
        Stratum(4, 4, 1, 1),
    ]
    assert matched([*some(True, 15), *some(False, 30), *few], k=K) == [Stratum(15, 15, 30, 30)]
    assert matched(few, k=K) == []


kinds = st.lists(st.builds(Someone, st.tuples(st.integers(0, 4)), st.booleans(), st.booleans()), max_size=60)


@given(kinds)
def test_whatever_a_company_is_like_no_colleague_counts_for_more_than_a_fifth(people):
    strata = matched(people, k=K)
    all_ = sum(one.first for one in strata)
    assert all(one.first / one.second / all_ <= 1 / K + 1e-12 for one in strata)


@pytest.mark.parametrize(
    ("hired_on", "expected"),
    [
        (date(2026, 5, 1), 0),
        (date(2024, 3, 3), 0),
        (date(2024, 3, 2), 1),
        (date(2021, 3, 3), 1),
        (date(2021, 3, 2), 2),
        (date(2016, 3, 2), 3),
        (date(1990, 1, 1), 3),
    ],
)
def test_bands_of_service_at_the_start(hired_on, expected):
    assert band(hired_on, START) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 1, 15), -6, date(2025, 7, 15)),
    ],
)
def test_months_after_a_day(day, months, expected):
    assert months_after(day, months) == expected


# ------------------------------------------------------------------ what may be stored
@pytest.mark.parametrize(
    ("people", "participants", "colleagues"),
    [
        # nobody has left, enough have
        ([*some(True, 20), *some(False, 50, 10)], (20, 0, None), (60, 10, None)),
        # one, or four, of either group: not told how many
        ([*some(True, 19, 1), *some(False, 50, 10)], (20, None, 5), (60, 10, None)),
        ([*some(True, 16, 4), *some(False, 59, 1)], (20, None, 5), (60, None, 5)),
        ([*some(True, 0, 20), *some(False, 0, 60)], (20, 20, None), (60, 60, None)),
        # a closed account without a leaving date counts for neither side
        ([*some(True, 20, unknown=1), *some(False, 57, unknown=3)], (20, 0, None), (57, 0, None)),
    ],
)
def test_a_few_who_left_are_not_counted_out(people, participants, colleagues):
    found = reading(people, k=K, earlier=None)
    for name, expected in (("participants", participants), ("colleagues", colleagues)):
        assert tuple(found[name][one] for one in ("n", "left", "below")) == expected
        assert ("share" in found[name]) == (name == "colleagues" and expected[1] is not None)


@pytest.mark.parametrize(
    "people",
    [
        [],
        some(True, 20),
        some(False, 20),
        [*some(True, 4), *some(False, 50)],  # too few took part
        [*some(True, 20), *some(False, 4)],  # too few to compare with
        [*some(True, 20), *some(False, 60, kind="b")],
        [*some(True, 18, unknown=2), *some(False, 60)],  # who knows what became of them
        [*some(True, 20), *some(False, 50, unknown=10)],
    ],
)
def test_nothing_is_told_of_too_few_or_where_too_little_is_known(people):
    assert reading(people, k=K, earlier=None) is None


@pytest.mark.parametrize(
    ("told", "left", "expected"),
    [
        (0, 0, (0, None)),
        (5, 5, (5, None)),  # nobody since
        (5, 6, (None, 10)),  # one since: not told
        (5, 9, (None, 10)),
        (5, 10, (10, None)),
        (None, 6, (6, None)),  # what was told then was "fewer than 5"
    ],
)
def test_two_readings_do_not_tell_who_left_between_them(told, left, expected):
    earlier = {"participants": {"left": told}, "colleagues": {"left": None}}
    found = reading([*some(True, 30 - left, left), *some(False, 50, 10)], k=K, earlier=earlier)
    assert (found["participants"]["left"], found["participants"]["below"]) == expected


leaving = st.lists(st.sampled_from(["stays", "first", "second"]), min_size=5, max_size=40)


@given(leaving, leaving)
@settings(max_examples=200)
def test_nothing_stored_is_about_fewer_than_the_smallest_group(participants, colleagues):
    """Whoever subtracts what was told after six months from what was told after twelve finds nobody, or enough."""

    def at(*gone):
        return [
            Someone((), took_part, when not in gone)
            for took_part, group in ((True, participants), (False, colleagues))
            for when in group
        ]

    first = reading(at("first"), k=K, earlier=None)
    second = reading(at("first", "second"), k=K, earlier=first)
    if first is None:
        return
    for name in ("participants", "colleagues"):
        told = [one[name]["left"] for one in (first, second) if one[name]["left"] is not None]
        differences = [*told, *(later - earlier for earlier, later in itertools.pairwise(told))]
        assert all(number == 0 or number >= K for number in differences)


# ------------------------------------------------------------------ from the database
@pytest.fixture
def bank(db):
    return OrganisationFactory(leavings_known_on=date(2027, 6, 1))


@pytest.fixture
def program(bank):
    return ProgramFactory(state=ProgramState.RUNNING, starts_on=START, ends_on=date(2026, 12, 31), smallest_group=K)


def employee(**fields):
    return PersonFactory(**{"level": 4, "hired_on": date(2020, 1, 1), **fields})


def tandem(program, started=date(2026, 3, 20), mentor=None, mentee=None):
    mentee = MenteeFactory(program=program, person=mentee or employee(level=2))
    mentor = ParticipationFactory(program=program, person=mentor or employee())
    return TandemFactory(program=program, mentee=mentee, mentor=mentor, started_at=noon(started))


def states(program, day=HALF_A_YEAR):
    return sorted((one.took_part, str(one.stayed)) for one in followed(program, day) if one.kind[1] == 4)


def test_who_left_before_after_and_on_the_day_itself(program):
    for left_on in (None, FOLLOWED - timedelta(1), FOLLOWED, HALF_A_YEAR - timedelta(1), HALF_A_YEAR, A_YEAR):
        employee(left_on=left_on)
    # gone before people were followed: in neither group. On the last day someone is still there
    assert states(program) == [(False, "False"), (False, "False"), (False, "True"), (False, "True"), (False, "True")]


def test_who_took_part_and_who_is_left_out(program):
    other = ProgramFactory(starts_on=START)
    tandem(program)
    tandem(program, started=date(2026, 6, 3))  # after people were followed: a colleague then
    tandem(other)  # took part elsewhere
    tandem(other, started=date(2026, 7, 1))
    offered = tandem(program)
    type(offered).objects.filter(pk=offered.pk).update(started_at=None)
    assert states(program) == [(False, "True"), (False, "True"), (False, "True"), (True, "True")]


def test_gaps_in_what_is_known_leave_someone_out(program, now):
    for fields in ({"level": None}, {"hired_on": None}, {"department": None}, {"hired_on": date(2026, 6, 3)}):
        employee(**fields)
    elsewhere = OrganisationFactory(name="Werk", leavings_known_on=HALF_A_YEAR - timedelta(1))
    employee(organisation=elsewhere, department=DepartmentFactory(organisation=elsewhere))
    erase_person(person=employee(), actor=None, now=now)
    assert states(program) == []


def test_a_closed_account_without_a_leaving_date(program):
    early, late, dated = employee(), employee(), employee(left_on=date(2026, 8, 1))
    for person, day in ((early, date(2026, 5, 1)), (late, date(2026, 8, 1)), (dated, date(2026, 8, 1))):
        deactivate_person(person=person, actor=None, now=noon(day))
    from django.db.models import QuerySet

    for person, day in ((early, date(2026, 5, 1)), (late, date(2026, 8, 1))):
        QuerySet(AuditEvent).filter(subject_id=str(person.pk)).update(happened_at=noon(day))
    assert states(program) == [(False, "False"), (False, "None")]


def test_departments_of_a_family_are_of_one_kind(program, bank):
    north, south = (DepartmentFactory(organisation=bank, name=name, family="Filialen") for name in ("Nord", "Süd"))
    for department in (north, south):
        employee(department=department)
    assert len({one.kind for one in followed(program, HALF_A_YEAR)}) == 1


def fill(program, gone=0, colleagues=40, colleagues_gone=8):
    """Twelve mentors and forty colleagues of one kind; some leave in the summer, after people are followed."""
    summer = date(2026, 7, 31)
    for number in range(12):
        tandem(program, mentor=employee(left_on=summer if number < gone else None))
    for number in range(colleagues):
        employee(left_on=summer if number < colleagues_gone else None)


def show(program, selection=None):
    return catalogue.result("retention", facts_of([program], noon(A_YEAR))[0], *([selection] if selection else []))


def test_a_reading_is_made_once_a_month_after_its_day(program):
    fill(program)
    assert publish_retention(noon(HALF_A_YEAR + timedelta(29))) == 0
    assert show(program).state == "empty"
    assert publish_retention(noon(HALF_A_YEAR + timedelta(30))) == 1
    Person.objects.filter(left_on=None).update(left_on=date(2026, 8, 1))  # told late: the reading stays
    assert publish_retention(noon(HALF_A_YEAR + timedelta(31))) == 0
    stored = PublishedFigures.objects.get().retention["6"]
    assert (stored["participants"]["n"], stored["participants"]["left"]) == (12, 0)
    assert publish_retention(noon(A_YEAR + timedelta(400))) == 0  # nobody asks any more


def test_the_figure_says_both_shares_and_that_it_is_no_proof(program):
    fill(program)
    publish_retention(noon(date(2026, 10, 5)))
    found = show(program)
    assert found.finding == "Participants and comparable colleagues do not differ clearly: 100% and 80% have stayed"
    assert found.rows == [
        ["Participants", "12", "12", "100%", "76 to 100"],
        ["Comparable colleagues, weighted", "40", "32", "80%", "65 to 90"],
        ["Difference, in percentage points", "", "", "+20", "−6 to 35"],
    ]
    assert "no proof" in found.note
    assert date_format(HALF_A_YEAR, "SHORT_DATE_FORMAT") in found.note
    assert show(program, Selection(role="mentor")).state == "empty"


def test_a_few_participants_who_left_are_not_told(program):
    fill(program, gone=2)
    publish_retention(noon(date(2026, 10, 5)))
    found = show(program)
    assert found.finding == "Fewer than 5 of 12 participants have left"
    assert found.rows[0] == ["Participants", "12", "more than 7", "–", "–"]
    assert len(found.rows) == 2
    assert '"left": 2' not in str(PublishedFigures.objects.get().retention)


def test_nothing_is_told_before_leaving_dates_are_complete(program, bank):
    fill(program)
    Organisation.objects.update(leavings_known_on=HALF_A_YEAR - timedelta(1))
    assert publish_retention(noon(date(2026, 10, 5))) == 0
    assert "leaving dates" in show(program).note


def told(participants, colleagues, k=K):
    facts = Facts(Program(smallest_group=k), A_YEAR)
    people = [*some(True, *participants), *some(False, *colleagues)]
    facts.retention = {"12": {**reading(people, k=K, earlier=None), "day": "2027-03-02"}}
    return retention(facts, "")


@pytest.mark.parametrize(
    ("participants", "colleagues", "finding"),
    [
        ((100, 0), (300, 60), "Participants have stayed more often than comparable colleagues: 100% against 83%"),
        ((60, 40), (300, 20), "Participants have stayed less often than comparable colleagues: 60% against 94%"),
        ((20, 0), (58, 2), "100% of the participants have stayed"),
    ],
)
def test_what_the_finding_says(participants, colleagues, finding):
    assert told(participants, colleagues).finding == finding


def test_a_smallest_group_that_was_raised_holds_for_what_is_stored():
    assert told((94, 6), (300, 60), k=7).finding == "Fewer than 7 of 100 participants have left"
    assert told((10, 0), (300, 60), k=11).state == "empty"
