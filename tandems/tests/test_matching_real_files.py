"""The bank's 92 sign-ups, imported as HR does it, and matched: as many placed as graph theory allows."""

from collections import Counter
from pathlib import Path

import networkx
import pytest

from people.imports import apply_import, check_file
from people.models import Person
from programs.actions import apply_sign_ups, check_sign_ups
from programs.enums import ProgramState
from programs.models import Participation
from programs.tests.factories import ConsentTextFactory, TeamMemberFactory
from tandems.matching import release, run_now, start_run
from tandems.matching.fixed import fix
from tandems.matching.loading import load, read_rules
from tandems.matching.scoring import score

APPS = Path(__file__).parents[2]


@pytest.fixture
def hr(db, now):
    """An HR manager of a programme with all sign-ups of the bank."""
    employees = (APPS / "people/tests/data/employees_bank.csv").read_bytes()
    apply_import(people_import=check_file(file_name="bank.csv", content=employees, actor=None), actor=None, now=now)
    person = Person.objects.filter(department__name="Personal", level=4).first()
    Person.objects.filter(pk=person.pk).update(is_staff=True)
    hr = TeamMemberFactory(person=person, program__state=ProgramState.OPEN)
    ConsentTextFactory(program=hr.program)
    sign_ups = (APPS / "programs/tests/data/signups_bank.csv").read_bytes()
    checked = check_sign_ups(program=hr.program, file_name="signups.csv", content=sign_ups, actor=person)
    apply_sign_ups(sign_up_import=checked, actor=person, now=now, add_topics=True)
    return hr


def most_that_can_be_placed(program) -> int:
    """By networkx, with the joint sign-ups kept."""
    loaded = load(program)
    rules = read_rules({})
    pool = loaded.pool.in_order()
    allowed = score(pool, rules).allowed
    fixed = fix(loaded, rules).pairs
    taken = Counter(key for pair in fixed for key in pair)
    graph = networkx.Graph()
    for i, mentee in enumerate(pool.mentees):
        graph.add_node(mentee.key)
        for j, mentor in enumerate(pool.mentors):
            if allowed[i, j] and not taken[mentee.key]:
                graph.add_edges_from((mentee.key, (j, seat)) for seat in range(mentor.capacity - taken[mentor.key]))
    top = {mentee.key for mentee in pool.mentees}
    return len(fixed) + len(networkx.bipartite.hopcroft_karp_matching(graph, top)) // 2


def test_the_banks_sign_ups_are_matched_as_far_as_the_rules_allow(hr, now):
    run = run_now(start_run(program=hr.program, actor=hr.person, now=now), now)
    assert (run.summary["mentees"], run.summary["mentors"]) == (40, 52)
    assert run.summary["placed"] == most_that_can_be_placed(hr.program)
    joint = Participation.objects.filter(program=hr.program, joint_with__isnull=False, role="mentee")
    assert run.proposals.filter(is_joint=True).count() == joint.count() == 4
    for participation in joint:
        assert run.proposals.get(mentee=participation).mentor.person == participation.joint_with
    assert run.summary["notes"] == []


def test_what_the_bank_releases_becomes_offers(hr, now):
    run = run_now(start_run(program=hr.program, actor=hr.person, now=now), now)
    outcome = release(run=run, proposals=run.proposals.all(), actor=hr.person, now=now)
    assert len(outcome) == run.summary["placed"]
    assert outcome.refused == []
    again = run_now(start_run(program=hr.program, actor=hr.person, now=now), now)
    assert [note["kind"] for note in again.summary["notes"]] == ["no_room_mentees"]
