"""How someone sees themselves in the programme's topics, drawn: one line for each topic, then and now. No queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.enums import SkillLevel
from programs.models import SelfAssessment, Topic

LEFT, STEP = 8, 46  # of the drawing, in its own units
WIDTH = 2 * LEFT + STEP * (len(SkillLevel) - 1)


def _x(level: int) -> int:
    return LEFT + STEP * level


@dataclass(frozen=True)
class Line:
    """One topic: the level at first and the latest one, in words and as places on the line."""

    topic: str
    first: int
    latest: int

    @property
    def has_moved(self) -> bool:
        return self.first != self.latest

    @property
    def words(self) -> str:
        latest = str(SkillLevel(self.latest).label)
        return f"{SkillLevel(self.first).label} → {latest}" if self.has_moved else latest

    @property
    def from_x(self) -> int:
        return _x(self.first)

    @property
    def to_x(self) -> int:
        return _x(self.latest)


@dataclass(frozen=True)
class Picture:
    """What is drawn, and the sentence above it that says what it shows."""

    lines: list[Line]
    first_day: date
    latest_day: date
    width: int = WIDTH
    ticks: tuple[int, ...] = tuple(_x(level) for level in SkillLevel.values)

    @property
    def finding(self) -> str:
        if self.first_day == self.latest_day:
            return _("As of %(day)s") % {"day": date_format(self.latest_day, "DATE_FORMAT")}
        ahead = sum(line.latest > line.first for line in self.lines)
        return ngettext(
            "Further along in %(count)s of %(all)s topics since %(day)s",
            "Further along in %(count)s of %(all)s topics since %(day)s",
            ahead,
        ) % {"count": ahead, "all": len(self.lines), "day": date_format(self.first_day, "DATE_FORMAT")}


def draw(pictures: Sequence[SelfAssessment], topics: Iterable[Topic]) -> Picture | None:
    """The picture of one person from all their self-assessments, the earliest first; None without any that opens.

    A topic's line begins with the first time something was said about it.
    """
    open_ones = [picture for picture in pictures if picture.levels]
    if not open_ones:
        return None
    lines = []
    for topic in topics:
        said = [picture.levels[topic.pk] for picture in open_ones if topic.pk in picture.levels]
        if said:
            lines.append(Line(topic.name, said[0], said[-1]))
    return Picture(lines, open_ones[0].day, open_ones[-1].day) if lines else None


def level_names() -> list[str]:
    return [str(level.label) for level in SkillLevel]
