"""What figures are computed from, for any number of programmes at once with a constant number of queries.

Facts of process are counts for a whole programme, never for a person or a tandem. Of survey answers only what has been
published is at hand: no figure, page or export can reach further.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone

from evaluation.figures.answers import change_key
from evaluation.figures.publishing import stored_texts
from evaluation.figures.suppression import Sums, Table, countable, from_json, shown
from evaluation.models import FeedbackChange, PublishedFigures, Wave
from journals.models import Insight
from people.clock import day_of
from people.models import AuditEvent
from programs.enums import ParticipationState, Role, TopicKind
from programs.models import Goal, Participation, Program, Topic
from tandems.enums import TOGETHER_STATES, MeetingState, TandemState
from tandems.hours import OwnTime, own_time
from tandems.models import Meeting, Tandem

WEEK = timedelta(days=7)
UPCOMING = (MeetingState.OPEN, MeetingState.DATED)


@dataclass
class Month:
    first: date
    planned: int = 0
    held: int = 0
    cancelled: int = 0
    moved: int = 0  # dates of meetings, in the month in which they were moved


@dataclass
class Facts:
    """One programme on one day."""

    program: Program
    day: date
    signed_up: Counter[str] = field(default_factory=Counter)  # by role
    withdrawn: Counter[str] = field(default_factory=Counter)  # by role, of those who had signed up
    tandems: Counter[str] = field(default_factory=Counter)  # by state
    started: int = 0
    in_rhythm: int = 0
    rhythm_of: int = 0
    in_tandems: dict[str, set[Any]] = field(default_factory=dict)  # participations by role, to be counted
    to_the_end: dict[str, set[Any]] = field(default_factory=dict)
    months: dict[date, Month] = field(default_factory=dict)
    ahead: int = 0  # meetings still to come
    minutes: int = 0
    own_time: dict[Role, OwnTime] = field(default_factory=dict)
    waves: list[Wave] = field(default_factory=list)
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
    changes: list[FeedbackChange] = field(default_factory=list)  # because of feedback, newest first

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
    def moved(self) -> int:
        return sum(month.moved for month in self.months.values())

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
        return shown(self.tables.get(key), k=self.program.smallest_group, role=role)

    def change(self, code: str, topic: Topic | None = None, role: str = "") -> Sums | None:
        return self.table(change_key(code, topic.pk if topic else None), role)

    def waves_of(self, occasion: str) -> list[Wave]:
        return [wave for wave in self.waves if wave.occasion == occasion]


Many = dict[int, Facts]


def facts_of(programs: Sequence[Program], now: datetime) -> list[Facts]:
    """Facts of each programme, in the given order."""
    facts = {program.pk: Facts(program, day_of(now)) for program in programs}
    for load in LOADERS:
        load(facts)
    for program, own in own_time(facts, now).items():
        facts[program].own_time = own
    return list(facts.values())


def _people(facts: Many) -> None:
    rows = Participation.objects.filter(program__in=facts).order_by().values_list("program_id", "role", "state")
    for program, role, state, number, had in rows.annotate(number=Count("pk"), had=Count("signed_up_at")):
        if state == ParticipationState.SIGNED_UP:
            facts[program].signed_up[role] += number
        elif state == ParticipationState.WITHDRAWN:
            facts[program].withdrawn[role] += had


def _tandems(facts: Many) -> None:
    last_held = Max("meetings__starts_at", filter=Q(meetings__state=MeetingState.HELD))
    rows = Tandem.objects.filter(program__in=facts).annotate(last_held=last_held).order_by()
    for program, state, started, ended, last, own_rhythm, mentee, mentor in rows.values_list(
        "program_id", "state", "started_at", "ended_at", "last_held", "own_rhythm_weeks", "mentee_id", "mentor_id"
    ):
        one = facts[program]
        one.tandems[state] += 1
        if started:
            one.started += 1
            for role, person in ((Role.MENTEE, mentee), (Role.MENTOR, mentor)):
                one.in_tandems.setdefault(role, set()).add(person)
                if state == TandemState.COMPLETED:
                    one.to_the_end.setdefault(role, set()).add(person)
        if started and state in (TandemState.ACTIVE, TandemState.COMPLETED):
            keeps = _keeps_rhythm(one, last or started, ended, own_rhythm)
            # before a first meeting is due there is no rhythm to keep
            if last or not keeps:
                one.rhythm_of += 1
                one.in_rhythm += keeps


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


def _moves(facts: Many) -> None:
    month = TruncMonth("happened_at", tzinfo=timezone.get_default_timezone())
    rows = AuditEvent.objects.filter(program_id__in=list(facts), event="meeting.moved").annotate(month=month).order_by()
    for program, first, number in rows.values_list("program_id", "month").annotate(number=Count("pk")):
        facts[program].month(day_of(first)).moved = number


def _insights(facts: Many) -> None:
    rows = Insight.objects.filter(program__in=facts).order_by().values_list("program_id", "topic_id")
    for program, topic, number in rows.annotate(number=Count("pk")):
        facts[program].insights[topic] += number


def _waves(facts: Many) -> None:
    waves = Wave.objects.filter(program__in=facts).with_counts().select_related("questionnaire")
    for wave in waves.prefetch_related("questionnaire__questions").order_by("opens_on", "occasion"):
        facts[wave.program_id].waves.append(wave)


def _published(facts: Many) -> None:
    for row in PublishedFigures.objects.filter(program__in=facts):
        one = facts[row.program_id]
        one.tables = {key: from_json(table) for key, table in row.tables.items()}
        one.texts = {
            code: texts for code, texts in stored_texts(row).items() if len(texts) >= one.program.smallest_group
        }
        one.published_at = row.published_at
        one.covered = {int(topic): number for topic, number in row.covered.items()}
        one.covered_at = row.covered_at
        one.retention = row.retention


def _topics(facts: Many) -> None:
    for topic in Topic.objects.filter(program__in=facts).order_by("position", "pk"):
        one = facts[topic.program_id]
        (one.topics if topic.kind == TopicKind.LEARN else one.in_return).append(topic)


def _goals(facts: Many) -> None:
    goals: Iterable[Goal] = Goal.objects.filter(program__in=facts).select_related("topic")
    for goal in goals:
        facts[goal.program_id].goals.append(goal)


def _changes(facts: Many) -> None:
    for change in FeedbackChange.objects.filter(program__in=facts):
        facts[change.program_id].changes.append(change)


LOADERS = (
    _people,
    _tandems,
    _meetings,
    _held_meetings,
    _moves,
    _insights,
    _waves,
    _published,
    _topics,
    _goals,
    _changes,
)
