"""Charts as plain shapes that a template of ours turns into SVG: no library, no script, readable and printable.

Across, everything is in percent of the width, down it is in pixels: so text keeps its size on a phone. Labels of rows
are text of the page beside the picture, because SVG does not wrap them. Numbers are text here, because templates would
write them with a comma in German. Colours are classes: `mentee`, `mentor`, `both`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any

LEFT, RIGHT = 3.0, 97.0
COLUMNS_FLOOR = 116  # where columns stand, in pixels from the top
LISTS = ("bars", "change", "distribution", "goals", "means", "trend")  # one row below the other, as many as there are


class InTemplates:
    """A template asks for `x["name"]` before `x.name`: without this, each of thousands of names costs an exception."""

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)


@dataclass
class Mark(InTemplates):
    """A point, line or bar: from `x1` to `x2` across and `y1` to `y2` down, whichever it needs."""

    x1: str = "0%"
    x2: str = "0%"
    y1: str = "0"
    y2: str = "0"
    width: str = "0%"
    height: str = "0"
    text: str = ""
    label: str = ""
    tone: str = "both"
    heading: str = ""  # of this row and those after it
    lines: list["Mark"] = field(default_factory=list)  # of a row that is a picture of its own


@dataclass
class Chart(InTemplates):
    template: str
    height: int = 0  # of the pictures drawn in one piece
    marks: list[Mark] = field(default_factory=list)
    grid: list[Mark] = field(default_factory=list)
    lines: list[Mark] = field(default_factory=list)
    tone: str = "both"
    left_out: int = 0  # rows that this picture does not show

    @property
    def kind(self) -> str:
        return self.template.rsplit("/", 1)[1].removesuffix(".html")

    def shortened(self, rows: int) -> "Chart":
        """The same picture with its first `rows` rows, where it is a list of rows."""
        if self.kind not in LISTS or len(self.marks) <= rows:
            return self
        return replace(self, marks=self.marks[:rows], left_out=len(self.marks) - rows)


def as_data(chart: Chart) -> dict[str, Any]:
    """The picture for another program than a browser: lengths as numbers, percent across and pixels down."""
    drawn = {name: [_as_numbers(mark) for mark in getattr(chart, name)] for name in ("marks", "grid", "lines")}
    return {"kind": chart.kind, "height": chart.height, "tone": chart.tone, **drawn}


def _as_numbers(mark: Mark) -> dict[str, Any]:
    lengths = ("x1", "x2", "y1", "y2", "width", "height")
    numbers = {name: float(getattr(mark, name).removesuffix("%") or 0) for name in lengths}
    return {**asdict(mark), **numbers, "lines": [_as_numbers(line) for line in mark.lines]}


def across(value: float, low: float, high: float) -> float:
    """Where `value` lies between `low` and `high`, in percent of the width, kept inside the margins."""
    share = min(1.0, max(0.0, (value - low) / (high - low)))
    return LEFT + share * (RIGHT - LEFT)


def pct(value: float) -> str:
    return f"{value:.2f}%"


def px(value: float) -> str:
    return f"{value:.1f}"


def _scale(low: int, high: int) -> list[Mark]:
    return [Mark(x1=pct(across(step, low, high)), label=str(step)) for step in range(low, high + 1)]


def change(rows: Sequence[tuple[str, float | None, float | None]], *, tone: str, low: int = 1, high: int = 5) -> Chart:
    """Before (ring) and after (dot) of each row; rows without values stay as a label."""
    chart = Chart("evaluation/charts/change.html", grid=_scale(low, high), tone=tone)
    for label, before, after in rows:
        mark = Mark(label=label, tone=tone)
        if before is not None and after is not None:
            mark.x1, mark.x2, mark.text = pct(across(before, low, high)), pct(across(after, low, high)), "shown"
        chart.marks.append(mark)
    return chart


def means(rows: Sequence[tuple[str, float | None, float, float]], *, tone: str) -> Chart:
    """A mean (dot) with its interval (line) on the scale of 1 to 5."""
    chart = Chart("evaluation/charts/means.html", grid=_scale(1, 5), tone=tone)
    for label, value, low, high in rows:
        mark = Mark(label=label, tone=tone)
        if value is not None:
            mark.x1, mark.x2 = pct(across(low, 1, 5)), pct(across(high, 1, 5))
            mark.width, mark.text = pct(across(value, 1, 5)), "shown"
        chart.marks.append(mark)
    return chart


def columns(rows: Sequence[tuple[str, int, int]], *, tone: str = "both") -> Chart:
    """Planned (pale) and held (full) side by side in time."""
    floor, room = COLUMNS_FLOOR, COLUMNS_FLOOR - 16
    most = max((max(planned, held) for _label, planned, held in rows), default=0) or 1
    step = 100 / max(len(rows), 1)
    width = min(step * 0.62, 12)
    every = 1 if len(rows) <= 8 else 2
    chart = Chart("evaluation/charts/columns.html", floor + 24, tone=tone)
    for index, (label, planned, held) in enumerate(rows):
        left = index * step + (step - width) / 2
        high, low = planned / most * room, held / most * room
        chart.marks.append(
            Mark(
                x1=pct(left),
                x2=pct(left + width / 2),
                width=pct(width),
                y1=px(floor - high),
                height=px(high),
                y2=px(floor - low),
                text=px(low),
                label=label if index % every == 0 else "",
            )
        )
    return chart


def course(rows: Sequence[tuple[str, float | None]], *, tone: str) -> Chart:
    """A mean of 1 to 5 over time; a gap where too few answered."""
    top, floor = 14, 100
    step = 100 / max(len(rows), 1)
    chart = Chart("evaluation/charts/course.html", floor + 28, tone=tone)
    chart.grid = [
        Mark(y1=px(floor - (value - 1) / 4 * (floor - top)), label=str(value), x1=pct(0)) for value in (1, 3, 5)
    ]
    last: Mark | None = None
    every = 1 if len(rows) <= 5 else (len(rows) + 4) // 5
    for index, (label, value) in enumerate(rows):
        x = pct(6 + (index + 0.5) * step * 0.94)
        mark = Mark(x1=x, label=label if index % every == 0 else "")
        if value is not None:
            mark.y1, mark.text = px(floor - (value - 1) / 4 * (floor - top)), "shown"
            if last is not None:
                chart.lines.append(Mark(x1=last.x1, y1=last.y1, x2=mark.x1, y2=mark.y1))
        last = mark if value is not None else None
        chart.marks.append(mark)
    return chart


def parts(rows: Sequence[tuple[str, float, str]]) -> Chart:
    """Shares of a whole, in percent, one beside the other."""
    chart = Chart("evaluation/charts/parts.html", 36)
    left = 0.0
    for index, (label, share, text) in enumerate(rows):
        mark = Mark(x1=pct(left), width=pct(share), label=label, text=text, tone=f"part-{index}")
        left += share
        chart.marks.append(mark)
    return chart


def bars(rows: Sequence[tuple[str, float, str]], *, tone: str = "both") -> Chart:
    """Amounts one below the other: (label, share of the longest bar, words)."""
    chart = Chart("evaluation/charts/bars.html", tone=tone)
    for label, share, words in rows:
        chart.marks.append(Mark(width=pct(min(100.0, max(0.0, 100 * share))), label=label, text=words, tone=tone))
    return chart


def distribution(rows: Sequence[tuple[str, Sequence[tuple[str, float | None, str]]]]) -> Chart:
    """How answers are spread over the options of each question: (question, its options as (label, share, words)).

    An option that may not be told has no bar, only its words.
    """
    chart = Chart("evaluation/charts/distribution.html")
    for question, options in rows:
        for place, (label, share, words) in enumerate(options):
            mark = Mark(label=label, text=words, heading="" if place else question)
            mark.x1, mark.width = ("", "0%") if share is None else ("0%", pct(100 * share))
            chart.marks.append(mark)
    return chart


def goals(rows: Sequence[tuple[str, float | None, float, str]]) -> Chart:
    """How far each goal is: a bar from baseline, a stroke at the target; (title, share now, share of target, words)."""
    chart = Chart("evaluation/charts/goals.html")
    for label, now, target, words in rows:
        chart.marks.append(
            Mark(
                x2=pct(min(100.0, max(0.0, 100 * target))),
                width=pct(min(100.0, max(0.0, 100 * (now or 0)))),
                label=label,
                text=words,
            )
        )
    return chart


def trend(rows: Sequence[tuple[str, str, Sequence[tuple[float, float]]]]) -> Chart:
    """A line for each row: (title, words, points as shares of the time and of the way from baseline to target).

    The target is one height for all; what lies beyond it or before the baseline is drawn no further than a little.
    """
    floor, target = 40.0, 10.0
    chart = Chart("evaluation/charts/trend.html", height=48)
    for label, words, points in rows:
        heights = [floor - min(1.25, max(-0.2, way)) * (floor - target) for _time, way in points]
        ends = [(pct(across(time, 0, 1)), px(height)) for (time, _way), height in zip(points, heights, strict=True)]
        mark = Mark(x1=ends[-1][0], y1=ends[-1][1], y2=px(target), text=words, label=label)
        for (x1, y1), (x2, y2) in pairwise(ends):
            mark.lines.append(Mark(x1=x1, y1=y1, x2=x2, y2=y2))
        chart.marks.append(mark)
    return chart
