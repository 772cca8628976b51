"""Topics covered in meetings: how many tandems, published once a month, so that no single meeting shows.

What a tandem spoke about is between the two. A count that followed each meeting would tell it of the one that has just
met. So it is renewed in a new month only, and only if at least the smallest group of tandems has met since.
"""

from datetime import datetime

from django.db.models import Count

from evaluation.figures.suppression import publishable_counts
from evaluation.models import PublishedFigures
from people.clock import day_of
from programs.enums import STARTED_STATES
from programs.models import Program
from tandems.enums import MeetingState
from tandems.models import Meeting


def publish_covered(now: datetime) -> None:
    """Renew the counts of every programme that runs and has not been looked at in this month."""
    for program in Program.objects.filter(state__in=STARTED_STATES).select_related("published_figures"):
        published = getattr(program, "published_figures", None)
        last = published.covered_at if published else None
        if last is None or day_of(last).replace(day=1) < day_of(now).replace(day=1):
            renew(program, now)


def renew(program: Program, now: datetime) -> None:
    published, _is_new = PublishedFigures.objects.get_or_create(program=program)
    held = Meeting.objects.filter(tandem__program=program, state=MeetingState.HELD).order_by()
    since = held if published.covered_at is None else held.filter(held_at__gt=published.covered_at)
    changed = since.aggregate(number=Count("tandem", distinct=True))["number"]
    rows = held.exclude(topics=None).values_list("topics").annotate(number=Count("tandem", distinct=True))
    counts = {str(topic): number for topic, number in rows}
    renewed = publishable_counts(published.covered, counts, changed=changed, k=program.smallest_group)
    if renewed is published.covered:
        return
    published.covered, published.covered_at = dict(renewed), now
    published.save(update_fields=["covered", "covered_at"])
