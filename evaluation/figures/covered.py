"""Topics covered in meetings: how many tandems, published once a month, so that no single meeting shows.

What a tandem spoke about is between the two. A count that followed each meeting would tell it of the one that has just
met. So it is renewed in a new month only, and only if at least the smallest group of tandems has met since.
"""

from datetime import datetime

from django.db.models import Count, F, Q

from evaluation.figures.suppression import countable, publishable_counts
from evaluation.models import PublishedFigures
from people.times.clock import day_of
from programs.enums import STARTED_STATES
from programs.models import Program
from tandems.enums import MeetingState
from tandems.models import Meeting


def publish_covered(now: datetime) -> None:
    """Renew the counts of every running programme in which enough tandems have met, once in a month. One query else."""
    is_new = Q(published_figures__covered_at=None) | Q(
        tandems__meetings__held_at__gt=F("published_figures__covered_at")
    )
    met = Count("tandems", filter=Q(tandems__meetings__state=MeetingState.HELD) & is_new, distinct=True)
    running = Program.objects.filter(state__in=STARTED_STATES).select_related("published_figures")
    for program in running.annotate(met=met).order_by():
        published = getattr(program, "published_figures", None)
        last = published.covered_at if published else None
        if is_new_month(last, now) and countable(program.met, k=program.smallest_group):
            renew(program, now, changed=program.met)


def is_new_month(last: datetime | None, now: datetime) -> bool:
    """Whether what was last renewed then may be renewed: it never was, or in an earlier month."""
    return last is None or day_of(last).replace(day=1) < day_of(now).replace(day=1)


def renew(program: Program, now: datetime, *, changed: int) -> None:
    """`changed`: tandems that have met since the counts were last renewed."""
    published, _is_new = PublishedFigures.objects.get_or_create(program=program)
    held = Meeting.objects.filter(tandem__program=program, state=MeetingState.HELD).order_by()
    rows = held.exclude(topics=None).values_list("topics").annotate(number=Count("tandem", distinct=True))
    counts = {str(topic): number for topic, number in rows}
    renewed = publishable_counts(published.covered, counts, changed=changed, k=program.smallest_group)
    published.covered, published.covered_at = dict(renewed), now
    published.save(update_fields=["covered", "covered_at"])
