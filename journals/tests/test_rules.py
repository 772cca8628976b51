from datetime import timedelta

import pytest

from journals import rules
from journals.enums import Visibility
from journals.models import Entry
from journals.tests.factories import EntryFactory
from people.tests.factories import PersonFactory
from tandems.enums import MeetingState, TandemState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    return EntryFactory()


@pytest.fixture
def readers(entry):
    """Author, partner, stranger and a superuser who runs the programme."""
    return {
        "author": entry.tandem.mentee.person,
        "partner": entry.tandem.mentor.person,
        "stranger": TandemFactory().mentee.person,
        "superuser": PersonFactory(is_staff=True, is_superuser=True),
    }


@pytest.mark.parametrize(
    ("visibility", "who"), [(Visibility.PRIVATE, {"author"}), (Visibility.TANDEM, {"author", "partner"})]
)
def test_who_reads_an_entry(entry, readers, visibility, who):
    entry.visibility = visibility
    entry.save()

    assert {name for name, person in readers.items() if Entry.objects.visible_to(person).exists()} == who
    assert {name for name, person in readers.items() if rules.can_change(entry, person)} == {"author"}


def test_who_writes_when():
    tandem, stranger = TandemFactory(), PersonFactory(is_staff=True, is_superuser=True)
    for tandem.state in TandemState.values:
        assert rules.can_write_in(tandem, tandem.mentor.person)
        assert not rules.can_write_in(tandem, stranger)
    tandem.started_at = None
    assert not rules.can_write_in(tandem, tandem.mentor.person)


def test_a_meeting_has_an_entry_once_it_has_begun(now):
    meeting = MeetingFactory(starts_at=now)
    person = meeting.tandem.mentee.person

    def yes(moment):
        return {
            meeting.state for meeting.state in MeetingState.values if rules.can_write_about(meeting, person, moment)
        }

    assert yes(now) == {MeetingState.HELD, MeetingState.DATED}
    assert yes(now - timedelta(minutes=1)) == {MeetingState.HELD}
