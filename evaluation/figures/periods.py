"""Calendar quarters, "2026-1": the only periods figures are cut into, so that no two of them overlap."""

from collections.abc import Iterator
from datetime import date


def quarter_of(day: date) -> str:
    return f"{day.year}-{(day.month + 2) // 3}"


def quarters_between(first: date, last: date) -> Iterator[str]:
    """Every quarter from that of `first` to that of `last`; that of `first` at least."""
    year, quarter = first.year, (first.month + 2) // 3
    yield f"{year}-{quarter}"
    while (year, quarter) < (last.year, (last.month + 2) // 3):
        year, quarter = (year + 1, 1) if quarter == 4 else (year, quarter + 1)
        yield f"{year}-{quarter}"
