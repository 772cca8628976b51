"""Text that only its authors may read is encrypted before it reaches the database.

Keys come from the environment (`JOURNAL_KEYS`, newest first) and are never stored beside the data. Where a key is lost,
the field holds a `LostText` that says so: the object can still be listed, and saving it keeps the stored ciphertext.
"""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _


class LostKey(Exception):
    """The text was encrypted with a key that is no longer configured."""


class LostText(str):
    """What a field holds whose text cannot be opened: reads as a plain sentence, keeps the ciphertext."""

    token: str

    def __new__(cls, token: str) -> "LostText":
        sentence = _("This text cannot be opened at the moment: its key is missing. It is kept as it is.")
        lost = super().__new__(cls, sentence)
        lost.token = token
        return lost

    def __getnewargs__(self) -> tuple[str]:
        return (self.token,)


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """`text` as a token for the database. An empty text stays empty."""
    return _fernet(tuple(settings.JOURNAL_KEYS)).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """The text behind `token`. Raises LostKey if none of the configured keys opens it."""
    try:
        return _fernet(tuple(settings.JOURNAL_KEYS)).decrypt(token.encode()).decode() if token else ""
    except InvalidToken as error:
        raise LostKey from error


class EncryptedTextField(models.TextField):
    """A text field whose column holds only ciphertext. It cannot be searched or ordered by the database."""

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, LostText):
            return value.token
        value = super().get_prep_value(value)
        return value if value is None else encrypt(value)

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        if value is None:
            return None
        try:
            return decrypt(value)
        except LostKey:
            return LostText(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError(f"Encrypted text cannot be looked up with {lookup_name!r}.")
        return super().get_lookup(lookup_name)
