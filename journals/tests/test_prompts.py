from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from journals import prompts
from journals.tests.factories import EntryFactory
from notices import kinds
from notices.models import Notice, ProgramKind
from tandems.enums import MeetingState
from tandems.models import Meeting
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
MET = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
MORNING = datetime(2026, 3, 5, 7, 0, tzinfo=UTC)  # eight o'clock in Berlin


@pytest.fixture
def held():
    return MeetingFactory(state=MeetingState.HELD, starts_at=MET, held_at=MET + timedelta(hours=1))


@pytest.fixture
def dated():
    return MeetingFactory(state=MeetingState.DATED, starts_at=MET)


def planned(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def wanted(notice, now):
    return kinds.get(notice.kind).still_wanted(notice, now)


def test_the_morning_after_both_are_asked_to_write(held):
    prompts.plan_due(MORNING - timedelta(minutes=1))
    assert planned("write_journal") == set()

    prompts.plan_due(MORNING)
    assert planned("write_journal") == {person.pk for person in held.tandem.people}


def test_only_who_has_not_written_is_asked(held):
    EntryFactory(tandem=held.tandem, meeting=held)
    prompts.plan_due(MORNING)

    assert planned("write_journal") == {held.tandem.mentor.person_id}


def test_who_has_not_written_is_asked_again_after_three_days_and_then_left_in_peace(held):
    for day in range(3):
        prompts.plan_due(MORNING + timedelta(days=day))
    assert Notice.objects.filter(kind="write_journal").count() == 2

    for day in range(3, 20):
        prompts.plan_due(MORNING + timedelta(days=day))
    assert Notice.objects.filter(kind="write_journal").count() == 4
    assert set(Notice.objects.values_list("due_at", flat=True)) == {MORNING, MORNING + timedelta(days=3)}


def test_after_days_without_a_planner_nobody_is_asked_twice_at_once(held):
    prompts.plan_due(MORNING + timedelta(days=4))
    assert Notice.objects.filter(kind="write_journal").count() == 2


def test_the_programme_says_after_how_many_days(held):
    ProgramKind.objects.create(program_id=held.tandem.program_id, kind="write_journal", days=[2, 5])
    asked = [(prompts.plan_due(MORNING + timedelta(days=day)), day) for day in range(12)]
    assert [day for count, day in asked if count] == [1, 6]


def test_an_old_meeting_is_asked_about_no_more(held):
    prompts.plan_due(MORNING + timedelta(days=10))

    assert planned("write_journal") == set()


def test_a_meeting_logged_late_is_asked_about_the_morning_after_that():
    MeetingFactory(state=MeetingState.HELD, starts_at=MET - timedelta(days=20), held_at=MET)
    prompts.plan_due(MORNING)

    assert len(planned("write_journal")) == 2


def test_the_morning_is_that_of_the_recipient():
    tandem = TandemFactory(mentee__person__time_zone="America/New_York", mentor__person__time_zone="Asia/Tokyo")
    MeetingFactory(tandem=tandem, state=MeetingState.HELD, starts_at=MET, held_at=MET)

    prompts.plan_due(datetime(2026, 3, 4, 23, 0, tzinfo=UTC))
    assert planned("write_journal") == {tandem.mentor.person_id}
    prompts.plan_due(datetime(2026, 3, 5, 13, 0, tzinfo=UTC))
    assert planned("write_journal") == {tandem.mentor.person_id, tandem.mentee.person_id}


def test_an_entry_written_meanwhile_makes_the_prompt_unwanted(held):
    prompts.plan_due(MORNING)
    notice = Notice.objects.get(kind="write_journal", recipient=held.tandem.mentee.person)
    assert wanted(notice, MORNING)

    EntryFactory(tandem=held.tandem, meeting=held)
    assert not wanted(notice, MORNING)


def test_a_meeting_nobody_logged_is_asked_about_the_next_day(dated):
    prompts.plan_due(MORNING)
    assert planned("was_it_held") == {person.pk for person in dated.tandem.people}
    notice = Notice.objects.filter(kind="was_it_held").first()
    assert wanted(notice, MORNING)

    Meeting.objects.update(state=MeetingState.HELD)
    assert not wanted(notice, MORNING)


def test_an_ended_tandem_is_left_in_peace(dated):
    type(dated.tandem).objects.update(state="parted")
    prompts.plan_due(MORNING)

    assert planned("was_it_held") == set()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", ["was_it_held", "write_journal"])
def test_prompts_quote_nothing(held, language, kind):
    MeetingFactory(state=MeetingState.DATED, starts_at=MET, place="Geheimer Ort")
    EntryFactory(tandem=held.tandem, meeting=held, author=held.tandem.mentor.person, visibility="tandem", text="Geheim")
    prompts.plan_due(MORNING)
    notice = Notice.objects.filter(kind=kind).first()
    with translation.override(language), timezone.override("Europe/Berlin"):
        message = kinds.get(kind).render(notice)

    assert "Geheim" not in repr(message)
    assert message.path.startswith("/")


@pytest.mark.parametrize("count", [1, 12])
def test_a_sweep_takes_the_same_queries_for_any_number(count, django_assert_num_queries):
    for _number in range(count):
        MeetingFactory(state=MeetingState.HELD, starts_at=MET, held_at=MET)
        MeetingFactory(state=MeetingState.DATED, starts_at=MET)
    with django_assert_num_queries(10):
        prompts.plan_due(MORNING)
