"""When the surveys of a programme are due. Pure: a programme with its waves and a day in, turns out.

Everything follows from the programme's own dates, so a wave that could not open (a programme that started late, a
questionnaire that was not approved) opens as soon as it can, unless it would be too late to mean anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evaluation.enums import Occasion
from evaluation.models import Wave
from programs.models import Program

OPEN_FOR = timedelta(days=21)
PULSE = timedelta(days=14)
LAST_DAYS = timedelta(days=14)  # of the period, in which the survey at the end opens
THREE_MONTHS = timedelta(weeks=13)
TOO_LATE = timedelta(days=28)  # after its day: answers would be about a memory
SHORTEST_WITH_HALF = timedelta(weeks=8)  # below, half-way lies too close to the start and the end
SHORTEST_WITH_MANAGERS = timedelta(weeks=16)  # below, line managers are asked at the end alone
MANAGERS_AGAIN = timedelta(days=42)


@dataclass(frozen=True)
class Turn:
    """A wave that is due."""

    occasion: Occasion
    opens_on: date
    closes_on: date


@dataclass(frozen=True)
class Course:
    """A programme as far as surveys are concerned. `begins`: its first day, or that of its first tandem if later."""

    program: Program
    begins: date
    waves: Sequence[Wave]

    @property
    def ends(self) -> date | None:
        return self.program.ends_on

    @property
    def middle(self) -> date | None:
        """None without an end, or where the programme is too short."""
        if self.ends is None or self.ends - self.begins < SHORTEST_WITH_HALF:
            return None
        return self.begins + (self.ends - self.begins) / 2

    @property
    def over(self) -> date | None:
        """The last day: the programme's own, earlier where it was closed before."""
        asked = self.first(Occasion.END)
        if self.ends is None or asked is None:
            return self.ends
        return min(self.ends, asked.opens_on + LAST_DAYS - timedelta(days=1))

    def of(self, occasion: Occasion) -> list[Wave]:
        return [wave for wave in self.waves if wave.occasion == occasion]

    def first(self, occasion: Occasion) -> Wave | None:
        return min(self.of(occasion), key=lambda wave: wave.opens_on, default=None)

    def runs_on(self, day: date) -> bool:
        return self.program.has_started and (self.ends is None or day <= self.ends)

    def is_ending_on(self, day: date) -> bool:
        ends = self.ends or day
        if self.program.is_over:
            return day <= ends + TOO_LATE
        return self.ends is not None and ends - LAST_DAYS < day <= ends + TOO_LATE


def due(course: Course, day: date) -> list[Turn]:
    """What the programme lacks on `day`, except for the pulse: that asks who has met."""
    if day < course.begins:
        return []
    asked = {
        Occasion.START: _start(course, day),
        Occasion.HALF_WAY: _half_way(course, day),
        Occasion.MANAGERS: course.program.line_managers_are_asked and _managers(course, day),
        Occasion.END: not course.of(Occasion.END) and course.is_ending_on(day),
        Occasion.AFTER: _after(course, day),
    }
    return [Turn(occasion, day, day + OPEN_FOR) for occasion, is_due in asked.items() if is_due]


def _start(course: Course, day: date) -> bool:
    if course.of(Occasion.START) or not course.runs_on(day):
        return False
    return course.ends is None or day <= course.begins + (course.ends - course.begins) / 2


def _half_way(course: Course, day: date) -> bool:
    if course.of(Occasion.HALF_WAY) or not course.runs_on(day) or course.middle is None:
        return False
    return course.middle <= day <= min(course.middle + TOO_LATE, course.ends - LAST_DAYS)  # type: ignore[operator]


def _managers(course: Course, day: date) -> bool:
    """Half-way, with those in tandems, and once more at the end."""
    asked = course.of(Occasion.MANAGERS)
    if course.is_ending_on(day):
        end = course.first(Occasion.END)
        since = end.opens_on if end else day - MANAGERS_AGAIN
        return not any(wave.opens_on > since - MANAGERS_AGAIN for wave in asked)
    is_long = course.ends is not None and course.ends - course.begins >= SHORTEST_WITH_MANAGERS
    return not asked and is_long and course.runs_on(day) and _in(day, course.middle)


def _after(course: Course, day: date) -> bool:
    over = course.over
    return not course.of(Occasion.AFTER) and over is not None and _in(day, over + THREE_MONTHS)


def _in(day: date, first: date | None) -> bool:
    return first is not None and first <= day <= first + TOO_LATE


def pulse(course: Course, day: date) -> Turn | None:
    """The pulse of the two weeks that `day` is in. Nobody is asked about meetings while they are asked half-way."""
    number = (day - course.begins) // PULSE
    opens_on = course.begins + number * PULSE
    if number < 1 or not course.runs_on(day):
        return None
    if any(wave.opens_on >= opens_on for wave in course.of(Occasion.MEETING)):
        return None
    if _is_half_way(course, opens_on, day):
        return None
    return Turn(Occasion.MEETING, opens_on, opens_on + PULSE - timedelta(days=1))


def _is_half_way(course: Course, opens_on: date, day: date) -> bool:
    """The survey half-way falls into these two weeks, or opened less than two weeks ago."""
    asked = course.of(Occasion.HALF_WAY)
    if not asked:
        return course.middle is not None and opens_on <= course.middle < opens_on + PULSE
    return any(day - wave.opens_on < PULSE for wave in asked)


def last_pulse(course: Course, before: date) -> date:
    """Since when meetings have not been asked about."""
    days = [wave.opens_on for wave in course.of(Occasion.MEETING) if wave.opens_on < before]
    return max(days, default=course.begins)


def outlook(course: Course) -> dict[Occasion, date | None]:
    """On which day each survey opens by the programme's dates, None where nobody can say or it is not asked."""
    ends = course.ends
    last = ends - LAST_DAYS + timedelta(days=1) if ends else None
    days = {
        Occasion.START: course.begins,
        Occasion.MEETING: course.begins + PULSE,
        Occasion.HALF_WAY: course.middle,
        Occasion.END: last,
        Occasion.AFTER: course.over + THREE_MONTHS if course.over else None,
        Occasion.MANAGERS: None,
    }
    if course.program.line_managers_are_asked:
        is_long = ends is not None and ends - course.begins >= SHORTEST_WITH_MANAGERS
        days[Occasion.MANAGERS] = course.middle if is_long else last
    return days
