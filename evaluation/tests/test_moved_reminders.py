"""HR sets other distances while surveys are open."""

from datetime import UTC, datetime, timedelta

import pytest

from evaluation.enums import Occasion
from evaluation.surveys import invite
from evaluation.tests.factories import WaveFactory, take_part
from notices.choices import tell_changed
from notices.enums import NoticeState
from notices.models import Notice, ProgramKind
from programs.enums import ProgramState
from programs.tests.factories import ProgramFactory

pytestmark = pytest.mark.django_db
INVITED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def wave():
    program = ProgramFactory(state=ProgramState.RUNNING)
    take_part(program, 1, 1)
    wave = WaveFactory(program=program, occasion=Occasion.START)
    assert invite(wave, INVITED) == 2
    return wave


def days():
    found = Notice.objects.filter(kind="survey_reminder").order_by("due_at").values_list("due_at", flat=True)
    return sorted({(due_at - INVITED).days for due_at in found})


def change(wave, first, second, now):
    values = {"days": [first, second]}
    ProgramKind.objects.update_or_create(program_id=wave.program_id, kind="survey_reminder", defaults=values)
    tell_changed(wave.program_id, "survey_reminder", now)


def test_planned_reminders_move_for_everyone_alike(wave):
    assert days() == [5, 12]
    change(wave, 7, 8, INVITED)
    assert days() == [7, 15]
    assert Notice.objects.filter(kind="survey_reminder").count() == 4


def test_a_day_that_has_passed_is_now_and_what_was_sent_stays(wave):
    Notice.objects.filter(kind="survey_reminder", dedupe_key__endswith=":1").update(state=NoticeState.SENT)
    now = INVITED + timedelta(days=6)
    change(wave, 2, 3, now)
    assert days() == [5, 6]


def test_what_would_come_right_before_the_end_stays_where_it_is(wave):
    change(wave, 5, 20, INVITED)
    assert days() == [5, 12]


def test_other_programmes_and_kinds_stay_as_they_are(wave):
    ProgramKind.objects.create(program_id=wave.program_id, kind="survey_reminder", days=[9, 9])
    tell_changed(wave.program_id + 1, "survey_reminder", INVITED)
    tell_changed(wave.program_id, "write_journal", INVITED)
    assert days() == [5, 12]
