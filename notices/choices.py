"""What HR decided about kinds of notices for each programme: read once for a batch, then asked for each notice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from notices import kinds
from notices.kinds import Kind, Text
from notices.models import ProgramKind


@dataclass(frozen=True)
class Choices:
    rows: Mapping[tuple[int, str], ProgramKind]

    def of(self, kind: Kind, program_id: int | None) -> ProgramKind | None:
        if program_id is None or not kind.per_program:
            return None
        return self.rows.get((program_id, kind.code))

    def is_on(self, kind: Kind, program_id: int | None) -> bool:
        """Whether the programme sends this kind. What a person may not switch off, no programme may."""
        row = self.of(kind, program_id)
        return row is None or row.is_on or not kind.can_be_muted

    def own_text(self, kind: Kind, program_id: int | None) -> Text | None:
        """The programme's own words in the active language, if it has any."""
        row = self.of(kind, program_id)
        return row.own_text(kind.text) if row else None

    def days(self, code: str, program_id: int | None) -> tuple[int, ...]:
        """The distances of a kind in days. What lies outside of the bounds that hold now is as it is everywhere."""
        kind = kinds.get(code)
        if kind is None:
            raise LookupError(code)
        row = self.of(kind, program_id)
        if row is None or len(row.days) != len(kind.distances):
            return kind.days
        return tuple(
            number if distance.least <= number <= distance.most else distance.default
            for number, distance in zip(row.days, kind.distances, strict=True)
        )

    def furthest(self, code: str) -> int:
        """The most days that all distances of a kind make together, whatever the programme."""
        ids = {None, *(program_id for program_id, kind in self.rows if kind == code)}
        return max(sum(self.days(code, program_id)) for program_id in ids)


Changed = Callable[[int, str, datetime], object]
_listening: list[Changed] = []


def when_changed(callback: Changed) -> None:
    """`callback(program_id, code, now)` moves what is planned already when HR has changed a kind of a programme.

    Only for kinds that are planned ahead; most are planned on the day they are due, from what holds then.
    """
    if callback not in _listening:
        _listening.append(callback)


def tell_changed(program_id: int, code: str, now: datetime) -> None:
    for callback in _listening:
        callback(program_id, code, now)


def load() -> Choices:
    """Everything that HR has decided: one query."""
    return Choices({(row.program_id, row.kind): row for row in ProgramKind.objects.all()})
