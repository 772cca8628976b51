"""What figures are counted from: every question to the database, for any number of programmes at once.

Of one programme, as of nearly every page, a question is put into SQL once in a process: composing these takes Django
longer than a small programme's answers take the database.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Case, Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Least, TruncDate, TruncMonth
from django.utils import timezone

from evaluation.figures.counts import Facts
from evaluation.models import FeedbackChange, GoalValue, Invitation, Placement, PublishedFigures, Wave
from journals.models import Insight
from people.models import AuditEvent
from people.prepared import prepared
from programs.enums import Breakdown, Role
from programs.models import Goal, Participation, Topic
from tandems.enums import MeetingState, TandemState
from tandems.models import Meeting, Tandem

Many = dict[int, Facts]
Build = Callable[[Sequence[int], bool], "QuerySet[Any]"]


def at_once(build: Callable[[Sequence[int]], "QuerySet[Any]"]) -> Callable[[Sequence[int]], Iterable[Any]]:
    """Rows of `build(programmes)`."""
    of_one = prepared(lambda program: build([program]))
    return lambda programs: of_one(program=programs[0]) if len(programs) == 1 else build(programs)


def asked(build: Build) -> Callable[[Many], Iterable[Any]]:
    """Rows of `build(programmes, whether any of them is broken down)`, for the programmes of given facts."""
    grouped, whole = at_once(lambda programs: build(programs, True)), at_once(lambda programs: build(programs, False))
    return lambda facts: (grouped if broken_down(facts) else whole)(list(facts))


def names_of_groups(facts: Many) -> Iterable[tuple[int, str, str]]:
    """Programme, code and name; of programmes that are broken down."""
    if not (programs := broken_down(facts)):
        return []
    placed = Placement.objects.filter(participation__program__in=programs).exclude(code="").order_by("name")
    return placed.values_list("participation__program_id", "code", "name").distinct()


def broken_down(facts: Many) -> list[int]:
    return [pk for pk, one in facts.items() if one.program.breakdown != Breakdown.NONE]


def group_at(participation: str, *, is_grouped: bool) -> Combinable:
    """The group of the participation at the end of a path, where any of the programmes is broken down."""
    return F(f"{participation}placement__code") if is_grouped else Value("")


@asked
def people_rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[Any]:
    rows = Participation.objects.filter(program__in=programs).annotate(group=group_at("", is_grouped=is_grouped))
    fields = ("program_id", "role", "state", "group")
    return rows.order_by().values_list(*fields).annotate(number=Count("pk"), had=Count("signed_up_at"))


@asked
def tandem_rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[Any]:
    """Counted by the days that matter, so that rows do not grow with the tandems."""
    held = Meeting.objects.filter(tandem=OuterRef("pk"), state=MeetingState.HELD).order_by().values("tandem")
    last_held = Subquery(held.annotate(last=Max("starts_at")).values("last"))
    rows = Tandem.objects.filter(program__in=programs).annotate(
        group=group_at("mentee__", is_grouped=is_grouped),
        started_on=_day("started_at"),
        ended_on=_day("ended_at"),
        last_on=_day(last_held),
    )
    fields = ("program_id", "state", "own_rhythm_weeks", "group", "started_on", "ended_on", "last_on")
    return rows.order_by().values_list(*fields).annotate(number=Count("pk"))


def _counted_on() -> Case:
    """The day that tells the month a meeting counts for, whether planned or held.

    The planned week's, so that a meeting moved into the next month is missing from neither; its date, if that came
    earlier. Extra ones were not planned for a week: their date.
    """
    date = _day("starts_at")
    return Case(
        When(is_extra=True, then=date),
        When(state=MeetingState.HELD, then=Least("planned_week", date)),
        default=F("planned_week"),
    )


@asked
def plan_rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[Any]:
    return (
        Meeting.objects.filter(tandem__program__in=programs, tandem__started_at__isnull=False, is_extra=False)
        .annotate(
            ended_on=_day("tandem__ended_at"),
            counted_on=_counted_on(),
            group=group_at("tandem__mentee__", is_grouped=is_grouped),
        )
        .filter(Q(ended_on=None) | Q(planned_week__lte=F("ended_on")))
        .order_by()
        .values_list("tandem__program_id", "planned_week", "counted_on", "state", "tandem__state", "group")
        .annotate(number=Count("pk"))
    )


@asked
def held_rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[Any]:
    rows = Meeting.objects.filter(tandem__program__in=programs, state=MeetingState.HELD).order_by()
    rows = rows.annotate(counted_on=_counted_on(), group=group_at("tandem__mentee__", is_grouped=is_grouped))
    fields = ("tandem__program_id", "counted_on", "group")
    return rows.values_list(*fields).annotate(number=Count("pk"), minutes_held=Sum("minutes"))


@asked
def move_rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[Any]:
    rows = AuditEvent.objects.filter(program_id__in=programs, event="meeting.moved").order_by()
    return rows.annotate(month=_month("happened_at")).values_list("program_id", "month").annotate(number=Count("pk"))


@asked
def insight_rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[Any]:
    rows = Insight.objects.filter(program__in=programs).order_by()
    return rows.values_list("program_id", "topic_id").annotate(number=Count("pk"))


@asked
def wave_rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[Wave]:
    waves = Wave.objects.filter(program__in=programs).select_related("questionnaire")
    return waves.prefetch_related("questionnaire__questions").order_by("opens_on", "occasion")


@asked
def invitation_rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[Any]:
    rows = Invitation.objects.filter(wave__program__in=programs)
    rows = rows.annotate(group=group_at("participation__", is_grouped=is_grouped)).order_by()
    return rows.values_list("wave__program_id", "wave_id", "group", "state").annotate(number=Count("pk"))


@asked
def published_rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[PublishedFigures]:
    return PublishedFigures.objects.filter(program__in=programs)


@asked
def topic_rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[Topic]:
    return Topic.objects.filter(program__in=programs).order_by("position", "pk")


@asked
def goal_rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[Goal]:
    return Goal.objects.filter(program__in=programs).select_related("topic")


@asked
def value_rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[GoalValue]:
    return GoalValue.objects.filter(goal__program__in=programs).select_related("goal").order_by("measured_on")


@asked
def change_rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[FeedbackChange]:
    return FeedbackChange.objects.filter(program__in=programs)


def _in_tandems(role: Role) -> Build:
    """People, not tandems: some have several."""

    def rows(programs: Sequence[int], is_grouped: bool) -> QuerySet[Any]:
        begun = Tandem.objects.filter(program__in=programs, started_at__isnull=False).order_by()
        of_group = begun.annotate(group=group_at(f"{role}__", is_grouped=is_grouped))
        completed = Count(role, distinct=True, filter=Q(state=TandemState.COMPLETED))
        counts = {"number": Count(role, distinct=True), "ended": completed}
        return of_group.values_list("program_id", "group").annotate(**counts)

    return rows


IN_TANDEMS = {role: asked(_in_tandems(role)) for role in Role}


def _month(moment: str) -> TruncMonth:
    return TruncMonth(moment, tzinfo=timezone.get_default_timezone())


def _day(moment: str | Combinable) -> TruncDate:
    return TruncDate(moment, tzinfo=timezone.get_default_timezone())
