"""Who is half-way, and whose tandem comes to its end. Read from the data; safe to run twice, late, or at once."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models.functions import Coalesce
from django.utils import timezone

from notices import choices
from notices.actions import Draft, plan
from people.batches import batches
from people.times.clock import day_of
from tandems import drafts
from tandems.enums import TandemState
from tandems.models import Tandem

BATCH = 200
KEEPS = timedelta(days=7)
MORNING = time(8)
SHORTEST = timedelta(weeks=8)  # a tandem that needs no word half-way


def plan_due(now: datetime) -> int:
    """Write what is due; returns how many were new."""
    return sum(plan(_drafts(dict(found), now)) for found in batches(_due(now), BATCH))


def half_way_on(started: date, last: date) -> date | None:
    """The day in the middle; None where the whole time is short."""
    return started + (last - started) / 2 if last - started >= SHORTEST else None


def _due(now: datetime) -> Iterator[tuple[int, list[tuple[str, date, date]]]]:
    """Key of a tandem, and for each word that is due: its kind, its day and until when it makes sense."""
    made, today = choices.load(), day_of(now)
    rows = Tandem.objects.filter(state=TandemState.ACTIVE, started_at__lte=now).annotate(
        last=Coalesce("ends_on", "program__ends_on")
    )
    for pk, program, started_at, last in rows.order_by("pk").values_list("pk", "program_id", "started_at", "last"):
        if last is None or started_at is None or today > last:
            continue
        half = half_way_on(day_of(started_at), last)
        closing = last - timedelta(days=made.days("closing_soon", program)[0])
        found = [("half_way", half, min(half + KEEPS, last))] if half else []
        found.append(("closing_soon", max(closing, day_of(started_at)), last))
        if due := [one for one in found if one[1] <= today <= one[2] and now >= _morning(one[1])]:
            yield pk, due


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, timezone.get_default_timezone())


def _drafts(found: dict[int, list[tuple[str, date, date]]], now: datetime) -> list[Draft]:
    written: list[Draft] = []
    for tandem in Tandem.objects.with_people().filter(pk__in=found).order_by("pk"):
        last = str(tandem.last_day)
        for kind, day, until in found[tandem.pk]:
            # a tandem that goes on longer is told once more when that comes to its end
            again = f":{last}" if kind == "closing_soon" else ""
            written += drafts.about_tandem(
                kind,
                tandem,
                tandem.people,
                _morning(day),
                _morning(until + timedelta(days=1)),
                again=again,
                also={"last_day": last},
            )
    return written
