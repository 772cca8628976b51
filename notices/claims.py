"""Taking notices that are due, a few at a time, and moving those that one has taken. Nobody else may.

A claim is a random key in the row: whoever lost it, because it was slow and was taken for dead, can no longer write.
"""

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import takewhile
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field

from notices.enums import SETTLED, TRANSITIONS, NoticeState, Problem, Queue
from notices.models import Notice
from people.errors import StaleState, WrongState

logger = logging.getLogger(__name__)
OURS = ("id", "state", "claim")  # a row is ours as long as these are what we know
# of who gets it, what hardly a mail needs and takes long to read
NEVER_TOLD = ("last_login", "hired_on", "left_on", "spoken_languages", "created_at", "job_title", "employee_number")
AS_THEY_ARE = frozenset({"state", "attempts", "problem", "problem_detail"})  # words and numbers, for every database


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
    rows = Notice.objects.filter(claim=claim, pk__in=keys).select_related("recipient__preferences")
    taken = rows.defer(*(f"recipient__{name}" for name in NEVER_TOLD)).in_bulk()
    return [taken[pk] for pk in keys if pk in taken]


def give_back(notices: Sequence[Notice]) -> None:
    """Those that have not been begun are as if they had never been taken."""
    left = [notice for notice in notices if notice.state == NoticeState.CLAIMED]
    if left:
        held = Notice.objects.filter(
            pk__in=[notice.pk for notice in left], state=NoticeState.CLAIMED, claim=left[0].claim
        )
        held.update(state=NoticeState.PLANNED, claim=None, claimed_at=None)


@dataclass(frozen=True)
class Move:
    """`notice` to state `new`, with other columns `also`."""

    notice: Notice
    new: NoticeState
    also: Mapping[str, Any] = field(default_factory=dict)


def step(notice: Notice, new: NoticeState, **also: object) -> None:
    """Move a notice that this process holds. Raises WrongState, or StaleState if the claim was lost meanwhile.

    No audit event: the row is the record of what the machine did. The log notes what people do.
    """
    if not move(Move(notice, new, also)):
        raise StaleState


def move(*moves: Move) -> list[Notice]:
    """Move notices that this process holds by one statement; returns those that were still held. Raises WrongState.

    Several by one statement lie in one transaction: after it either all are moved that could be, or none.
    """
    for each in moves:
        if each.new not in TRANSITIONS.get(NoticeState(each.notice.state), ()):
            raise WrongState
    written = _write(moves)
    moved = [each for each in moves if written == len(moves) or (written and _is_moved(each))]
    for each in moved:
        for name, value in _values(each).items():
            setattr(each.notice, name, value)
    return [each.notice for each in moved]


def _is_moved(one: Move) -> bool:
    return Notice.objects.filter(pk=one.notice.pk, claim=one.notice.claim, state=one.new).exists()


def _write(moves: Sequence[Move]) -> int:
    """Write the rows that are still ours; returns how many those were. A column of one move is kept by the others.

    Plain SQL, once or twice for each mail: to build the statement takes Django several times as long as to run it.
    """
    values = [_values(each) for each in moves]
    names = tuple(dict.fromkeys(name for row in values for name in row))
    database, given = connections[DEFAULT_DB_ALIAS], []
    for each, row in zip(moves, values, strict=True):
        whole = {**each.notice.__dict__, **row}
        given += [_prepared(name, whole[name], database) for name in names]
        given += [_prepared(name, each.notice.__dict__[name], database) for name in OURS]
    with database.cursor() as cursor:
        cursor.execute(_statement(names, len(moves)), given)
        return int(cursor.rowcount)


def _values(one: Move) -> dict[str, Any]:
    wiped = {"sealed": ""} if one.notice.sealed and one.new in SETTLED else {}
    return {"state": one.new, **one.also, **wiped}


@lru_cache(maxsize=32)
def _statement(names: tuple[str, ...], rows: int) -> str:
    """Columns `names` of each row, then OURS. Several rows stand in a list that the update is joined with."""
    table, columns = f'"{Notice._meta.db_table}"', [f'"{_field(name).column}"' for name in names]
    ours = [f'{table}."{_field(name).column}"' for name in OURS]
    if rows == 1:
        given, source = ["%s"] * (len(names) + len(ours)), ""
    else:
        given = [f"new.column{number}" for number in range(1, len(names) + len(ours) + 1)]
        row = f"({', '.join('%s' for _each in given)})"
        source = f" FROM (VALUES {', '.join([row] * rows)}) AS new"
    sets = ", ".join(f"{column} = {value}" for column, value in zip(columns, given, strict=False))
    held = " AND ".join(f"{column} = {value}" for column, value in zip(ours, given[len(names) :], strict=True))
    return f"UPDATE {table} SET {sets}{source} WHERE {held}"  # noqa: S608


@lru_cache(maxsize=32)
def _field(name: str) -> "Field[Any, Any]":
    return next(field for field in Notice._meta.concrete_fields if field.name == name)


def _prepared(name: str, value: Any, database: BaseDatabaseWrapper) -> Any:
    if value is None or name in AS_THEY_ARE:
        return value
    return _field(name).get_db_prep_save(getattr(value, "pk", value), database)


def fail(notice: Notice, problem: Problem, detail: str, state: NoticeState = NoticeState.FAILED) -> None:
    logger.error("Notice %s (%s) %s: %s %s", notice.pk, notice.kind, state.value, problem.value, detail)
    step(notice, state, problem=problem, problem_detail=detail[:80])
