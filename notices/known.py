"""What is looked up once for a batch of notices instead of once for each: what they are about, who switched what off,
and how many mails each person has had this week.

It is as old as the batch, which is a matter of a second; a notice that had to wait longer is looked up anew.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.db.models import Q

from notices import kinds
from notices.enums import NoticeState
from notices.kinds import Finder
from notices.models import MutedKind, Notice

logger = logging.getLogger(__name__)
MORE_THAN_A_WEEK = timedelta(days=9)  # whatever the time zone, Monday lies in it
IN_WORK = (NoticeState.CLAIMED, NoticeState.SENDING)


@dataclass
class Known:
    muted: set[tuple[int, str]] = field(default_factory=set)
    gone: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    going: dict[int, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    def sent_since(self, monday: datetime, notice: Notice) -> int:
        """Mails that could have waited, gone or just going. Of two in work at once, only one counts for the other."""
        person = notice.recipient_id
        gone = sum(sent_at >= monday for sent_at in self.gone[person])
        return gone + sum(key < notice.pk for key in self.going[person])

    def does_not_go(self, notice: Notice) -> None:
        self.going[notice.recipient_id].discard(notice.pk)


def can_wait() -> list[str]:
    """Codes of the kinds that keep quiet hours and count for the ceiling."""
    return [kind.code for kind in kinds.all_kinds() if not kind.never_held_back]


def look_up(batch: Sequence[Notice], now: datetime) -> Known:
    """Two queries for the batch, and one for each way to find what its notices are about."""
    known, people = Known(), {notice.recipient_id for notice in batch}
    known.muted = set(MutedKind.objects.filter(person__in=people).values_list("person", "kind"))
    recent = Q(state=NoticeState.SENT, sent_at__gte=now - MORE_THAN_A_WEEK, digest=None) | Q(state__in=IN_WORK)
    rows = Notice.objects.filter(recent, recipient__in=people, kind__in=can_wait())
    for person, key, state, sent_at in rows.values_list("recipient", "pk", "state", "sent_at"):
        if state == NoticeState.SENT:
            known.gone[person].append(sent_at or now)
        else:
            known.going[person].add(key)
    _find_all(batch)
    return known


def _find_all(batch: Iterable[Notice]) -> None:
    by_finder: dict[Finder, list[Notice]] = defaultdict(list)
    for notice in batch:
        kind = kinds.get(notice.kind)
        if kind is not None and isinstance(kind.find, Finder):
            by_finder[kind.find].append(notice)
    for finder, notices in by_finder.items():
        try:
            found = finder.many(notices)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            # one bad record among them: each is looked for by itself, and the bad one steps aside then
            logger.error("Notices cannot be looked up together: %s", type(error).__name__)
            continue
        for notice in notices:
            kinds.remember(notice, found.get(notice.pk))
