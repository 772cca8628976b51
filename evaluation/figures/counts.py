"""The numbers that figures are made of, for a programme or a part of it: what is at hand, and what is withheld.

Counts of process are those of a programme or of a group in it, never of a person or a tandem. Of survey answers only
what has been published is here: no figure, page or export can reach further.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from evaluation.figures.answers import change_key
from evaluation.figures.suppression import Sums, Table, countable, roles_in, shown
from evaluation.models import FeedbackChange, GoalValue, Wave
from programs.enums import Breakdown, Role
from programs.models import Goal, Program, Topic
from tandems.enums import TandemState
from tandems.hours import OwnTime

# what a count of process is of; a group is told only where it has enough of them, and the groups not told have enough
STARTED, RHYTHM = "started", "rhythm"


@dataclass
class Month:
    first: date
    planned: int = 0
    held: int = 0
    cancelled: int = 0
    moved: int = 0  # dates of meetings, in the month in which they were moved; of the whole programme alone
    minutes: int = 0  # of the meetings held


@dataclass
class Facts:
    """One programme on one day; or one group in it, or one period, as `narrowing` cuts it."""

    program: Program
    day: date
    as_of: datetime | None = None  # when its counts of process were made
    signed_up: Counter[str] = field(default_factory=Counter)  # by role
    withdrawn: Counter[str] = field(default_factory=Counter)  # by role, of those who had signed up
    tandems: Counter[str] = field(default_factory=Counter)  # by state
    started: int = 0
    in_rhythm: int = 0
    rhythm_of: int = 0
    in_tandems: Counter[str] = field(default_factory=Counter)  # people by role
    to_the_end: Counter[str] = field(default_factory=Counter)
    months: dict[date, Month] = field(default_factory=dict)
    running: Counter[str] = field(default_factory=Counter)  # tandems by quarter in which they ran
    ahead: int = 0  # meetings still to come
    own_time: dict[Role, OwnTime] = field(default_factory=dict)  # as published
    own_time_at: datetime | None = None  # when the role renewed longest ago was
    waves: list[Wave] = field(default_factory=list)
    invitations: dict[Any, Counter[str]] = field(default_factory=dict)  # by wave, by state
    tables: dict[str, Table] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)  # by question
    published_at: datetime | None = None
    covered: dict[int, int] = field(default_factory=dict)  # tandems by topic, as published
    covered_at: datetime | None = None
    retention: dict[str, Any] = field(default_factory=dict)  # readings by months, as published
    insights: Counter[int | None] = field(default_factory=Counter)  # released sentences by topic
    topics: list[Topic] = field(default_factory=list)
    in_return: list[Topic] = field(default_factory=list)  # what mentees give
    goals: list[Goal] = field(default_factory=list)
    goal_values: dict[int, list[GoalValue]] = field(default_factory=dict)  # by goal, oldest first
    changes: list[FeedbackChange] = field(default_factory=list)  # because of feedback, newest first
    parts: "dict[str, Facts]" = field(default_factory=dict)  # counts of each group; "": of those whose group is unknown
    group_names: dict[str, str] = field(default_factory=dict)
    group: str = ""  # what this has been narrowed to
    period: str = ""
    withheld: frozenset[str] = frozenset()  # what is not told, because it would be of too few
    is_locked: bool = False  # narrowed for someone who may see no more than this
    tells_answers: bool = True  # how many have come in, as the answer rates do
    one_role: set[str] = field(default_factory=set)  # roles that sums of both were asked for and which alone were told

    def month(self, day: date) -> Month:
        first = day.replace(day=1)
        return self.months.setdefault(first, Month(first))

    def each(self, group: str | None) -> "Iterator[Facts]":
        """The programme and the part of it that a count belongs to."""
        yield self
        if self.program.breakdown != Breakdown.NONE:
            yield self.parts.setdefault(group or "", Facts(self.program, self.day))

    @property
    def stand(self) -> str:
        """As of when its counts are, in words: to the minute, because they may have been made before the page was."""
        if self.as_of is None:
            return date_format(self.day, "DATE_FORMAT")
        return date_format(timezone.localtime(self.as_of), "DATETIME_FORMAT")

    @property
    def planned(self) -> int:
        return sum(month.planned for month in self.months.values())

    @property
    def held(self) -> int:
        return sum(month.held for month in self.months.values())

    @property
    def cancelled(self) -> int:
        return sum(month.cancelled for month in self.months.values())

    @property
    def moved(self) -> int:
        return sum(month.moved for month in self.months.values())

    @property
    def minutes(self) -> int:
        return sum(month.minutes for month in self.months.values())

    @property
    def held_share(self) -> float | None:
        """Meetings held of those planned to date, 0 to 1; extra meetings make up for cancelled ones."""
        return min(1.0, self.held / self.planned) if self.planned else None

    @property
    def offered(self) -> int:
        return self.tandems.total()

    @property
    def not_started(self) -> int:
        """Offers that came to nothing, by a no or by time: which of the two, and whose no, is not told apart."""
        return self.tandems[TandemState.DECLINED] + self.tandems[TandemState.EXPIRED]

    def own_minutes(self, role: Role) -> int | None:
        """Preparation and follow-up of a role; None where so few have noted any that it would be theirs."""
        own = self.own_time.get(role, OwnTime())
        return own.minutes if countable(own.people, k=self.program.smallest_group) else None

    def table(self, key: str, role: str = "") -> Sums | None:
        """Published sums that may be shown, through the guard."""
        published = self.tables.get(key)
        sums = shown(published, k=self.program.smallest_group, role=role, group=self.group)
        if sums and self.group and not role and len(roles := roles_in(published, self.group)) == 1:
            self.one_role |= roles
        return sums

    def change(self, code: str, topic: Topic | None = None, role: str = "") -> Sums | None:
        return self.table(change_key(code, topic.pk if topic else None), role)

    @property
    def is_whole(self) -> bool:
        return not (self.group or self.period or self.is_locked)

    def waves_of(self, occasion: str) -> list[Wave]:
        return [wave for wave in self.waves if wave.occasion == occasion]
