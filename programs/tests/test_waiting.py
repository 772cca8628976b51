"""Who comes too late waits for a place or the next run; HR lets people in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from notices.models import Notice
from people.errors import NotAllowed
from people.tests.factories import OrganisationFactory, PersonFactory
from programs import actions, rules
from programs.actions.waiting import tell_of_opening
from programs.enums import ProgramState
from programs.models import PoolMember
from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.RUNNING)


def elsewhere():
    return PersonFactory(organisation=OrganisationFactory(name="Ein anderes Haus"))


@pytest.fixture
def late(program):
    return PersonFactory(organisation=program.organisations.get(), level=4)


@pytest.mark.parametrize(
    ("state", "until", "may"),
    [
        (ProgramState.DRAFT, None, False),
        (ProgramState.OPEN, None, False),
        (ProgramState.OPEN, date(2026, 3, 3), True),
        (ProgramState.MATCHING, None, True),
        (ProgramState.RUNNING, None, True),
        (ProgramState.CLOSED, None, True),
        (ProgramState.ARCHIVED, None, False),
    ],
)
def test_one_waits_where_one_has_come_too_late(state, until, may, late, program):
    program.state, program.sign_up_until = state, until
    assert rules.can_wait(program, late, TODAY) is may


def test_who_takes_part_or_is_from_elsewhere_does_not_wait(program):
    for person in (MenteeFactory(program=program).person, elsewhere()):
        with pytest.raises(NotAllowed):
            actions.wait(program=program, person=person, now=NOW)


def test_who_is_let_in_can_sign_up_for_two_weeks_and_is_told(program, late):
    manager = TeamMemberFactory(program=program, person__is_staff=True).person
    entry = actions.wait(program=program, person=late, now=NOW)
    assert not rules.can_sign_up(program, late, TODAY)
    actions.let_in(entry=entry, actor=manager, now=NOW)
    assert rules.can_sign_up(program, late, TODAY + timedelta(days=14))
    assert not rules.can_sign_up(program, late, TODAY + timedelta(days=15))
    assert Notice.objects.get(kind="let_in").recipient == late
    with pytest.raises(NotAllowed):
        actions.let_in(entry=entry, actor=late, now=NOW)


def test_the_page_puts_on_the_list_and_takes_off_again(program, late, client):
    client.force_login(late)
    address = reverse("wait", args=[program.slug])
    client.post(address)
    client.post(address)
    assert program.waiting.get().person == late
    client.post(address, {"stop": "1"})
    assert not program.waiting.exists()


def test_those_who_wait_hear_when_the_next_run_opens_and_the_pool_not_twice(program, late):
    company = program.organisations.get()
    alumna = PersonFactory(organisation=company)
    PoolMember.objects.create(person=alumna, listed_since=NOW)
    actions.wait(program=program, person=alumna, now=NOW)
    signed_up = PersonFactory(organisation=company)
    actions.wait(program=program, person=signed_up, now=NOW)
    actions.wait(program=program, person=late, now=NOW)
    again = ProgramFactory(state=ProgramState.MATCHING, organisations=[company], follows=program)
    ParticipationFactory(program=again, person=signed_up)
    assert tell_of_opening(again, NOW) == 1
    assert Notice.objects.get(kind="opens_again").recipient == late
    assert tell_of_opening(again, NOW) == 0
