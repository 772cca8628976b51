"""When people can be met: what they say about themselves, and the region their site belongs to.

Nobody but the person writes it. Whoever arranges a meeting with them learns on which days and hours they can be met,
never why they cannot.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.errors import ActionError, NotAllowed
from people.models import Absence, Person, SiteRegion, WorkingHours
from people.times.public_holidays import DEFAULT_REGION

MOST_ABSENCES = 60
LONGEST_ABSENCE = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Availability:
    """When one person can be met, in their own time zone. `days` are ISO weekdays."""

    days: frozenset[int]
    starts: time
    ends: time
    absences: tuple[tuple[date, date], ...]
    region: str

    def is_away(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.absences)


# ------------------------------------------------------------------ writing
def save_working_hours(*, person: Person, days: Collection[int], starts: time, ends: time) -> WorkingHours:
    """Say on which days (ISO weekdays) and between which hours of one's own time zone one can be met.

    Raises ActionError for no day at all or an end that is not after the beginning.
    """
    if not days or not set(days) <= set(range(1, 8)):
        raise ActionError(_("Please choose at least one day."))
    if ends <= starts:
        raise ActionError(_("The end has to be after the beginning."))
    said = {"days": sorted(set(days)), "starts": starts, "ends": ends}
    return WorkingHours.objects.update_or_create(person=person, defaults=said)[0]


@transaction.atomic
def add_absence(*, person: Person, first_day: date, last_day: date, today: date) -> Absence:
    """Say from when to when one is not there. Absences that are over are forgotten on the way; twice is harmless.

    Raises ActionError for a period that is over, backwards, or longer than three years.
    """
    if last_day < first_day:
        raise ActionError(_("The last day has to be the first or a later one."))
    if last_day < today:
        raise ActionError(_("This period is over already."))
    if last_day - first_day > LONGEST_ABSENCE:
        raise ActionError(_("This period is longer than three years."))
    forget_past_absences(person.absences.filter(last_day__lt=today))
    if person.absences.count() >= MOST_ABSENCES:
        raise ActionError(_("There are too many entries. Please remove some first."))
    return Absence.objects.get_or_create(person=person, first_day=first_day, last_day=last_day)[0]


def forget_past_absences(over: Iterable[Absence]) -> None:
    """Days of the past are of no use to anybody, so they are not kept."""
    Absence.objects.filter(pk__in=[absence.pk for absence in over]).delete()


def remove_absence(*, absence: Absence, person: Person) -> None:
    """Raises NotAllowed for somebody else's."""
    if absence.person_id != person.pk:
        raise NotAllowed
    absence.delete()


# ------------------------------------------------------------------ reading
def availability_of(people: Collection[Person], today: date) -> dict[int, Availability]:
    """Each person's availability from `today` on, by key. Three queries, however many people.

    Whoever has said nothing can be met from Monday to Friday, nine to five.
    """
    hours = {row.person_id: row for row in WorkingHours.objects.filter(person__in=people)}
    away: dict[int, list[tuple[date, date]]] = {}
    for absence in Absence.objects.filter(person__in=people, last_day__gte=today):
        away.setdefault(absence.person_id, []).append((absence.first_day, absence.last_day))
    regions = dict(SiteRegion.objects.filter(site__in={person.site for person in people}).values_list("site", "region"))
    usual = WorkingHours()
    return {
        person.pk: _one(hours.get(person.pk, usual), away.get(person.pk, []), regions.get(person.site, DEFAULT_REGION))
        for person in people
    }


def _one(hours: WorkingHours, away: list[tuple[date, date]], region: str) -> Availability:
    return Availability(frozenset(hours.days), hours.starts, hours.ends, tuple(away), region)
