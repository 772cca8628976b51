"""What figures are computed from, for any number of programmes at once with a constant number of queries.

Where a programme's figures are broken down, each count is also kept for the group it belongs to; a tandem belongs to
the group of its mentee.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone

from evaluation.enums import InvitationState
from evaluation.figures.counts import Facts, Month
from evaluation.figures.periods import quarters_between
from evaluation.figures.prepared import fresh, unpack
from evaluation.figures.publishing import stored_texts
from evaluation.figures.suppression import from_json
from evaluation.models import FeedbackChange, GoalValue, Invitation, Placement, PublishedFigures, Wave
from journals.models import Insight
from people.models import AuditEvent
from people.times.clock import day_of
from programs.enums import Breakdown, ParticipationState, Role, TopicKind
from programs.models import Goal, Participation, Program, Topic
from tandems.enums import TOGETHER_STATES, MeetingState, TandemState
from tandems.hours import own_time
from tandems.models import Meeting, Tandem

__all__ = ["Facts", "Month", "facts_of"]
WEEK = timedelta(days=7)
UPCOMING = (MeetingState.OPEN, MeetingState.DATED)

Many = dict[int, Facts]


def facts_of(programs: Sequence[Program], now: datetime, *, live: bool = False) -> list[Facts]:
    """Facts of each programme, in the given order. Counts of process may have been prepared: `as_of` says when.

    `live`: count now, whatever has been prepared.
    """
    stored = {} if live else fresh(programs, now)
    moments = {program.pk: stored[program.pk].as_of if program.pk in stored else now for program in programs}
    facts = {one.pk: Facts(one, day_of(moments[one.pk]), moments[one.pk]) for one in programs}
    for program, kept in stored.items():
        unpack(kept.counts, facts[program])
    _count({key: one for key, one in facts.items() if key not in stored}, now)
    for load in AT_HAND:
        load(facts)
    return list(facts.values())


def _count(facts: Many, now: datetime) -> None:
    if not facts:
        return
    for load in COUNTED:
        load(facts)
    for program, own in own_time(facts, now).items():
        facts[program].own_time = own


def _group(facts: Many, participation: str) -> Combinable:
    """The group of the participation at the end of a path, where any of the programmes is broken down."""
    return F(f"{participation}placement__code") if _broken_down(facts) else Value("")


def _broken_down(facts: Many) -> list[int]:
    return [pk for pk, one in facts.items() if one.program.breakdown != Breakdown.NONE]


def _people(facts: Many) -> None:
    rows = Participation.objects.filter(program__in=facts).annotate(group=_group(facts, "")).order_by()
    for program, role, state, group, number, had in rows.values_list("program_id", "role", "state", "group").annotate(
        number=Count("pk"), had=Count("signed_up_at")
    ):
        for one in facts[program].each(group):
            if state == ParticipationState.SIGNED_UP:
                one.signed_up[role] += number
            elif state == ParticipationState.WITHDRAWN:
                one.withdrawn[role] += had


def _group_names(facts: Many) -> None:
    placed = Placement.objects.filter(participation__program__in=_broken_down(facts))
    rows = placed.exclude(code="").order_by("name")
    for program, code, name in rows.values_list("participation__program_id", "code", "name").distinct():
        facts[program].group_names[code] = name


def _tandems(facts: Many) -> None:
    """Counted by the days that matter, so that rows do not grow with the tandems."""
    held = Meeting.objects.filter(tandem=OuterRef("pk"), state=MeetingState.HELD).order_by().values("tandem")
    last_held = Subquery(held.annotate(last=Max("starts_at")).values("last"))
    rows = Tandem.objects.filter(program__in=facts).annotate(
        group=_group(facts, "mentee__"),
        started_on=_day("started_at"),
        ended_on=_day("ended_at"),
        last_on=_day(last_held),
    )
    fields = ("program_id", "state", "own_rhythm_weeks", "group", "started_on", "ended_on", "last_on")
    for program, state, own_rhythm, group, started, ended, last, number in (
        rows.order_by().values_list(*fields).annotate(number=Count("pk"))
    ):
        whole = facts[program]
        # before a first meeting is due there is no rhythm to keep
        keeps = started is not None and _keeps_rhythm(whole, last or started, ended, own_rhythm)
        has_rhythm = state in (TandemState.ACTIVE, TandemState.COMPLETED) and (last or not keeps)
        for one in whole.each(group):
            one.tandems[state] += number
            if started:
                one.started += number
                one.running.update(dict.fromkeys(quarters_between(started, ended or whole.day), number))
                one.rhythm_of += number if has_rhythm else 0
                one.in_rhythm += number if has_rhythm and keeps else 0


def _day(moment: str | Combinable) -> TruncDate:
    return TruncDate(moment, tzinfo=timezone.get_default_timezone())


def _keeps_rhythm(facts: Facts, last: date, ended: date | None, own_rhythm: int | None) -> bool:
    """The last meeting, or the start, lies no further back than the rhythm and a week; seen from the end once ended.

    The rhythm is the tandem's own where it has set one.
    """
    program = facts.program
    seen_from = min(day for day in (facts.day, program.ends_on, ended) if day)
    return seen_from - last <= ((own_rhythm or program.rhythm_weeks) + 1) * WEEK


def _mentees(facts: Many) -> None:
    _in_tandems(facts, Role.MENTEE)


def _mentors(facts: Many) -> None:
    _in_tandems(facts, Role.MENTOR)


def _in_tandems(facts: Many, role: Role) -> None:
    """People, not tandems: some have several."""
    begun = Tandem.objects.filter(program__in=facts, started_at__isnull=False).order_by()
    rows = begun.annotate(group=_group(facts, f"{role}__")).values_list("program_id", "group")
    completed = Count(role, distinct=True, filter=Q(state=TandemState.COMPLETED))
    for program, group, number, ended in rows.annotate(number=Count(role, distinct=True), ended=completed):
        for one in facts[program].each(group):
            one.in_tandems[role] += number
            one.to_the_end[role] += ended


def _meetings(facts: Many) -> None:
    """The plan: meetings whose week is over or which were held earlier. A tandem's plan ends with the tandem."""
    rows = (
        Meeting.objects.filter(tandem__program__in=facts, tandem__started_at__isnull=False, is_extra=False)
        .annotate(
            ended_on=_day("tandem__ended_at"),
            group=_group(facts, "tandem__mentee__"),
        )
        .filter(Q(ended_on=None) | Q(planned_week__lte=F("ended_on")))
        .order_by()
        .values_list("tandem__program_id", "planned_week", "state", "tandem__state", "group")
        .annotate(number=Count("pk"))
    )
    for program, week, state, tandem_state, group, number in rows:
        for one in facts[program].each(group):
            if week + WEEK <= one.day or state == MeetingState.HELD:
                one.month(week).planned += number
                one.month(week).cancelled += number if state == MeetingState.CANCELLED else 0
            elif state in UPCOMING and tandem_state in TOGETHER_STATES:
                one.ahead += number


def _held_meetings(facts: Many) -> None:
    month = TruncMonth("starts_at", tzinfo=timezone.get_default_timezone())
    rows = Meeting.objects.filter(tandem__program__in=facts, state=MeetingState.HELD).order_by()
    rows = rows.annotate(month=month, group=_group(facts, "tandem__mentee__"))
    for program, first, group, number, minutes in rows.values_list("tandem__program_id", "month", "group").annotate(
        number=Count("pk"), minutes_held=Sum("minutes")
    ):
        for one in facts[program].each(group):
            one.month(day_of(first)).held += number
            one.month(day_of(first)).minutes += minutes


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
    waves = Wave.objects.filter(program__in=facts).select_related("questionnaire")
    for wave in waves.prefetch_related("questionnaire__questions").order_by("opens_on", "occasion"):
        one = facts[wave.program_id]
        states = one.invitations.get(wave.pk, Counter())
        wave.invited = states.total()  # type: ignore[attr-defined]
        wave.answered = states[InvitationState.ANSWERED]  # type: ignore[attr-defined]
        wave.declined = states[InvitationState.DECLINED]  # type: ignore[attr-defined]
        one.waves.append(wave)


def _invitations(facts: Many) -> None:
    """How many were asked in each survey, and answered. Line managers belong to no group."""
    rows = Invitation.objects.filter(wave__program__in=facts).annotate(group=_group(facts, "participation__"))
    fields = ("wave__program_id", "wave_id", "group", "state")
    for program, wave, group, state, number in rows.order_by().values_list(*fields).annotate(number=Count("pk")):
        for one in facts[program].each(group):
            one.invitations.setdefault(wave, Counter())[state] += number


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


def _goal_values(facts: Many) -> None:
    for value in GoalValue.objects.filter(goal__program__in=facts).select_related("goal").order_by("measured_on"):
        facts[value.goal.program_id].goal_values.setdefault(value.goal_id, []).append(value)


def _changes(facts: Many) -> None:
    for change in FeedbackChange.objects.filter(program__in=facts):
        facts[change.program_id].changes.append(change)


# what grows with people, tandems and meetings
COUNTED = (
    _people,
    _group_names,
    _tandems,
    _mentees,
    _mentors,
    _meetings,
    _held_meetings,
    _moves,
    _insights,
    _invitations,
)
# what does not, and what has been published
AT_HAND = (
    _waves,
    _published,
    _topics,
    _goals,
    _goal_values,
    _changes,
)
