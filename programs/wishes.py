"""Whom people would like to be paired with, and whom not at all.

SECURITY: read by matching and by the person who wrote them, by nobody else: not in the admin, not in the log, not in a
run that HR can open. The database holds ciphertext.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from people.encryption import LostText
from people.models import Person
from programs.models import PairWish, Participation, Program


@dataclass(frozen=True)
class Wishes:
    """Keys of persons."""

    liked: frozenset[int] = frozenset()
    out: frozenset[int] = frozenset()


def of_program(program: Program) -> dict[str, Wishes]:
    """By participation. One query."""
    rows = PairWish.objects.filter(participation__program=program)
    return {str(row.participation_id): _read(row) for row in rows}


def of(participation: Participation) -> Wishes:
    row = PairWish.objects.filter(participation=participation).first()
    return _read(row) if row else Wishes()


def people_of(participation: Participation) -> tuple[list[Person], list[Person]]:
    """Those one would like, and those who are out of the question. For the one who wrote it."""
    wishes = of(participation)
    by_pk = {person.pk: person for person in Person.objects.filter(pk__in=wishes.liked | wishes.out)}
    liked, out = ([by_pk[pk] for pk in sorted(keys) if pk in by_pk] for keys in (wishes.liked, wishes.out))
    return liked, out


def store(participation: Participation, *, liked: Iterable[Person], out: Iterable[Person]) -> None:
    """A row is written in any case: that there is one tells nothing."""
    PairWish.objects.update_or_create(
        participation=participation,
        defaults={"liked": _text({person.pk for person in liked}), "out": _text({person.pk for person in out})},
    )


def forget(person: Person) -> None:
    """Their own wishes, and their name in those of others."""
    PairWish.objects.filter(participation__person=person).delete()
    for row in PairWish.objects.iterator(chunk_size=500):
        wishes = _read(row)
        if person.pk in wishes.liked | wishes.out:
            row.liked, row.out = _text(wishes.liked - {person.pk}), _text(wishes.out - {person.pk})
            row.save()


def _read(row: PairWish) -> Wishes:
    return Wishes(_keys(row.liked), _keys(row.out))


def _keys(text: str) -> frozenset[int]:
    """Where the key to the text is lost, nobody is named any more."""
    return frozenset() if isinstance(text, LostText) else frozenset(json.loads(text))


def _text(keys: Collection[int]) -> str:
    return json.dumps(sorted(keys))
