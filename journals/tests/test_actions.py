from uuid import uuid4

import pytest
from django.db import connection

from journals.actions import Conflict, delete_entry, save_entry
from journals.models import Entry
from journals.tests.factories import EntryFactory
from people.encryption import LostText
from people.errors import ActionError, NotAllowed
from tandems.enums import MeetingState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(now):
    return MeetingFactory(state=MeetingState.HELD, starts_at=now)


@pytest.fixture
def write(meeting, now):
    """Write as the mentee about the meeting, with whatever the test says otherwise."""

    def save(**changes):
        values = {
            "tandem": meeting.tandem,
            "meeting": meeting,
            "person": meeting.tandem.mentee.person,
            "visibility": "private",
            "answers": ("Überrascht", "", ""),
            "text": "Freier Text",
            "version": 0,
            "now": now,
        }
        return save_entry(**{**values, **changes})

    return save


def test_an_entry_is_kept_with_its_answers(write):
    entry = Entry.objects.get(pk=write().pk)

    assert (entry.answer_1, entry.text, entry.version, entry.visibility) == ("Überrascht", "Freier Text", 1, "private")


def test_the_column_holds_only_ciphertext(write):
    write()

    with connection.cursor() as cursor:
        cursor.execute("SELECT answer_1, answer_2, answer_3, text FROM journals_entry")
        row = cursor.fetchone()
    assert row[0].startswith("gAAAA")
    assert row[1] == ""
    assert "Überrascht" not in repr(row)
    assert "Freier" not in repr(row)


def test_a_change_raises_the_version(write):
    write()

    changed = write(text="Anders", version=1)

    assert (changed.text, changed.version) == ("Anders", 2)
    assert Entry.objects.count() == 1


def test_an_outdated_version_is_a_conflict_and_writes_nothing(write):
    write()
    write(text="Zweites Fenster", version=1)

    with pytest.raises(Conflict) as conflict:
        write(text="Erstes Fenster", version=1)

    assert conflict.value.stored.text == "Zweites Fenster"
    assert Entry.objects.get().text == "Zweites Fenster"


def test_a_second_new_entry_about_the_same_meeting_is_a_conflict(write):
    write()

    with pytest.raises(Conflict):
        write(text="Noch einer")


def test_pressing_twice_writes_once(write, meeting):
    key = uuid4()
    assert write() == write()
    assert write(meeting=None, key=key) == write(meeting=None, key=key)
    assert Entry.objects.count() == 2


def test_each_of_the_two_writes_an_own_entry(write, meeting):
    write()
    write(person=meeting.tandem.mentor.person)

    assert meeting.entries.count() == 2


def test_nobody_else_can_write(write):
    stranger = TandemFactory().mentee.person

    with pytest.raises(NotAllowed):
        write(person=stranger)


def test_nobody_can_change_what_another_wrote(write, meeting):
    entry = write(meeting=None, visibility="tandem")

    with pytest.raises(NotAllowed):
        write(meeting=None, key=entry.pk, person=meeting.tandem.mentor.person, version=1)
    assert Entry.objects.get().text == "Freier Text"


def test_an_empty_entry_is_not_kept(write):
    with pytest.raises(ActionError):
        write(answers=("", " ", ""), text="\n")
    assert not Entry.objects.exists()


def test_before_a_tandem_has_started_there_is_no_journal(write):
    tandem = TandemFactory(state="offered", started_at=None)

    with pytest.raises(NotAllowed):
        write(tandem=tandem, meeting=None, person=tandem.mentee.person)


def test_a_meeting_that_did_not_take_place_yet_has_no_entry(write):
    planned = MeetingFactory()

    with pytest.raises(NotAllowed):
        write(tandem=planned.tandem, meeting=planned, person=planned.tandem.mentee.person)


def test_only_the_author_deletes(write, meeting):
    entry = write(visibility="tandem")

    with pytest.raises(NotAllowed):
        delete_entry(entry=entry, person=meeting.tandem.mentor.person)
    delete_entry(entry=entry, person=meeting.tandem.mentee.person)
    assert not Entry.objects.exists()


def test_a_lost_key_says_so_and_breaks_nothing_else(settings):
    old = settings.JOURNAL_KEYS
    lost = EntryFactory(text="Mit altem Schlüssel")
    settings.JOURNAL_KEYS = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleSE="]
    EntryFactory(text="Mit neuem Schlüssel")

    texts = set(Entry.objects.values_list("text", flat=True))
    assert "Mit neuem Schlüssel" in texts
    assert sum(isinstance(text, LostText) for text in texts) == 1

    held = Entry.objects.get(pk=lost.pk)
    assert "altem" not in held.text
    held.save()
    settings.JOURNAL_KEYS = old
    assert Entry.objects.get(pk=lost.pk).text == "Mit altem Schlüssel"


def test_an_entry_names_itself_without_its_text():
    entry = EntryFactory(text="Geheim")

    assert "Geheim" not in f"{entry} {entry!r}"
