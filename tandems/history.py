"""Who has been paired before, also after the data of then have been erased: keyed hashes only.

Each person has two marks, one of the number of their record and one of their address, so that someone whose record was
erased and made anew is known again. Without the key a mark tells nothing; a lost key (`ANSWER_KEY`) forgets the past.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping

from django.conf import settings

from people.models import Person
from tandems.models import PairedBefore

PURPOSE = b"paired before:"


def mark(text: str) -> str:
    return hmac.new(settings.ANSWER_KEY.encode(), PURPOSE + text.encode(), hashlib.sha256).hexdigest()


def marks(pk: int, email: str) -> tuple[str, str]:
    return mark(f"person {pk}"), mark(f"address {email.casefold()}")


def remember(one: Person, other: Person) -> None:
    """These two have started a tandem. Doing it twice is harmless."""
    pairs = zip(marks(one.pk, one.email), marks(other.pk, other.email), strict=True)
    rows = [PairedBefore(one=min(pair), other=max(pair)) for pair in pairs]
    PairedBefore.objects.bulk_create(rows, ignore_conflicts=True)


def paired_before(people: Mapping[int, str]) -> set[frozenset[int]]:
    """Of these people (pk to address) the pairs that have started a tandem. One query."""
    known = list(PairedBefore.objects.values_list("one", "other"))
    if not known:
        return set()
    whose = {each: pk for pk, email in people.items() for each in marks(pk, email)}
    return _pairs((whose.get(one), whose.get(other)) for one, other in known)


def _pairs(found: Iterable[tuple[int | None, int | None]]) -> set[frozenset[int]]:
    return {frozenset((one, other)) for one, other in found if one is not None and other is not None}
