"""What people spend on meetings beside them: minutes by role, published once a month, so that nobody's own time shows.

Each notes their own preparation and follow-up, and only sums of a role are told. A sum that followed each change would
tell the one who has just noted something, by what it was before. So like the topics covered (`covered.py`) it is
renewed in a new month only, and only if at least the smallest group of people has noted or changed some since.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction

from evaluation.figures.covered import is_new_month
from evaluation.figures.suppression import countable
from evaluation.models import PublishedFigures
from programs.enums import STARTED_STATES, Role
from programs.models import Program
from tandems.hours import Noted, OwnTime, noted_in


def publish_own_time(now: datetime) -> None:
    """Renew the minutes of every running programme and role of which enough people have noted some, once in a month."""
    running = Program.objects.filter(state__in=STARTED_STATES).select_related("published_figures").order_by()
    due = {program.pk: program for program in running if any(_is_due(program, role, now) for role in Role)}
    noted: dict[tuple[int, str], list[Noted]] = defaultdict(list)
    for one in noted_in(due, now) if due else ():
        noted[one.program, one.role].append(one)
    for (key, role), people in noted.items():
        if _is_due(due[key], role, now):
            _renew(due[key], role, people, now)


def _is_due(program: Program, role: str, now: datetime) -> bool:
    return is_new_month(renewed_at(_published(program), role), now)


def _published(program: Program) -> dict[str, Any]:
    figures = getattr(program, "published_figures", None)
    return figures.own_time if figures else {}


@transaction.atomic
def _renew(program: Program, role: str, noted: list[Noted], now: datetime) -> None:
    PublishedFigures.objects.get_or_create(program=program)
    published = PublishedFigures.objects.select_for_update().get(program=program)
    since = renewed_at(published.own_time, role)
    if not is_new_month(since, now):
        return  # another process was faster
    changed = sum(since is None or (one.changed_at is not None and one.changed_at > since) for one in noted)
    if countable(changed, k=program.smallest_group):
        minutes = sum(one.minutes for one in noted)
        published.own_time[role] = {"minutes": minutes, "people": len(noted), "at": now.isoformat()}
        published.save(update_fields=["own_time"])


def renewed_at(published: dict[str, Any], role: str) -> datetime | None:
    return datetime.fromisoformat(published[role]["at"]) if role in published else None


def stored(published: dict[str, Any]) -> dict[Role, OwnTime]:
    """By role, as it was published."""
    return {Role(role): OwnTime(one["minutes"], one["people"]) for role, one in published.items()}


def oldest(published: dict[str, Any]) -> datetime | None:
    """When the role that was renewed longest ago was: all that stands there is at least as new."""
    return min((datetime.fromisoformat(one["at"]) for one in published.values()), default=None)
