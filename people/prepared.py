"""Questions to the database that pages ask again and again: put into SQL once in a process, asked with other values.

    @prepared
    def offers(*, person: Person, now: datetime) -> QuerySet[Tandem]:
        return Tandem.objects.visible_to(person).filter(answer_until__gt=now)

    offers(person=request.user, now=now)  # a list, fresh from the database

Composing a question of joins and putting it into SQL takes Django several times as long as the database needs to answer
it. Only the words of the question are kept, never an answer. The function is called with stand-ins, twice with
different ones: where they appear in the SQL, the values of each call go. It may use the values themselves, of persons
and other rows the key and the keys they point to, and must not branch on them. Whatever is computed from a value or
asks the clock is refused when the question is first asked: no call ever gets what belongs to an earlier one. Within one
page that only shows something (`each_asked_once`) the same question with the same values gets the same rows.
"""

import re
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import update_wrapper
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.http import Http404
from django.utils import timezone, translation

Row = TypeVar("Row")
LARGEST_KEY = 2**63 - 1
A_DATE = re.compile(r"\d{4}-\d\d-\d\d")


_answers: ContextVar[dict[Any, list[Any]] | None] = ContextVar("answers", default=None)


@contextmanager
def each_asked_once() -> Iterator[None]:
    """What several parts of a page ask is asked once, for as long as this lasts: nothing may be written meanwhile."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


class NotPreparable(TypeError):
    """The question depends on more than its values."""


class Slot(NamedTuple):
    """Where a value comes from: an argument, or a column of it."""

    argument: str
    column: str = ""

    def of(self, values: Mapping[str, Any]) -> Any:
        value = values[self.argument]
        return getattr(value, self.column) if self.column else value


class Prepared(Generic[Row]):
    def __init__(self, build: Callable[..., Any]) -> None:
        self.build = build
        self._known = threading.local()
        update_wrapper(self, build)

    def __call__(self, **values: Any) -> list[Row]:
        question = self._question(values)
        given = {slot: slot.of(values) for slot in question.slots} if question else {}
        if question is None or None in given.values():
            return list(self.build(**values))  # NULL is asked for in other words
        answers = _answers.get()
        if answers is None:
            return question.asked_with(given)
        key = (self, frozenset(given.items()))
        if key not in answers:
            answers[key] = question.asked_with(given)
        return list(answers[key])

    def first(self, **values: Any) -> Row | None:
        found = self(**values)
        return found[0] if found else None

    def get_or_404(self, **values: Any) -> Row:
        found = self.first(**values)
        if found is None:
            raise Http404
        return found

    def _question(self, values: dict[str, Any]) -> "Question | None":
        """SQL may differ by database, language and time zone, and converters belong to a thread's connection."""
        known = self._known.__dict__.setdefault("questions", {})
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, translation.get_language(), timezone.get_current_timezone_name())
        if key not in known:
            known[key] = _prepare(self.build, values, connection)
        found: Question | None = known[key]
        return found


def prepared(build: Callable[..., "models.QuerySet[Any]"]) -> Prepared[Any]:
    return Prepared(build)


def give(manager: Any, rows: list[Any]) -> None:
    """`manager.all()` is `rows` from now on, as after `prefetch_related`."""
    queryset = manager.all()
    queryset._result_cache, queryset._prefetch_done = rows, True
    known = manager.instance.__dict__.setdefault("_prefetched_objects_cache", {})
    known[manager.field.remote_field.cache_name] = queryset


# ---------------------------------------------------------------- putting it into SQL
def _prepare(build: Callable[..., Any], values: dict[str, Any], connection: Any) -> "Question | None":
    """None where there is nothing to ask whatever the values are."""
    (queryset, compiler, sql, params, slots), (_other, _compiler, other_sql, other_params, other_slots) = (
        _compiled(build, values, connection, turn) for turn in (1, 2)
    )
    if sql is None:
        return None
    if sql != other_sql:
        raise NotPreparable(f"{build.__qualname__} asks another question for other values.")
    places = []
    for param, other in zip(params, other_params, strict=True):
        slot = _slot(param, slots)
        if slot != _slot(other, other_slots) or (slot is None and (param != other or _is_time(param))):
            raise NotPreparable(f"{build.__qualname__} computes something: hand it over as a value of its own.")
        places.append(param if slot is None else slot)
    return Question(queryset, compiler, sql, tuple(places), connection)


def _compiled(build: Callable[..., Any], values: dict[str, Any], connection: Any, turn: int) -> tuple[Any, ...]:
    stand_ins = _StandIns(connection, turn)
    queryset = build(**{name: stand_ins.of(name, value) for name, value in values.items()})
    compiler = queryset.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        sql, params = None, ()
    return queryset, compiler, sql, params, stand_ins.slots


def _slot(param: Any, slots: dict[Any, Slot]) -> Slot | None:
    return slots.get(param) if isinstance(param, int | str | date | uuid.UUID) else None


def _is_time(param: Any) -> bool:
    return isinstance(param, date) or (isinstance(param, str) and A_DATE.match(param) is not None)


class _StandIns:
    """Values that no row has, each another one. `slots` knows them in the form in which they reach the database."""

    def __init__(self, connection: Any, turn: int) -> None:
        self.connection, self.turn, self.count = connection, turn, 0
        self.slots: dict[Any, Slot] = {}

    def of(self, name: str, value: Any) -> Any:
        if isinstance(value, models.Model):
            return self._row(name, value.__class__)  # of what `SimpleLazyObject` wraps
        return self._take(Slot(name), type(value))

    def _row(self, name: str, model: type[models.Model]) -> models.Model:
        """A row with its keys; whoever asks it for anything else would have to look it up, and finds nothing."""
        fields = [field for field in model._meta.concrete_fields if field.primary_key or field.is_relation]
        keys = [self._take(Slot(name, field.attname), _key_type(field)) for field in fields]
        return model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in fields], keys)

    def _take(self, slot: Slot, kind: type) -> Any:
        self.count += 1
        value = self._value(kind)
        self.slots[_as_sent(value, self.connection)] = slot
        return value

    def _value(self, kind: type) -> Any:
        # in both turns differently far apart: what is computed from one value is never by chance another one twice
        number = self.turn * 400_000 + self.count * (1009, 2003)[self.turn - 1]
        if issubclass(kind, uuid.UUID):
            return uuid.UUID(int=number)
        if issubclass(kind, datetime):
            return datetime(3000, 1, 1, 13, 37, 41, 123457, tzinfo=UTC) + timedelta(days=number)
        if issubclass(kind, date):
            return date(3000, 1, 1) + timedelta(days=number)
        if issubclass(kind, int) and not issubclass(kind, bool):
            return 7_000_000_000_000 + number
        if issubclass(kind, str):
            return f"\x01stand-in {number}"
        raise NotPreparable(f"A {kind.__name__} cannot be handed over.")


def _key_type(field: Any) -> type:
    return uuid.UUID if isinstance(field.target_field if field.is_relation else field, models.UUIDField) else int


def _as_sent(value: Any, connection: Any) -> Any:
    """As Django hands such a value to the database."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


# ---------------------------------------------------------------- asking
class Question:
    """One SQL statement with slots for values, and how its answer becomes rows."""

    def __init__(self, queryset: Any, compiler: Any, sql: str, places: tuple[Any, ...], connection: Any) -> None:
        self.queryset, self.compiler, self.sql, self.places = queryset, compiler, sql, places
        self.slots = {place for place in places if isinstance(place, Slot)}
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map
        self.columns = len(self.select) if compiler.has_extra_select else None
        self.converters = compiler.get_converters([column[0] for column in self.select])

    def asked_with(self, given: Mapping[Slot, Any]) -> list[Any]:
        """The queryset as it was built makes objects of what the database answers."""
        connection = connections[DEFAULT_DB_ALIAS]
        sent = {slot: _as_sent(value, connection) for slot, value in given.items()}
        if any(isinstance(value, int) and value > LARGEST_KEY for value in sent.values()):
            return []  # no row has such a key, and databases refuse to look
        with connection.cursor() as cursor:
            cursor.execute(self.sql, tuple(sent[place] if isinstance(place, Slot) else place for place in self.places))
            rows = cursor.fetchall()
        if not rows:
            return []
        fresh = object.__new__(type(self.queryset))
        fresh.__dict__.update(self.queryset.__dict__)
        fresh._query = _Query(self.queryset.query, _Answered(self, rows))
        return list(fresh)


@dataclass
class _Answered:
    """What Django's iterables expect of a compiler, for one call."""

    question: Question
    rows: list[Any]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.question, name)

    def execute_sql(self, *_args: Any, **_options: Any) -> list[Any]:
        columns = self.question.columns
        return [[row[:columns] for row in self.rows] if columns else self.rows]

    def results_iter(self, results: Any = None, tuple_expected: bool = False, **_options: Any) -> Iterator[Any]:
        rows = chain.from_iterable(self.execute_sql() if results is None else results)
        if self.question.converters:
            rows = self.question.compiler.apply_converters(rows, self.question.converters)
        return map(tuple, rows) if tuple_expected else rows


class _Query:
    """The query of the queryset, which has its answer already."""

    def __init__(self, query: Any, answered: _Answered) -> None:
        self._query, self._answered = query, answered

    def get_compiler(self, *_args: Any, **_options: Any) -> _Answered:
        return self._answered

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)
