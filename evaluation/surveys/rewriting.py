"""Writing rows of a wave anew, in random order, in the transaction of an answer.

SECURITY: a row of its own transaction, at the end of its table, would tell a reader of the database which response
came with which invitation. So each answer takes the wave's other rows along: all of them up to `AT_MOST`, above that a
random choice (an answer among 100 others written at the same moment is hidden well enough, and the cost stays bounded).
"""

import uuid
from random import SystemRandom
from typing import Any

from django.db.models import QuerySet

from evaluation.models import Answer, Invitation, Response, Wave

AT_MOST = 100
_random = SystemRandom()


def rewrite_responses(wave: Wave, *, newest: uuid.UUID) -> None:
    """Delete and recreate responses and answers of `wave` with fresh random keys, in random order."""
    chosen = _chosen(Response.objects.filter(wave=wave), newest)
    answers = list(Answer.objects.filter(response__in=chosen))
    keys = {response.pk: uuid.uuid4() for response in chosen}
    Answer.objects.filter(response__in=list(keys)).delete()
    Response.objects.filter(pk__in=list(keys)).delete()
    for response in chosen:
        response.pk = keys[response.pk]
    for answer in answers:
        answer.pk, answer.response_id = uuid.uuid4(), keys[answer.response_id]
    Response.objects.bulk_create(_shuffled(chosen))
    Answer.objects.bulk_create(_shuffled(answers))


def rewrite_invitations(wave: Wave, *, newest: uuid.UUID) -> None:
    """Delete and recreate invitations of `wave` in random order. Their keys stay: they are in people's mails."""
    chosen = _chosen(Invitation.objects.filter(wave=wave), newest)
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in chosen]).delete()
    Invitation.objects.bulk_create(_shuffled(chosen))


def _chosen(rows: QuerySet, newest: uuid.UUID) -> list[Any]:
    """The newest row and up to `AT_MOST` others."""
    others = list(rows.exclude(pk=newest).values_list("pk", flat=True))
    picked = _random.sample(others, min(AT_MOST, len(others)))
    return list(rows.filter(pk__in=[newest, *picked]))


def _shuffled(rows: list[Any]) -> list[Any]:
    return _random.sample(rows, len(rows))
