from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from people.enums import ImportState
from people.models import PeopleImport, Person

DATA = Path(__file__).parent / "data"
pytestmark = pytest.mark.django_db


def run(capsys, name, *options):
    """Exit code and what was printed."""
    try:
        call_command("import_people", DATA / name, *options)
    except SystemExit as end:
        return end.code, capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_a_sound_file_is_imported(capsys):
    code, printed = run(capsys, "employees_bank.csv", "--language", "en")
    assert code == 0
    assert "420 rows. New: 420." in printed
    assert "420 new people" in printed
    assert Person.objects.count() == 420


def test_checking_only_prints_and_keeps_no_rows(capsys):
    assert run(capsys, "employees_bank.csv", "--check")[0] == 0
    assert not Person.objects.exists()
    assert PeopleImport.objects.get().state == ImportState.DISCARDED
    assert PeopleImport.objects.get().rows == []


def test_wrong_rows_are_listed_and_nothing_is_imported(capsys):
    run(capsys, "employees_bank.csv")
    code, printed = run(capsys, "employees_broken.csv", "--language", "en")
    assert code == 1
    assert "Row 6, Marten Schleich: “31.02.2019” is not a date that exists." in printed
    assert printed.count("Row ") == 16
    assert Person.objects.filter(first_name="Volkhard").exists()


def test_the_sound_rows_are_imported_on_purpose(capsys):
    run(capsys, "employees_bank.csv")
    assert run(capsys, "employees_broken.csv", "--only-sound", "--deactivate-missing")[0] == 0
    assert not Person.objects.filter(first_name="Volkhard").exists()
    assert Person.objects.filter(is_active=False).count() == 404


def test_a_file_that_is_not_there_or_no_table_is_said_in_a_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv"):
        call_command("import_people", tmp_path / "nowhere.csv")
    (tmp_path / "x.csv").write_bytes(b"A;B\n\x00;\x00")
    with pytest.raises(CommandError, match="read"):
        call_command("import_people", tmp_path / "x.csv", "--language", "en")
