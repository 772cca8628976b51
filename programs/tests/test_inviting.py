"""Invitations reach the group that is meant, and HR sees beforehand whom not, and why."""

from datetime import UTC, datetime, timedelta

import pytest

from notices.actions import mute
from notices.models import Notice
from people.errors import ActionError, NotAllowed
from people.models import AuditEvent
from people.tests.factories import DepartmentFactory, OrganisationFactory, PersonFactory
from programs.actions import Group, invite, reach
from programs.enums import ParticipationState, ProgramState
from programs.tests.factories import ParticipationFactory, ProgramFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.OPEN)


@pytest.fixture
def manager(program):
    return TeamMemberFactory(program=program, person__is_staff=True).person


def employee(program, **more):
    return PersonFactory(organisation=program.organisations.get(), **{"level": 4, **more})


def test_each_left_out_is_counted_once_by_the_first_reason(program, manager):
    meant = employee(program)
    signed_up, left, muted = employee(program), employee(program), employee(program)
    ParticipationFactory(program=program, person=signed_up)
    ParticipationFactory(program=program, person=left, state=ParticipationState.WITHDRAWN)
    mute(person=muted, kind="invited")
    mute(person=signed_up, kind="invited")
    employee(program, is_active=False)
    PersonFactory(level=4, organisation=OrganisationFactory(name="Ein anderes Haus"))
    found = reach(program=program, group=Group(), now=NOW)
    assert found.people == [meant]
    assert [number for _reason, number in found.left_out] == [1, 1, 1, 1]  # the manager is in the team


@pytest.mark.parametrize("by", ["department", "site", "level"])
def test_a_group_is_chosen_by_department_site_and_level(by, program):
    department = DepartmentFactory(organisation=program.organisations.get())
    wanted = employee(program, department=department, site="Ulm", level=5)
    employee(program, department=None, site="Bonn", level=3)
    group = {
        "department": Group(departments=[department.pk]),
        "site": Group(sites=["Ulm"]),
        "level": Group(levels=[5]),
    }[by]
    assert reach(program=program, group=group, now=NOW).people == [wanted]


def test_nobody_is_invited_twice_within_three_weeks(program, manager):
    employee(program)
    assert invite(program=program, group=Group(), reason="Start", actor=manager, now=NOW) == 1
    Notice.objects.update(created_at=NOW)
    assert invite(program=program, group=Group(), reason="Start", actor=manager, now=NOW + timedelta(days=20)) == 0
    assert invite(program=program, group=Group(), reason="Start", actor=manager, now=NOW + timedelta(days=22)) == 1


def test_the_reason_stands_in_the_log(program, manager):
    employee(program)
    invite(program=program, group=Group(), reason=" Kick-off ", actor=manager, now=NOW)
    assert AuditEvent.objects.get(event="program.invited").details == {"count": 1, "reason": "Kick-off"}


def test_not_without_a_reason_nor_by_others_nor_while_it_is_closed(program, manager):
    employee(program)
    with pytest.raises(ActionError):
        invite(program=program, group=Group(), reason=" ", actor=manager, now=NOW)
    with pytest.raises(NotAllowed):
        invite(program=program, group=Group(), reason="x", actor=PersonFactory(is_staff=True), now=NOW)
    program.state = ProgramState.MATCHING
    with pytest.raises(ActionError):
        invite(program=program, group=Group(), reason="x", actor=manager, now=NOW)
    assert not Notice.objects.exists()
