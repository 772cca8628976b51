"""Many rows, a few at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Row = TypeVar("Row")


def batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """`rows` in lists of `size`, the last one shorter; none where there are no rows."""
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch
