"""Taking notices that are due, a few at a time, and moving those that one has taken. Nobody else may.

A claim is a random key in the row: whoever lost it, because it was slow and was taken for dead, can no longer write.
"""

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import takewhile
from typing import Any

from django.db import connection, transaction
from django.db.models import Field

from notices.enums import SETTLED, TRANSITIONS, NoticeState, Problem, Queue
from notices.models import Notice
from people.errors import StaleState, WrongState

logger = logging.getLogger(__name__)


@transaction.atomic
def take(*, now: datetime, limit: int, queue: Queue | None = None) -> list[Notice]:
    """Up to `limit` notices that are due, the longest waiting first. Four queries, however many there are.

    On PostgreSQL several workers at once get different ones without waiting; SQLite lets in one after the other. What
    was lost with a process is taken alone: if it is what ends processes, it takes nothing else along.
    """
    due = Notice.objects.due(now, queue).select_for_update(skip_locked=True).order_by("next_attempt_at", "pk")
    found = list(due.values_list("pk", "problem")[:limit])
    keys = [pk for pk, problem in takewhile(lambda row: row[1] != Problem.WORKER_LOST, found)] or [
        pk for pk, _problem in found[:1]
    ]
    if not keys:
        return []
    claim = uuid.uuid4()
    Notice.objects.filter(pk__in=keys).update(state=NoticeState.CLAIMED, claim=claim, claimed_at=now)
    taken = Notice.objects.filter(claim=claim, pk__in=keys).select_related("recipient__preferences").in_bulk()
    return [taken[pk] for pk in keys if pk in taken]


def give_back(notices: Sequence[Notice]) -> None:
    """Those that have not been begun are as if they had never been taken."""
    left = [notice for notice in notices if notice.state == NoticeState.CLAIMED]
    if left:
        held = Notice.objects.filter(
            pk__in=[notice.pk for notice in left], state=NoticeState.CLAIMED, claim=left[0].claim
        )
        held.update(state=NoticeState.PLANNED, claim=None, claimed_at=None)


def step(notice: Notice, new: NoticeState, **also: object) -> None:
    """Move a notice that this process holds. Raises WrongState, or StaleState if the claim was lost meanwhile.

    No audit event: the row is the record of what the machine did. The log notes what people do.
    """
    if new not in TRANSITIONS.get(NoticeState(notice.state), ()):
        raise WrongState
    if notice.sealed and new in SETTLED:
        also["sealed"] = ""
    if not _update(notice, {"state": new, **also}):
        raise StaleState
    notice.state = new


def _update(notice: Notice, values: dict[str, Any]) -> int:
    """Write `values` if the row is still ours; returns how many rows that was.

    Plain SQL, twice for each mail: to build the statement takes Django several times as long as to run it.
    """
    ours = {"id": notice.pk, "state": notice.state, "claim": notice.claim}
    given = [_prepared(name, value) for name, value in (*values.items(), *ours.items())]
    with connection.cursor() as cursor:
        cursor.execute(_statement(tuple(values)), given)
        return int(cursor.rowcount)


@lru_cache(maxsize=32)
def _statement(names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{_field(name).column}" = %s' for name in names)
    return f'UPDATE "{Notice._meta.db_table}" SET {columns} WHERE "id" = %s AND "state" = %s AND "claim" = %s'  # noqa: S608


@lru_cache(maxsize=32)
def _field(name: str) -> "Field[Any, Any]":
    return next(field for field in Notice._meta.concrete_fields if field.name == name)


def _prepared(name: str, value: Any) -> Any:
    return _field(name).get_db_prep_save(getattr(value, "pk", value), connection)


def fail(notice: Notice, problem: Problem, detail: str, state: NoticeState = NoticeState.FAILED) -> None:
    logger.error("Notice %s (%s) %s: %s %s", notice.pk, notice.kind, state.value, problem.value, detail)
    step(notice, state, problem=problem, problem_detail=detail[:80])
