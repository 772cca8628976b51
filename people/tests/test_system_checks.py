from cryptography.fernet import Fernet

from people.checks import check_journal_keys


def test_each_journal_key_must_be_one(settings):
    settings.JOURNAL_KEYS = [Fernet.generate_key().decode(), "nonsense", ""]
    found = check_journal_keys()
    assert [error.id for error in found] == ["tandem.E101"] * 2
    assert "number 2 " in found[0].msg
    assert "nonsense" not in str(found)
    assert found[0].hint


def test_sound_keys_are_silent(settings):
    settings.JOURNAL_KEYS = [Fernet.generate_key().decode()]
    assert check_journal_keys() == []
