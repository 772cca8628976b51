"""Which reminders are due: read from the data, in batches, and written to the outbox where they are not there yet.

Safe to run twice, late, or on two machines at once: the outbox knows each fact and recipient once.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Subquery

from notices import choices
from notices.actions import Draft, plan
from notices.choices import Choices
from notices.models import Notice
from people.batches import batches
from people.times.clock import day_of
from tandems import drafts
from tandems.enums import MeetingState, TandemState
from tandems.models import Meeting, ProposedSlot, Tandem

BATCH = 200
TOO_LATE = timedelta(hours=2)  # a meeting set at such short notice needs no reminder
APART = timedelta(hours=12)  # who is asked to prepare is not reminded of the meeting right afterwards
AHEAD = timedelta(days=14)
KEEPS = timedelta(days=5)


def plan_due(now: datetime) -> int:
    """Write every reminder about offers and meetings that is due; returns how many were new."""
    return sum(plan(batch) for batch in _all_drafts(now) if batch)


def _all_drafts(now: datetime) -> Iterator[list[Draft]]:
    made = choices.load()
    for tandems in batches(_offered(now), BATCH):
        yield [draft for tandem in tandems for draft in _offer_reminders(tandem, made, now)]
    for meetings in batches(_soon(made, now), BATCH):
        yield [draft for meeting in meetings for draft in _ahead(meeting, made, now)]
    for meetings in batches(_without_date(made, now), BATCH):
        yield _agree_on_date(meetings, made, now)


# ------------------------------------------------------------------ offers
def _offered(now: datetime) -> Iterable[Tandem]:
    offered = Tandem.objects.with_people().filter(state=TandemState.OFFERED, offered_at__lt=now, answer_until__gt=now)
    return offered.prefetch_related("consents").order_by("pk").iterator(chunk_size=BATCH)


def _offer_reminders(tandem: Tandem, made: Choices, now: datetime) -> list[Draft]:
    [days] = made.days("offer_reminder", tandem.program_id)
    due_at = drafts.reminder_due_at(tandem, days)
    if now < due_at:
        return []
    answered = {consent.person_id for consent in tandem.consents.all()}
    return drafts.offer_reminder(tandem, [person for person in tandem.asked if person.pk not in answered], due_at)


# ------------------------------------------------------------------ days before a meeting
def _soon(made: Choices, now: datetime) -> Iterable[Meeting]:
    days = max(made.furthest(code) for code in ("meeting_prepare", "meeting_tomorrow"))
    soon = Meeting.objects.for_planning().dated_ahead(now).filter(starts_at__lte=now + timedelta(days=days))
    return soon.order_by("pk").iterator(chunk_size=BATCH)


def _ahead(meeting: Meeting, made: Choices, now: datetime) -> list[Draft]:
    """To prepare, and right before it. A day is 24 hours: over a change of the clock it is an hour earlier or later."""
    if meeting.starts_at is None:
        return []
    program, left = meeting.tandem.program_id, meeting.starts_at - now
    prepare, before = (timedelta(days=made.days(f"meeting_{code}", program)[0]) for code in ("prepare", "tomorrow"))
    found: list[Draft] = []
    if before + APART < left <= prepare:
        found += drafts.about_meeting("meeting_prepare", meeting, meeting.tandem.people, now, meeting.starts_at)
    if left <= before and meeting.changed_at <= meeting.starts_at - TOO_LATE:
        found += drafts.about_meeting("meeting_tomorrow", meeting, meeting.tandem.people, now, meeting.starts_at)
    return found


# ------------------------------------------------------------------ nothing is dated
def _without_date(made: Choices, now: datetime) -> Iterable[Meeting]:
    """The next open meeting of each running tandem that has no date ahead, if it is planned for soon. Where times wait
    for an answer nobody is asked."""
    proposed = ProposedSlot.objects.filter(proposal__meeting=OuterRef("pk"), starts_at__gt=now)
    siblings = Meeting.objects.filter(tandem=OuterRef("tandem"))
    first_open = siblings.filter(state=MeetingState.OPEN).order_by("number").values("pk")[:1]
    limit = day_of(now) + timedelta(days=made.furthest("agree_on_date"))
    found = Meeting.objects.for_planning().filter(
        ~Exists(siblings.dated_ahead(now)),
        ~Exists(proposed),
        tandem__state=TandemState.ACTIVE,
        state=MeetingState.OPEN,
        planned_week__lte=limit,
        pk=Subquery(first_open),
    )
    return found.order_by("pk").iterator(chunk_size=BATCH)


def _agree_on_date(meetings: list[Meeting], made: Choices, now: datetime) -> list[Draft]:
    days = {meeting.pk: made.days("agree_on_date", meeting.tandem.program_id) for meeting in meetings}
    near = [one for one in meetings if one.planned_week <= day_of(now) + timedelta(days=days[one.pk][0])]
    first = [draft for meeting in near for draft in _ask(meeting, now)]
    asked = Notice.objects.filter(dedupe_key__in=[draft.dedupe_key for draft in first]).only("context", "due_at")
    asked_at = {notice.context["meeting"]: notice.due_at for notice in asked}
    waiting = [
        meeting
        for meeting in near
        if (at := asked_at.get(str(meeting.pk))) and at <= now - timedelta(days=days[meeting.pk][1])
    ]
    return first + [draft for meeting in waiting for draft in _ask(meeting, now, ":again")]


def _ask(meeting: Meeting, now: datetime, again: str = "") -> list[Draft]:
    return drafts.about_meeting("agree_on_date", meeting, meeting.tandem.people, now, now + KEEPS, again)
