"""A new key takes over everything that older ones hold, while people go on writing."""

import io

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection

from journals.models import Entry
from journals.personal_data import erase, export
from journals.tests.factories import EntryFactory
from people.encryption import LostText, rotation
from tandems.tests.factories import TandemFactory

pytestmark = pytest.mark.django_db
OLD, NEW = (Fernet.generate_key().decode() for _number in range(2))


@pytest.fixture
def entries(settings):
    settings.JOURNAL_KEYS = [OLD]
    tandem = TandemFactory()
    made = [EntryFactory(tandem=tandem, text=f"Text {n}", answer_1="" if n else "Mehr") for n in range(5)]
    settings.JOURNAL_KEYS = [NEW, OLD]
    return made


def rotate(**options):
    return rotation.rotate(Entry, say=lambda done: None, **options)


def texts():
    return sorted(Entry.objects.values_list("text", flat=True))


def test_after_a_rotation_the_old_key_is_not_needed(entries, settings):
    assert rotate(batch=2) == rotation.Count(current=0, renewed=6, lost=0)

    settings.JOURNAL_KEYS = [NEW]
    assert texts() == [f"Text {number}" for number in range(5)]
    assert rotate() == rotation.Count(current=6, renewed=0, lost=0)


def test_a_rotation_that_was_broken_off_goes_on(entries):
    class BrokenOff(Exception):
        pass

    def stop(done):
        if done >= 2:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        rotation.rotate(Entry, batch=2, say=stop)
    rest = rotate()
    assert rest.current >= 2
    assert rest.current + rest.renewed == 6


def test_what_people_save_meanwhile_stays(entries):
    rows = next(rotation.read(Entry))
    Entry.objects.filter(pk=entries[0].pk).update(text="Inzwischen geändert")
    rotation.renew(Entry, rows)
    assert "Inzwischen geändert" in texts()


def test_what_no_key_opens_is_counted_and_kept(entries, settings):
    settings.JOURNAL_KEYS = [NEW]
    assert rotate() == rotation.Count(current=0, renewed=0, lost=6)
    assert all(isinstance(text, LostText) for text in texts())

    settings.JOURNAL_KEYS = [NEW, OLD]
    assert texts()[0] == "Text 0"


def test_a_check_changes_nothing(entries, settings):
    assert rotate(write=False).renewed == 6
    settings.JOURNAL_KEYS = [OLD]
    assert texts()[0] == "Text 0"


def test_a_rotation_tells_no_new_time(entries):
    def times():
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM journals_entry ORDER BY id")
            return [Fernet(OLD).extract_timestamp(token.encode()) for (token,) in cursor.fetchall()]

    before = times()
    rotate()
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM journals_entry ORDER BY id")
        after = [Fernet(NEW).extract_timestamp(token.encode()) for (token,) in cursor.fetchall()]
    assert after == before


def test_the_command_covers_every_table_and_says_what_it_did(entries):
    labels = {model._meta.label for model in rotation.encrypted_models()}
    assert {"journals.Entry", "journals.Draft", "journals.NextStep"} <= labels
    out = io.StringIO()
    call_command("rotate_journal_key", "--check", stdout=out)
    assert "Older keys are still needed" in out.getvalue()
    out = io.StringIO()
    call_command("rotate_journal_key", stdout=out)
    assert "journals.Entry: 6 texts encrypted anew" in out.getvalue()
    assert "Text 0" not in out.getvalue()


def test_a_lost_key_hinders_neither_export_nor_erasure(entries, settings):
    settings.JOURNAL_KEYS = [NEW]
    person = entries[0].author
    assert all(isinstance(entry["text"], LostText) for entry in export(person)["entries"])
    erase(person)
    assert not Entry.objects.exists()
