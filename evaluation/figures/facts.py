"""What figures are computed from, for any number of programmes at once with a constant number of queries.

Facts of process are counts for a whole programme, never for a person or a tandem. Of survey answers only what has been
published is at hand: no figure, page or export can reach further.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone

from evaluation.figures.answers import change_key
from evaluation.figures.publishing import stored_texts
from evaluation.figures.suppression import Sums, Table, from_json, shown
from evaluation.models import PublishedFigures, Wave
from people.clock import day_of
from programs.enums import ParticipationState, TopicKind
from programs.models import Goal, Participation, Program, Topic
from tandems.enums import TOGETHER_STATES, MeetingState, TandemState
from tandems.models import Meeting, Tandem

WEEK = timedelta(days=7)
UPCOMING = (MeetingState.OPEN, MeetingState.DATED)


@dataclass
class Month:
    first: date
    planned: int = 0
    held: int = 0
    cancelled: int = 0


@dataclass
class Facts:
    """One programme on one day."""

    program: Program
    day: date
    signed_up: Counter[str] = field(default_factory=Counter)  # by role
    withdrawn: int = 0
    tandems: Counter[str] = field(default_factory=Counter)  # by state
    started: int = 0
    in_rhythm: int = 0
    rhythm_of: int = 0
    months: dict[date, Month] = field(default_factory=dict)
    ahead: int = 0  # meetings still to come
    minutes: int = 0
    waves: list[Wave] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)  # by question
    published_at: datetime | None = None
    topics: list[Topic] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)

    def month(self, day: date) -> Month:
        first = day.replace(day=1)
        return self.months.setdefault(first, Month(first))

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
    def held_share(self) -> float | None:
        """Meetings held of those planned to date, 0 to 1; extra meetings make up for cancelled ones."""
        return min(1.0, self.held / self.planned) if self.planned else None

    @property
    def offered(self) -> int:
        return self.tandems.total()

    def table(self, key: str, role: str = "") -> Sums | None:
        """Published sums that may be shown, through the guard."""
        return shown(self.tables.get(key), k=self.program.smallest_group, role=role)

    def change(self, code: str, topic: Topic | None = None, role: str = "") -> Sums | None:
        return self.table(change_key(code, topic.pk if topic else None), role)

    def waves_of(self, occasion: str) -> list[Wave]:
        return [wave for wave in self.waves if wave.occasion == occasion]


def facts_of(programs: Sequence[Program], now: datetime) -> list[Facts]:
    """Facts of each programme, in the given order."""
    facts = {program.pk: Facts(program, day_of(now)) for program in programs}
    for load in (_people, _tandems, _meetings, _held_meetings, _waves, _published, _topics, _goals):
        load(facts)
    return list(facts.values())


Many = dict[int, Facts]


def _people(facts: Many) -> None:
    rows = Participation.objects.filter(program__in=facts).order_by().values_list("program_id", "role", "state")
    for program, role, state, number in rows.annotate(number=Count("pk")):
        if state == ParticipationState.SIGNED_UP:
            facts[program].signed_up[role] += number
        elif state == ParticipationState.WITHDRAWN:
            facts[program].withdrawn += number


def _tandems(facts: Many) -> None:
    last_held = Max("meetings__starts_at", filter=Q(meetings__state=MeetingState.HELD))
    rows = Tandem.objects.filter(program__in=facts).annotate(last_held=last_held).order_by()
    for program, state, started, ended, last, own_rhythm in rows.values_list(
        "program_id", "state", "started_at", "ended_at", "last_held", "own_rhythm_weeks"
    ):
        one = facts[program]
        one.tandems[state] += 1
        if started:
            one.started += 1
        if started and state in (TandemState.ACTIVE, TandemState.COMPLETED):
            one.rhythm_of += 1
            one.in_rhythm += _keeps_rhythm(one, last or started, ended, own_rhythm)


def _keeps_rhythm(facts: Facts, last: datetime, ended: datetime | None, own_rhythm: int | None) -> bool:
    """The last meeting, or the start, lies no further back than the rhythm and a week; seen from the end once ended.

    The rhythm is the tandem's own where it has set one.
    """
    program = facts.program
    seen_from = min(day for day in (facts.day, program.ends_on, ended and day_of(ended)) if day)
    return seen_from - day_of(last) <= ((own_rhythm or program.rhythm_weeks) + 1) * WEEK


def _meetings(facts: Many) -> None:
    """The plan: meetings whose week is over or which were held earlier. A tandem's plan ends with the tandem."""
    rows = (
        Meeting.objects.filter(tandem__program__in=facts, tandem__started_at__isnull=False, is_extra=False)
        .annotate(ended_on=TruncDate("tandem__ended_at", tzinfo=timezone.get_default_timezone()))
        .filter(Q(ended_on=None) | Q(planned_week__lte=F("ended_on")))
        .order_by()
        .values_list("tandem__program_id", "planned_week", "state", "tandem__state")
        .annotate(number=Count("pk"))
    )
    for program, week, state, tandem_state, number in rows:
        one = facts[program]
        if week + WEEK <= one.day or state == MeetingState.HELD:
            one.month(week).planned += number
            one.month(week).cancelled += number if state == MeetingState.CANCELLED else 0
        elif state in UPCOMING and tandem_state in TOGETHER_STATES:
            one.ahead += number


def _held_meetings(facts: Many) -> None:
    month = TruncMonth("starts_at", tzinfo=timezone.get_default_timezone())
    rows = Meeting.objects.filter(tandem__program__in=facts, state=MeetingState.HELD).annotate(month=month).order_by()
    for program, first, number, minutes in rows.values_list("tandem__program_id", "month").annotate(
        number=Count("pk"), minutes_held=Sum("minutes")
    ):
        facts[program].month(day_of(first)).held += number
        facts[program].minutes += minutes


def _waves(facts: Many) -> None:
    for wave in Wave.objects.filter(program__in=facts).with_counts().order_by("opens_on", "occasion"):
        facts[wave.program_id].waves.append(wave)


def _published(facts: Many) -> None:
    for row in PublishedFigures.objects.filter(program__in=facts):
        one = facts[row.program_id]
        one.tables = {key: from_json(table) for key, table in row.tables.items()}
        one.texts = {
            code: texts for code, texts in stored_texts(row).items() if len(texts) >= one.program.smallest_group
        }
        one.published_at = row.published_at


def _topics(facts: Many) -> None:
    for topic in Topic.objects.filter(program__in=facts, kind=TopicKind.LEARN).order_by("position", "pk"):
        facts[topic.program_id].topics.append(topic)


def _goals(facts: Many) -> None:
    goals: Iterable[Goal] = Goal.objects.filter(program__in=facts).select_related("topic")
    for goal in goals:
        facts[goal.program_id].goals.append(goal)
