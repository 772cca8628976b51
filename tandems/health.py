"""Is a tandem alive? A state and its reason in words, from facts of process alone: dates, counts, durations.

Shown to the two as a hint with one thing to do, and to the programme's HR managers as a reason to offer help. To nobody
else; nothing here ranks people, and no export carries it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.prepared import Prepared, prepared
from people.times.clock import day_of
from programs.enums import Role, TopicKind
from programs.models import Participation
from tandems.enums import TOGETHER_STATES, MeetingState, TandemState
from tandems.hours import OWN_TIME
from tandems.models import Effort, Meeting, Tandem

GRACE = timedelta(weeks=1)  # beyond the rhythm before anything is said
ENOUGH_MEETINGS = 3  # held before anything can be called one-sided
MUCH_TIME = 120  # minutes that one has given more than the other, and
TIMES_AS_MUCH = 2  # how many times as much it must be


class HealthState(models.TextChoices):
    NEW = "new", gettext_lazy("new")
    ON_RHYTHM = "on_rhythm", gettext_lazy("on rhythm")
    SLIPPING = "slipping", gettext_lazy("slipping")
    SILENT = "silent", gettext_lazy("silent")
    ONE_SIDED = "one_sided", gettext_lazy("one-sided")
    PAUSED = "paused", gettext_lazy("pausing")


NEEDS_HELP = (HealthState.SILENT, HealthState.SLIPPING, HealthState.ONE_SIDED)


@dataclass(frozen=True)
class Health:
    """`reason` is a sentence in the language that was active. `about` says what a hint can lead to."""

    state: HealthState
    reason: str
    about: str = ""  # "date", "time" or "return"

    @property
    def needs_help(self) -> bool:
        return self.state in NEEDS_HELP


@dataclass
class _Facts:
    """What is known of one tandem's way so far."""

    held: int = 0
    still_open: int = 0
    last_held: datetime | None = None
    next_at: datetime | None = None
    minutes: Counter = None  # type: ignore[assignment]
    covered: Counter = None  # type: ignore[assignment]
    hopes_for_something: bool = False


def with_health(tandems: Iterable[Tandem], now: datetime) -> dict[int, Health]:
    """Health by key, for those of `tandems` that are together. They come with programme and people; four queries,
    three where they come with their meetings as well."""
    together = {tandem.pk: tandem for tandem in tandems if tandem.state in TOGETHER_STATES}
    if not together:
        return {}
    facts = _read(together, now)
    return {pk: _judge(tandem, facts[pk], now) for pk, tandem in together.items()}


# ------------------------------------------------------------------ facts
def _read(tandems: dict[int, Tandem], now: datetime) -> dict[int, _Facts]:
    met, own, covered, hopeful = _meetings(tandems, now), _own_time(tandems), _covered(tandems), _hopeful(tandems)
    facts = {}
    for pk, tandem in tandems.items():
        row = met.get(pk, {})
        held_minutes = row.get("held_minutes") or 0
        facts[pk] = _Facts(
            held=row.get("held_count", 0),
            still_open=row.get("open_count", 0),
            last_held=row.get("last_held"),
            next_at=row.get("next_at"),
            minutes=Counter({role: held_minutes + own[pk, role] for role in Role.values}),
            covered=Counter({kind: covered[pk, kind] for kind in TopicKind.values}),
            hopes_for_something=tandem.mentor_id in hopeful,
        )
    return facts


def _meetings(tandems: dict[int, Tandem], now: datetime) -> dict[int, dict[str, Any]]:
    """By one query; by none where the tandems come with their meetings."""
    if all("meetings" in getattr(tandem, "_prefetched_objects_cache", {}) for tandem in tandems.values()):
        return {pk: _counted(list(tandem.meetings.all()), now) for pk, tandem in tandems.items()}
    held = Q(state=MeetingState.HELD)
    rows = Meeting.objects.filter(tandem__in=tandems).order_by().values("tandem")
    found = rows.annotate(
        held_count=Count("pk", filter=held),
        held_minutes=Sum("minutes", filter=held),
        last_held=Max("starts_at", filter=held),
        next_at=Min("starts_at", filter=Q(state=MeetingState.DATED, starts_at__gt=now)),
        open_count=Count("pk", filter=Q(state=MeetingState.OPEN)),
    )
    return {row["tandem"]: dict(row) for row in found}


def _counted(meetings: list[Meeting], now: datetime) -> dict[str, Any]:
    held = [one for one in meetings if one.state == MeetingState.HELD]
    ahead = [one.starts_at for one in meetings if one.state == MeetingState.DATED and one.starts_at]
    return {
        "held_count": len(held),
        "held_minutes": sum(one.minutes for one in held),
        "last_held": max((one.starts_at for one in held if one.starts_at), default=None),
        "next_at": min((at for at in ahead if at > now), default=None),
        "open_count": sum(one.state == MeetingState.OPEN for one in meetings),
    }


def _own_time(tandems: dict[int, Tandem]) -> Counter:
    """Minutes of preparation and follow-up by tandem and role."""
    spent: Counter = Counter()
    for pk, person, minutes in _asked(_spent, _spent_of_one, tandems):
        tandem = tandems[pk]
        role = Role.MENTEE if tandem.mentee.person_id == person else Role.MENTOR
        spent[pk, role.value] += minutes
    return spent


def _covered(tandems: dict[int, Tandem]) -> Counter:
    """In how many held meetings a topic of each kind was covered."""
    found = _asked(_kinds, _kinds_of_one, tandems)
    return Counter({(pk, kind): number for pk, kind, number in found})


def _hopeful(tandems: dict[int, Tandem]) -> set[Any]:
    """Mentors who have named something they hope for in return."""
    return set(_asked(_wishes, _wishes_of_one, {tandem.mentor_id: tandem for tandem in tandems.values()}))


def _asked(many: Callable[[Any], Any], one: Prepared[Any], keys: Mapping[Any, Any]) -> Iterable[Any]:
    """The page of one tandem asks this each time: its questions are prepared."""
    return one(pk=next(iter(keys))) if len(keys) == 1 else many(keys)


def _spent(tandems: Iterable[int]) -> QuerySet[Any]:
    rows = Effort.objects.filter(meeting__tandem__in=tandems, meeting__state=MeetingState.HELD).order_by()
    return rows.values_list("meeting__tandem", "person").annotate(total=Sum(OWN_TIME))


def _kinds(tandems: Iterable[int]) -> QuerySet[Any]:
    rows = Meeting.objects.filter(tandem__in=tandems, state=MeetingState.HELD, topics__isnull=False).order_by()
    return rows.values_list("tandem", "topics__kind").annotate(number=Count("pk", distinct=True))


def _wishes(mentors: Iterable[UUID]) -> QuerySet[Any]:
    through = Participation.exchange.through
    return through.objects.filter(participation__in=mentors).values_list("participation", flat=True)


@prepared
def _spent_of_one(*, pk: int) -> QuerySet[Any]:
    return _spent([pk])


@prepared
def _kinds_of_one(*, pk: int) -> QuerySet[Any]:
    return _kinds([pk])


@prepared
def _wishes_of_one(*, pk: UUID) -> QuerySet[Any]:
    return _wishes([pk])


# ------------------------------------------------------------------ judgement
def _judge(tandem: Tandem, facts: _Facts, now: datetime) -> Health:
    if tandem.state == TandemState.PAUSED:
        day = date_format(tandem.paused_until, "DATE_FORMAT") if tandem.paused_until else ""
        return Health(HealthState.PAUSED, _("It goes on on %(day)s.") % {"day": day})
    return _pace(tandem, facts, now) or _balance(facts) or _well(facts, now)


def _pace(tandem: Tandem, facts: _Facts, now: datetime) -> Health | None:
    """Whether they meet as they mean to: None where nothing needs to be said."""
    if facts.next_at or not facts.still_open:
        return None  # a date is set, or all they planned has happened
    began = max(filter(None, (tandem.started_at, tandem.resumed_at)), default=now)
    quiet = _seen_from(tandem, now) - day_of(max(began, facts.last_held or began))
    rhythm = timedelta(weeks=tandem.rhythm_weeks)
    if not facts.held and quiet <= rhythm + GRACE:
        return Health(HealthState.NEW, _("The first meeting has no date yet."), "date")
    if quiet <= rhythm + GRACE:
        return None
    said = {
        "quiet": _weeks(quiet),
        "rhythm": ngettext("every week", "every %(count)s weeks", tandem.rhythm_weeks) % {"count": tandem.rhythm_weeks},
    }
    if quiet > 2 * rhythm + GRACE:
        reason = _("Not met for %(quiet)s, and no date is set.") if facts.held else _silent_from_the_start()
        return Health(HealthState.SILENT, reason % said, "date")
    reason = _("Not met for %(quiet)s, the plan says %(rhythm)s. No date is set.")
    return Health(HealthState.SLIPPING, reason % said, "date")


def _silent_from_the_start() -> str:
    return _("Started %(quiet)s ago and not met yet. No date is set.")


def _seen_from(tandem: Tandem, now: datetime) -> date:
    """Today; after their last day that day, so that nobody is behind who is through."""
    return min(day_of(now), tandem.last_day or day_of(now))


def _weeks(span: timedelta) -> str:
    count = span.days // 7
    return ngettext("%(count)s week", "%(count)s weeks", count) % {"count": count}


def _balance(facts: _Facts) -> Health | None:
    """Whether both give and both get: None where they do, or where it is too early to say."""
    if facts.held < ENOUGH_MEETINGS:
        return None
    mentee, mentor = facts.minutes[Role.MENTEE], facts.minutes[Role.MENTOR]
    less, more = sorted((mentee, mentor))
    if more - less >= MUCH_TIME and more >= TIMES_AS_MUCH * less:
        said = {"mentee": hours(mentee), "mentor": hours(mentor)}
        reason = _("Time spent so far: the mentor %(mentor)s, the mentee %(mentee)s.") % said
        return Health(HealthState.ONE_SIDED, reason, "time")
    taught, returned = facts.covered[TopicKind.LEARN], facts.covered[TopicKind.EXCHANGE]
    if facts.hopes_for_something and taught >= ENOUGH_MEETINGS and not returned:
        reason = ngettext(
            "%(count)s meeting about what the mentee learns, none yet about what the mentor hopes for in return.",
            "%(count)s meetings about what the mentee learns, none yet about what the mentor hopes for in return.",
            taught,
        )
        return Health(HealthState.ONE_SIDED, reason % {"count": taught}, "return")
    return None


def hours(minutes: int) -> str:
    """ "3 h 30 min" """
    whole, rest = divmod(minutes, 60)
    if not rest:
        return _("%(hours)s h") % {"hours": whole}
    return (
        _("%(hours)s h %(minutes)s min") % {"hours": whole, "minutes": rest} if whole else _("%(n)s min") % {"n": rest}
    )


def _well(facts: _Facts, now: datetime) -> Health:
    if facts.next_at:
        day = date_format(day_of(facts.next_at.astimezone(UTC)), "DATE_FORMAT")
        reason = _("The next meeting is on %(day)s.") % {"day": day}
        return Health(HealthState.ON_RHYTHM if facts.held else HealthState.NEW, reason)
    if facts.last_held and facts.still_open:
        quiet = day_of(now) - day_of(facts.last_held)
        reason = (
            _("Last met %(quiet)s ago.") % {"quiet": _weeks(quiet)} if quiet.days >= 7 else _("Met a few days ago.")
        )
        return Health(HealthState.ON_RHYTHM, reason)
    return Health(HealthState.ON_RHYTHM, _("All meetings of the plan are settled."))
