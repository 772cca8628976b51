"""Which reminders are due: read from the data, in batches, and written to the outbox where they are not there yet.

Safe to run twice, late, or on two machines at once: the outbox knows each fact and recipient once.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Subquery

from notices.actions import Draft, plan
from notices.models import Notice
from people.batches import batches
from people.clock import day_of
from tandems import drafts
from tandems.enums import MeetingState, TandemState
from tandems.models import Meeting, Tandem

BATCH = 200
DAY_BEFORE = timedelta(hours=24)
TOO_LATE = timedelta(hours=2)  # a meeting set at such short notice needs no reminder
AHEAD = timedelta(days=14)
AGAIN_AFTER = timedelta(days=7)
KEEPS = timedelta(days=5)


def plan_due(now: datetime) -> int:
    """Write every reminder about offers and meetings that is due; returns how many were new."""
    return sum(plan(batch) for batch in _all_drafts(now) if batch)


def _all_drafts(now: datetime) -> Iterator[list[Draft]]:
    for tandems in batches(_offered(now), BATCH):
        yield [draft for tandem in tandems for draft in _offer_reminders(tandem, now)]
    for meetings in batches(_soon(now), BATCH):
        yield [draft for meeting in meetings for draft in _day_before(meeting, now)]
    for meetings in batches(_without_date(now), BATCH):
        yield _agree_on_date(meetings, now)


# ------------------------------------------------------------------ offers
def _offered(now: datetime) -> Iterable[Tandem]:
    offered = Tandem.objects.with_people().filter(state=TandemState.OFFERED, offered_at__lt=now, answer_until__gt=now)
    return offered.prefetch_related("consents").order_by("pk").iterator(chunk_size=BATCH)


def _offer_reminders(tandem: Tandem, now: datetime) -> list[Draft]:
    if now < drafts.reminder_due_at(tandem):
        return []
    answered = {consent.person_id for consent in tandem.consents.all()}
    return drafts.offer_reminder(tandem, [person for person in tandem.asked if person.pk not in answered])


# ------------------------------------------------------------------ the day before
def _soon(now: datetime) -> Iterable[Meeting]:
    soon = Meeting.objects.with_people().dated_ahead(now).filter(starts_at__lte=now + DAY_BEFORE)
    return soon.order_by("pk").iterator(chunk_size=BATCH)


def _day_before(meeting: Meeting, now: datetime) -> list[Draft]:
    if meeting.starts_at is None or meeting.changed_at > meeting.starts_at - TOO_LATE:
        return []
    return drafts.about_meeting("meeting_tomorrow", meeting, meeting.tandem.people, now, meeting.starts_at)


# ------------------------------------------------------------------ nothing is dated
def _without_date(now: datetime) -> Iterable[Meeting]:
    """The next open meeting of each running tandem that has no date ahead, if it is planned for soon."""
    siblings = Meeting.objects.filter(tandem=OuterRef("tandem"))
    first_open = siblings.filter(state=MeetingState.OPEN).order_by("number").values("pk")[:1]
    limit = day_of(now) + AHEAD
    found = Meeting.objects.with_people().filter(
        ~Exists(siblings.dated_ahead(now)),
        tandem__state=TandemState.ACTIVE,
        state=MeetingState.OPEN,
        planned_week__lte=limit,
        pk=Subquery(first_open),
    )
    return found.order_by("pk").iterator(chunk_size=BATCH)


def _agree_on_date(meetings: list[Meeting], now: datetime) -> list[Draft]:
    first = [draft for meeting in meetings for draft in _ask(meeting, now)]
    long_ago = Notice.objects.filter(
        dedupe_key__in=[draft.dedupe_key for draft in first], due_at__lte=now - AGAIN_AFTER
    )
    waiting = {notice.context["meeting"] for notice in long_ago.only("context")}
    again = [draft for meeting in meetings if str(meeting.pk) in waiting for draft in _ask(meeting, now, ":again")]
    return first + again


def _ask(meeting: Meeting, now: datetime, again: str = "") -> list[Draft]:
    return drafts.about_meeting("agree_on_date", meeting, meeting.tandem.people, now, now + KEEPS, again)
