"""What is misconfigured on this floor, with a hint. Numbered tandem.E1xx."""

from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

_HINT = (
    "Make a key with: python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'. "
    "Several are separated by commas, the newest first."
)


@register(Tags.security)
def check_journal_keys(**_kwargs: Any) -> list[CheckMessage]:
    """Each of JOURNAL_KEYS must be a key, or the first journal entry would find out. Keys are never shown."""
    wrong = [place for place, key in enumerate(settings.JOURNAL_KEYS, start=1) if not _is_key(key)]
    return [
        Error(f"JOURNAL_KEYS: number {place} is not a Fernet key.", hint=_HINT, id="tandem.E101") for place in wrong
    ]


def _is_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
