"""Counts made beforehand: the same figures, as old as the page says, and nothing kept that is not told."""

import json
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from evaluation.enums import Occasion
from evaluation.figures import catalogue
from evaluation.figures.counts import Facts, Month
from evaluation.figures.facts import facts_of
from evaluation.figures.narrowing import coarse, of_group
from evaluation.figures.prepared import FRESH, RENEWED, is_fresh, pack, unpack
from evaluation.figures.preparing import prepare, prepare_due
from evaluation.figures.selection import Selection
from evaluation.models import Placement, PreparedCounts
from evaluation.tests.factories import InvitationFactory, WaveFactory, noon, take_part
from journals.models import Insight
from people import audit
from programs.enums import Breakdown, ProgramState, TeamRole
from programs.models import Program
from programs.tests.factories import ProgramFactory, TeamMemberFactory, TopicFactory
from tandems.enums import MeetingState, TandemState
from tandems.models import Effort, Tandem
from tandems.tests.factories import MeetingFactory, TandemFactory

NOW = noon(date(2026, 6, 1))


pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def program(db):
    """Groups of six, four and two tandems, with meetings, surveys, insights, and offers that came to nothing."""
    program = ProgramFactory(state=ProgramState.RUNNING, smallest_group=5, breakdown=Breakdown.DEPARTMENT)
    people = take_part(program, 12, 12)
    for number, one in enumerate(people):
        code = ("large", "small", "smallest")[(number % 12 >= 6) + (number % 12 >= 10)]
        Placement.objects.create(participation=one, code=code, name=code.title())
    wave = WaveFactory(program=program, occasion=Occasion.MEETING)
    for one in people[:18]:
        InvitationFactory(wave=wave, participation=one)
    for number, tandem in enumerate(Tandem.objects.order_by("pk")):
        when = noon(date(2026, 3 + number % 3, 10))
        meeting = MeetingFactory(
            tandem=tandem, state=MeetingState.HELD, starts_at=when, held_at=when, minutes=60, planned_week=when.date()
        )
        Effort.objects.create(meeting=meeting, person=tandem.mentee.person, preparation_minutes=10 + number)
    MeetingFactory(tandem=tandem, number=99, state=MeetingState.OPEN, planned_week=date(2026, 7, 6))
    TandemFactory(program=program, state=TandemState.DECLINED, started_at=None)
    TandemFactory(program=program, state=TandemState.EXPIRED, started_at=None)
    topic = TopicFactory(program=program)
    for number in range(3):
        Insight.objects.create(program=program, topic=topic if number else None, text="x", key_1=f"{number}", key_2="y")
    audit.record("meeting.moved", actor=None, subject=meeting, program_id=program.pk)
    return program


def told(facts, selection):
    found = catalogue.results(facts, selection)
    return [(one.figure.code, one.state, one.finding, one.note, one.rows, one.numbers) for one in found]


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(group="large"),
        Selection(group="small"),
        Selection(period="2026-1"),
        Selection(role="mentee"),
    ],
)
def test_a_page_says_the_same_from_prepared_counts(program, selection):
    counted = facts_of([program], NOW)[0]
    prepare([program], NOW)
    prepared = facts_of([program], NOW + timedelta(minutes=1))[0]
    assert prepared.as_of == NOW
    assert told(prepared, selection) == told(counted, selection)
    assert [wave.invited for wave in prepared.waves] == [18]


def test_only_what_may_be_told_is_kept(program):
    """Nothing of the groups of four and two, in whatever column: they stand with those whose group is unknown."""
    prepare([program], NOW)
    parts = PreparedCounts.objects.get().counts["parts"]
    assert [parts[code]["started"] for code in ("large", "small", "smallest", "")] == [6, 0, 0, 6]
    for code in ("small", "smallest"):
        assert parts[code]["months"] == []
        for name in ("signed_up", "in_tandems", "to_the_end", "tandems", "running"):
            assert not any(parts[code][name].values()), name
        assert not any(sum(states.values()) for states in parts[code]["invitations"].values())
    kept = json.dumps(PreparedCounts.objects.get().counts)
    assert '"declined": ' not in kept  # who said no and what expired are one


names = st.sampled_from(["", "a", "b", "c", "d"])
numbers = st.integers(0, 9)


@st.composite
def broken_down(draw):
    facts = Facts(Program(smallest_group=5, breakdown=Breakdown.DEPARTMENT), NOW.date())
    for code in draw(st.sets(names, min_size=1)):
        part = facts.parts[code] = Facts(facts.program, facts.day)
        for role in ("mentee", "mentor"):
            part.signed_up[role], part.withdrawn[role], part.in_tandems[role] = (draw(numbers) for _n in range(3))
        part.started, part.rhythm_of = draw(numbers), draw(numbers)
        part.tandems, part.in_rhythm = Counter({TandemState.ACTIVE: part.started}), part.rhythm_of // 2
        for month in (1, 2, 4):
            first = date(2026, month, 1)
            part.running[f"2026-{(month + 2) // 3}"] = draw(numbers)
            part.months[first] = Month(first, planned=draw(numbers), held=draw(numbers))
        part.invitations = {"wave": Counter({"answered": draw(numbers), "open": draw(numbers)})}
    return facts


@given(broken_down())
def test_coarser_parts_tell_the_same_of_every_group(facts):
    facts.waves = []
    coarser = Facts(facts.program, facts.day, parts=coarse(facts))
    for code in facts.parts:
        assert of_group(coarser, code) == of_group(facts, code)


@given(broken_down())
def test_nothing_kept_of_a_group_is_of_fewer_than_the_smallest_group(facts):
    for code, part in coarse(facts).items():
        for role in ("mentee", "mentor"):
            assert code == "" or (part.signed_up + part.withdrawn)[role] not in range(1, 5)
        assert code == "" or part.started not in range(1, 5)
        assert code == "" or part.rhythm_of not in range(1, 5)
        assert code == "" or all(number not in range(1, 5) for number in part.running.values())


def test_what_is_packed_comes_back(program):
    counted = facts_of([program], NOW, live=True)[0]
    counted.parts = coarse(counted)
    found = Facts(program, counted.day)
    unpack(json.loads(json.dumps(pack(counted))), found)
    for name in ("started", "months", "running", "in_tandems", "invitations", "insights", "rhythm_of"):
        assert getattr(found, name) == getattr(counted, name), name
    assert found.not_started == counted.not_started == 2
    assert +found.parts["large"].signed_up == +counted.parts["large"].signed_up


# ------------------------------------------------------------------ how old
@pytest.mark.parametrize(("age", "is_used"), [(timedelta(0), True), (FRESH, True), (2 * FRESH, False)])
def test_what_is_too_old_is_counted_anew(program, age, is_used):
    prepare([program], NOW)
    TandemFactory(program=program)
    facts = facts_of([program], NOW + age)[0]
    assert (facts.as_of, facts.started) == ((NOW, 12) if is_used else (NOW + age, 13))


def test_nobody_waits_for_what_was_made_under_other_rules(program):
    prepare([program], NOW)
    for change in ({"rhythm_weeks": 8}, {"ends_on": date(2026, 5, 1)}, {"state": ProgramState.CLOSING}):
        changed = Program.objects.get(pk=program.pk)
        for name, value in change.items():
            setattr(changed, name, value)
        assert not is_fresh(PreparedCounts.objects.get(), changed, NOW)
        assert facts_of([changed], NOW + timedelta(minutes=1))[0].as_of != NOW


def test_the_task_renews_what_is_old_or_has_changed(program):
    for state in (ProgramState.DRAFT, ProgramState.ARCHIVED):
        ProgramFactory(state=state)
    assert prepare_due(NOW) == 1
    assert prepare_due(NOW + RENEWED - timedelta(seconds=1)) == 0
    assert prepare_due(NOW + RENEWED) == 1
    Program.objects.filter(pk=program.pk).update(rhythm_weeks=9)
    assert prepare_due(NOW + RENEWED) == 1
    Program.objects.filter(pk=program.pk).update(state=ProgramState.CLOSED)
    times = (NOW + RENEWED, NOW + timedelta(hours=20), NOW + timedelta(days=2))
    assert [prepare_due(time) for time in times] == [1, 0, 1]


def test_the_page_says_as_of_when(program, client):
    viewer = TeamMemberFactory(program=program, role=TeamRole.VIEWER, person__language="en").person
    client.force_login(viewer)
    prepare([program], timezone.now() - timedelta(minutes=7))
    stated = facts_of([program], timezone.now())[0].stand
    TandemFactory(program=program)
    for name, args in (("evaluation", [program.slug]), ("evaluation_list", []), ("evaluation_csv", [program.slug])):
        page = client.get(reverse(name, args=args), {"language": "en"}).content.decode()
        assert f"as of {stated}" in page
        assert name == "evaluation_list" or "12 tandems have started" in page
    assert re.search(r"\d:\d\d", stated)


def test_few_queries_from_prepared_counts_however_many_tandems(program, django_assert_num_queries):
    prepare([program], NOW)
    for _round in range(2):
        with django_assert_num_queries(8):
            facts_of([program], NOW)
        for _n in range(3):
            TandemFactory(program=program)
