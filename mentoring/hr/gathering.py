"""Events that do not move by themselves: proposed and not decided, near and nobody invited, over and nothing noted."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import ngettext

from programs.enums import EventState
from programs.models import Event, Program

NEAR = timedelta(days=21)
NOTED_BY = timedelta(days=2)


def waiting_events(ids: list[int], now: datetime) -> Counter:
    """How many, by programme and state: one query."""
    near = Q(state=EventState.DRAFT, starts_at__gt=now, starts_at__lt=now + NEAR)
    over = Q(state=EventState.INVITED, starts_at__lt=now - NOTED_BY)
    waiting = Event.objects.filter(Q(state=EventState.PROPOSED) | near | over, program__in=ids)
    return Counter(waiting.order_by().values_list("program", "state"))


def in_words(program: Program, counted: Counter) -> Iterator[tuple[int, str, str]]:
    """Number, sentence, and the state to filter HR's list of events by."""
    n = counted[program.pk, EventState.PROPOSED]
    yield (
        n,
        ngettext("%(n)s session is proposed by a mentor", "%(n)s sessions are proposed by mentors", n) % {"n": n},
        EventState.PROPOSED.value,
    )
    n = counted[program.pk, EventState.DRAFT]
    text = ngettext(
        "%(n)s event is less than three weeks away, and nobody is invited yet",
        "%(n)s events are less than three weeks away, and nobody is invited yet",
        n,
    )
    yield n, text % {"n": n}, EventState.DRAFT.value
    n = counted[program.pk, EventState.INVITED]
    text = ngettext(
        "%(n)s event is over, and it is not noted who came",
        "%(n)s events are over, and it is not noted who came",
        n,
    )
    yield n, text % {"n": n}, EventState.INVITED.value
