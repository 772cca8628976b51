"""Who of a programme's people is still employed, beside comparable colleagues: read once after 6 and after 12 months.

What is stored are sums over groups that are large enough, never a person and never one kind of people. A reading is
made once and not renewed, so that two visits do not tell who left between them.
"""

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from evaluation.figures.proportions import Stratum, standardised
from evaluation.figures.suppression import countable, few_hidden
from evaluation.models import PublishedFigures
from people.models import AuditEvent, Person
from people.times.clock import day_of, midnight
from programs.enums import OVER_STATES, STARTED_STATES
from programs.models import Program
from tandems.models import Tandem

READINGS = (6, 12)  # months after the programme's start
BEGUN_WITHIN = 3  # months: from then on people are followed
WAIT = timedelta(days=30)  # until leaving dates have come in
GIVE_UP = timedelta(days=365)
UNKNOWN = 0.05  # of a group: more closed accounts without a leaving date, and nothing is told
SERVICE = (2, 5, 10)  # years: bands of service at the start
DAY = timedelta(days=1)

Kind = tuple[Any, ...]  # company, level, family of the department, band of service


@dataclass(frozen=True)
class Someone:
    """`stayed` None: the account was closed, when the person left is not known."""

    kind: Kind
    took_part: bool
    stayed: bool | None


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def band(hired_on: date, start: date) -> int:
    """Which band of service someone was in at the start, 0 to 3."""
    years = start.year - hired_on.year - ((start.month, start.day) < (hired_on.month, hired_on.day))
    return sum(years >= bound for bound in SERVICE)


# ---------------------------------------------------------------- comparing
def matched(people: Iterable[Someone], *, k: int) -> list[Stratum]:
    """Kinds with people of both groups. No colleague counts for more than one `k`-th: whose kind is too rare is left
    out together with the participants of that kind.
    """
    counts: dict[Kind, Counter[tuple[bool, bool]]] = defaultdict(Counter)
    for one in people:
        if one.stayed is not None:
            counts[one.kind][one.took_part, one.stayed] += 1
    strata = [
        Stratum(count[True, True] + count[True, False], count[True, True], colleagues, count[False, True])
        for count in counts.values()
        if (colleagues := count[False, True] + count[False, False]) and (count[True, True] or count[True, False])
    ]
    strata.sort(key=lambda one: (one.first / one.second, one.first, one.first_yes, one.second_yes))
    while strata and k * strata[-1].first > strata[-1].second * sum(one.first for one in strata):
        strata.pop()
    return strata


def are_known(people: Iterable[Someone]) -> bool:
    """Whether hardly anyone's leaving date is missing, in either group."""
    counts = Counter((one.took_part, one.stayed is None) for one in people)
    return all(counts[group, True] <= UNKNOWN * (counts[group, True] + counts[group, False]) for group in (True, False))


def reading(people: list[Someone], *, k: int, earlier: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What may be stored; None where a group is too small or too little is known.

    How many have left is told if nobody has or at least `k` have, and no less since an `earlier` reading told it;
    otherwise only a number below which it lies.
    """
    strata = matched(people, k=k)
    participants, colleagues = sum(one.first for one in strata), sum(one.second for one in strata)
    if not (countable(participants, k=k) and countable(colleagues, k=k) and are_known(people)):
        return None
    gone = participants - sum(one.first_yes for one in strata), colleagues - sum(one.second_yes for one in strata)
    found: dict[str, Any] = {}
    for name, n, left in (("participants", participants, gone[0]), ("colleagues", colleagues, gone[1])):
        told = (earlier or {}).get(name, {}).get("left") or 0
        is_told = not few_hidden(left - told, k=k)
        found[name] = {"n": n, "left": left if is_told else None, "below": None if is_told else told + k}
    if found["colleagues"]["left"] is not None:
        share = standardised(strata)
        found["colleagues"] |= {"share": share.value, "effective": share.n}
    return found


# ---------------------------------------------------------------- from the database
def publish_retention(now: datetime) -> int:
    """Make the readings that are due, of every programme; returns how many were made."""
    today, made = day_of(now), 0
    first_due = months_after(today - WAIT, -min(READINGS))
    begun = Program.objects.filter(starts_on__lte=first_due, state__in=(*STARTED_STATES, *OVER_STATES))
    for program in begun.select_related("published_figures").order_by():
        stored = getattr(program, "published_figures", None)
        for months in READINGS:
            due = months_after(start_of(program), months) + WAIT
            is_made = stored is not None and str(months) in stored.retention
            if not is_made and due <= today <= due + GIVE_UP and (found := read(program, months, stored, now)):
                stored = _store(program, months, found)
                made += 1
    return made


def start_of(program: Program) -> date:
    """Raises ValueError for a programme without dates."""
    if program.starts_on is None:
        raise ValueError("This programme has no first day.")
    return program.starts_on


def read(program: Program, months: int, stored: PublishedFigures | None, now: datetime) -> dict[str, Any] | None:
    day = months_after(start_of(program), months)
    made = stored.retention if stored else {}
    earlier = [made[str(one)] for one in READINGS if one < months and str(one) in made]
    found = reading(followed(program, day), k=program.smallest_group, earlier=earlier[-1] if earlier else None)
    return {**found, "day": day.isoformat(), "read_on": day_of(now).isoformat()} if found else None


def _store(program: Program, months: int, found: dict[str, Any]) -> PublishedFigures:
    stored, _is_new = PublishedFigures.objects.get_or_create(program=program)
    stored.retention = {**stored.retention, str(months): found}
    stored.save(update_fields=["retention"])
    return stored


def followed(program: Program, day: date) -> list[Someone]:
    """Everyone employed three months after the start in a company whose leaving dates are known up to `day`.

    Whoever had begun a tandem of this programme by then took part. Whoever had begun one of another is left out.
    """
    start = start_of(program)
    since = months_after(start, BEGUN_WITHIN)
    begun = Tandem.objects.filter(started_at__lt=midnight(since + DAY))
    took_part, others = _people_of(begun.filter(program=program)), _people_of(begun.exclude(program=program))
    rows = list(
        Person.objects.filter(
            organisation__leavings_known_on__gte=day,
            level__isnull=False,
            department__isnull=False,
            hired_on__lte=since,
            erased_at=None,
        )
        .exclude(left_on__lt=since)
        .order_by()
        .values_list(
            "pk",
            "organisation_id",
            "level",
            "department__family",
            "department__name",
            "hired_on",
            "left_on",
            "is_active",
        )
    )
    closed = _closed_on([row[0] for row in rows if row[6] is None and not row[7]])
    people = []
    for pk, company, level, family, name, hired_on, left_on, is_active in rows:
        if (pk in others and pk not in took_part) or (pk in closed and closed[pk] < since):
            continue
        kind = (company, level, (family or name).casefold(), band(hired_on, start))
        stayed = None if left_on is None and not is_active else left_on is None or left_on >= day
        people.append(Someone(kind, pk in took_part, stayed))
    return people


def _people_of(tandems: QuerySet[Tandem]) -> set[int]:
    return {pk for pair in tandems.order_by().values_list("mentee__person_id", "mentor__person_id") for pk in pair}


def _closed_on(people: list[int]) -> dict[int, date]:
    """The days on which these accounts were closed last, as the log has them."""
    found: dict[int, date] = {}
    for start in range(0, len(people), 500):
        keys = [str(pk) for pk in people[start : start + 500]]
        events = AuditEvent.objects.filter(
            event="person.deactivated", subject_type=Person._meta.label_lower, subject_id__in=keys
        )
        found |= {int(pk): day_of(when) for pk, when in events.order_by("pk").values_list("subject_id", "happened_at")}
    return found
