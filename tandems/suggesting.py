"""Which times suit both: working hours of each in their own time zone, absences, public holidays, other meetings.

Suggestions keep to all of it; nothing forbids any other time, `hints` only says what stands against it. Pure but for
`calendars`, which reads what is needed in four queries.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from people.models import Person
from people.times.availability import Availability, availability_of
from people.times.public_holidays import holiday
from tandems.enums import MeetingState
from tandems.models import Meeting, Tandem

MOST = 6
AHEAD_DAYS = 28
STEP = timedelta(minutes=30)
BEST = (10, 14)  # o'clock: neither early nor at lunch nor late


@dataclass(frozen=True)
class Calendar:
    """What speaks for and against a time for one person. `taken` are their other meetings, `likes` half days."""

    person: Person
    when: Availability
    taken: tuple[tuple[datetime, datetime], ...] = ()
    likes: frozenset[str] = frozenset()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.person.time_zone)

    def works_at(self, start: datetime, end: datetime) -> bool:
        """Within working hours. `start` and `end` are moments; a meeting over midnight is outside."""
        first, last = start.astimezone(self.zone), end.astimezone(self.zone)
        if first.date() != last.date() or first.isoweekday() not in self.when.days:
            return False
        return self.when.starts <= first.time() and last.time() <= self.when.ends

    def holiday_on(self, moment: datetime) -> str:
        return holiday(moment.astimezone(self.zone).date(), self.when.region)

    def is_away(self, moment: datetime) -> bool:
        return self.when.is_away(moment.astimezone(self.zone).date())

    def is_taken(self, start: datetime, end: datetime) -> bool:
        return any(start < until and begins < end for begins, until in self.taken)

    def suits(self, start: datetime, end: datetime) -> bool:
        return (
            self.works_at(start, end)
            and not self.is_taken(start, end)
            and not self.is_away(start)
            and not self.holiday_on(start)
        )

    def likes_it(self, start: datetime) -> bool:
        """One of the half days that the person named when signing up ("3am": Wednesday morning)."""
        local = start.astimezone(self.zone)
        return f"{local.isoweekday()}{'am' if local.hour < 12 else 'pm'}" in self.likes


# ------------------------------------------------------------------ suggestions
def suggestions(
    calendars: tuple[Calendar, Calendar],
    *,
    first: date,
    minutes: int,
    now: datetime,
    most: int = MOST,
    but: datetime | None = None,
) -> list[datetime]:
    """Up to `most` times from `first` on, one a day, that suit both; days that both like come first. In order.

    `but`: the time a meeting has already is no suggestion.
    """
    by_day = [best for day in _days(first) if (best := _best(calendars, day, minutes, now)) and best[1] != but]
    chosen = sorted(by_day, key=lambda best: -best[0])[:most]
    return sorted(start for _liked, start in chosen)


def _days(first: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(AHEAD_DAYS)]


def _best(calendars: tuple[Calendar, Calendar], day: date, minutes: int, now: datetime) -> tuple[int, datetime] | None:
    """How many of the two like the best time of the day, and the time itself."""
    one, other = calendars
    found = []
    for start in _starts(one, day):
        end = start + timedelta(minutes=minutes)
        if start > now and one.suits(start, end) and other.suits(start, end):
            liked = one.likes_it(start) + other.likes_it(start)
            found.append((-liked, _distance(start, calendars), start))
    if not found:
        return None
    liked, _how_far, start = min(found)
    return -liked, start


def _starts(calendar: Calendar, day: date) -> list[datetime]:
    """Every half hour of the person's working hours, as moments. Hours that a change of the clock skips or repeats
    are left out: nobody should have to ask which one is meant."""
    begins, ends = (_minutes(clock) for clock in (calendar.when.starts, calendar.when.ends))
    starts = []
    for minute in range(-(-begins // 30) * 30, ends, int(STEP.total_seconds()) // 60):
        early, late = (
            datetime.combine(day, time(minute // 60, minute % 60), calendar.zone).replace(fold=fold) for fold in (0, 1)
        )
        if early.utcoffset() == late.utcoffset():
            starts.append(early.astimezone(UTC))
    return starts


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _distance(start: datetime, calendars: tuple[Calendar, Calendar]) -> int:
    """How far from a good hour, in minutes, for the one of the two for whom it is worse. Full hours come first."""
    local = [start.astimezone(calendar.zone) for calendar in calendars]
    far = max(min(abs(_minutes(moment.time()) - hour * 60) for hour in BEST) for moment in local)
    return far + (15 if local[0].minute else 0)


# ------------------------------------------------------------------ what stands against a time
def hints(
    calendars: tuple[Calendar, Calendar], start: datetime, minutes: int, *, reader: Person | None = None
) -> list[str]:
    """In words: public holidays, absences, other meetings, unusual hours. Empty where nothing stands against it."""
    end = start + timedelta(minutes=minutes)
    said = []
    for calendar in calendars:
        name = {"name": calendar.person.full_name}
        mine = calendar.person == reader
        if day := calendar.holiday_on(start):
            text = _("Public holiday for you: %(day)s") if mine else _("Public holiday for %(name)s: %(day)s")
            said.append(text % {**name, "day": day})
        elif calendar.is_away(start):
            said.append(_("You are away on this day.") if mine else _("%(name)s is away on this day.") % name)
        elif calendar.is_taken(start, end):
            said.append(_("You have another meeting then.") if mine else _("%(name)s has another meeting then.") % name)
        elif not calendar.works_at(start, end):
            text = _("Outside of your working hours.") if mine else _("Outside of %(name)s's working hours.")
            said.append(text % name)
    return said


def holidays_ahead(calendars: tuple[Calendar, Calendar], first: date, days: int = AHEAD_DAYS) -> list[tuple[date, str]]:
    """The public holidays of either of the two in the next weeks, each day once."""
    found: dict[date, list[str]] = defaultdict(list)
    for day in (first + timedelta(days=number) for number in range(days)):
        for calendar in calendars:
            name = holiday(day, calendar.when.region)
            if name and name not in found[day]:
                found[day].append(name)
    return [(day, " / ".join(names)) for day, names in found.items() if names]


# ------------------------------------------------------------------ reading
def calendars(tandem: Tandem, now: datetime, without: Meeting | None = None) -> tuple[Calendar, Calendar]:
    """The calendars of the mentee and the mentor. `without`: the meeting that is to be moved does not stand in its way.

    Four queries.
    """
    people = tandem.people
    available = availability_of(people, now.astimezone(UTC).date() - timedelta(days=1))
    taken = _taken(people, now, without)
    mentee, mentor = (
        Calendar(
            person=part.person,
            when=available[part.person_id],
            taken=tuple(taken[part.person_id]),
            likes=frozenset(part.slots),
        )
        for part in (tandem.mentee, tandem.mentor)
    )
    return mentee, mentor


def _taken(
    people: tuple[Person, Person], now: datetime, without: Meeting | None
) -> dict[int, list[tuple[datetime, datetime]]]:
    taken: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    of_either = Q(tandem__mentee__person__in=people) | Q(tandem__mentor__person__in=people)
    ahead = Meeting.objects.filter(of_either, state=MeetingState.DATED, starts_at__gt=now - timedelta(hours=12))
    for meeting in ahead.select_related("tandem__mentee", "tandem__mentor"):
        if meeting != without and meeting.starts_at and meeting.ends_at:
            for person_id in (meeting.tandem.mentee.person_id, meeting.tandem.mentor.person_id):
                taken[person_id].append((meeting.starts_at, meeting.ends_at))
    return taken
