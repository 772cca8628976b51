"""What tandems have to say when their programme moves on."""

from datetime import UTC, date, datetime

import pytest

from programs import phases
from programs.enums import ProgramState
from tandems.enums import TandemState
from tandems.models import MatchingRun, Proposal
from tandems.tests.factories import TandemFactory

pytestmark = pytest.mark.django_db


def test_a_programme_starts_by_itself_only_with_a_tandem():
    tandem = TandemFactory(state=TandemState.OFFERED)
    program = tandem.program
    type(program).objects.filter(pk=program.pk).update(state=ProgramState.MATCHING)
    program.refresh_from_db()
    assert phases.held_back(program, program.starts_on) != []
    type(tandem).objects.filter(pk=tandem.pk).update(state=TandemState.ACTIVE)
    assert phases.held_back(program, program.starts_on) == []


def test_the_archive_forgets_who_was_compared_with_whom():
    tandem = TandemFactory(state=TandemState.COMPLETED)
    program = tandem.program
    run = MatchingRun.objects.create(program=program, pool={"mentees": []})
    Proposal.objects.create(run=run, mentee=tandem.mentee, mentor=tandem.mentor, score=0.5)
    type(program).objects.filter(pk=program.pk).update(state=ProgramState.CLOSED, ends_on=date(2026, 9, 30))
    phases.move_all(datetime(2028, 1, 1, tzinfo=UTC))
    assert not MatchingRun.objects.exists()
    tandem.refresh_from_db()
    assert tandem.program.state == ProgramState.ARCHIVED
