"""Encrypting anew, with the newest key, everything that an older one holds: while the site runs, as often as one likes.

What is already under the newest key is passed over, so a run that was broken off goes on where it stopped. Each text is
written only where it is still the one that was read: whatever people save meanwhile stays, and is under the newest key
by itself. What no key opens is counted and left as it is. Nothing is ever shown or logged of any text.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from people.encryption import EncryptedTextField

BATCH = 200  # rows in one transaction
Row = tuple[Any, ...]


@dataclass
class Count:
    """Texts (not rows): under the newest key already, encrypted anew, and those that no key opens."""

    current: int = 0
    renewed: int = 0
    lost: int = 0

    def add(self, other: "Count") -> None:
        self.current += other.current
        self.renewed += other.renewed
        self.lost += other.lost


def encrypted_models() -> list[type[models.Model]]:
    """Every table of the house that holds encrypted text, in a fixed order."""
    return sorted(
        (model for model in apps.get_models() if encrypted_fields(model)), key=lambda model: model._meta.label
    )


def encrypted_fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedTextField)]


def rotate(model: type[models.Model], *, batch: int = BATCH, write: bool = True, say: Callable[[int], object]) -> Count:
    """Encrypt `model`'s texts anew; without `write` only count. `say` is told the rows done, batch by batch."""
    total, done = Count(), 0
    for rows in read(model, batch):
        total.add(renew(model, rows, write=write))
        done += len(rows)
        say(done)
    return total


def read(model: type[models.Model], batch: int = BATCH) -> Iterator[list[Row]]:
    """Primary key and tokens as they stand in the table, by key."""
    names = [_quoted(model._meta.pk.column), *(_quoted(field.column) for field in encrypted_fields(model))]
    table = _quoted(model._meta.db_table)
    last: Any = None
    while True:
        after = f"WHERE {names[0]} > %s" if last is not None else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(names)} FROM {table} {after} ORDER BY {names[0]} LIMIT {batch:d}",  # noqa: S608
                [last] if last is not None else [],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


@transaction.atomic
def renew(model: type[models.Model], rows: list[Row], *, write: bool = True) -> Count:
    """Encrypt the texts of these rows anew where they are still as they were read."""
    keys = [Fernet(key) for key in settings.JOURNAL_KEYS]
    newest, every = keys[0], MultiFernet(keys)
    count = Count()
    for key, *tokens in rows:
        for field, token in zip(encrypted_fields(model), tokens, strict=True):
            if not token:
                continue
            if _opens(newest, token):
                count.current += 1
            elif not _opens(every, token):
                count.lost += 1
            else:
                count.renewed += 1
                if write:
                    # keeps the time of the first encryption, so that a rotation tells nothing new
                    _replace(model, field, key, token, every.rotate(token).decode())
    return count


def _opens(keys: Fernet | MultiFernet, token: str) -> bool:
    try:
        keys.decrypt(token)
    except InvalidToken:
        return False
    return True


def _replace(model: type[models.Model], field: models.Field, key: Any, old: str, new: str) -> None:
    column, pk = _quoted(field.column), _quoted(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_quoted(model._meta.db_table)} SET {column} = %s WHERE {pk} = %s AND {column} = %s",  # noqa: S608
            [new, key, old],
        )


def _quoted(name: str | None) -> str:
    assert name  # noqa: S101 every concrete field has a column
    return connection.ops.quote_name(name)
