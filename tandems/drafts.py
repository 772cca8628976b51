"""Who is to hear what, and when: drafts for the outbox, with keys that name the fact and the recipient.

What ends or does not start a tandem is always said to both in the same words: neither the mail nor the outbox, which HR
can see, tells who caused it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from notices.actions import Draft
from people.models import Person
from tandems.models import Agreement, Delegation, Meeting, SlotProposal, Tandem

ANSWER_KEEPS = timedelta(days=14)  # how long news of a tandem or a meeting makes sense
SLOTS_KEEP = timedelta(days=7)
SECOND_THOUGHTS = timedelta(minutes=10)


def about_tandem(
    kind: str,
    tandem: Tandem,
    people: Iterable[Person],
    due_at: datetime,
    until: datetime,
    *,
    again: str = "",
    also: dict[str, Any] | None = None,
) -> list[Draft]:
    """`again` tells apart several notices of one kind about one tandem; `also` joins the context."""
    return [
        Draft(
            kind=kind,
            recipient=person,
            dedupe_key=f"tandem:{tandem.pk}:{kind}{again}:{person.pk}",
            due_at=due_at,
            context={"tandem": tandem.pk, **(also or {})},
            program_id=tandem.program_id,
            expires_at=until,
        )
        for person in people
        if person.is_active
    ]


def about_meeting(
    kind: str,
    meeting: Meeting,
    people: Iterable[Person],
    due_at: datetime,
    until: datetime,
    again: str = "",
    delegation: Delegation | None = None,
) -> list[Draft]:
    """`again` tells apart several notices of one kind about one state of the meeting, `delegation` says who acted."""
    by = {"delegation": delegation.pk} if delegation else {}
    return [
        Draft(
            kind=kind,
            recipient=person,
            dedupe_key=f"meeting:{meeting.pk}:{meeting.sequence}:{kind}{again}:{person.pk}",
            due_at=due_at,
            context={"meeting": str(meeting.pk), "sequence": meeting.sequence, **by},
            program_id=meeting.tandem.program_id,
            expires_at=until,
        )
        for person in people
        if person.is_active
    ]


def offer(tandem: Tandem, people: Iterable[Person], now: datetime) -> list[Draft]:
    return about_tandem("offer", tandem, people, now, tandem.answer_until)


def reminder_due_at(tandem: Tandem, days: int) -> datetime:
    """So many days before the deadline, half-way between being asked and the deadline at the earliest."""
    return tandem.answer_until - min(timedelta(days=days), timedelta(days=tandem.program.answer_days) / 2)


def offer_reminder(tandem: Tandem, people: Iterable[Person], due_at: datetime) -> list[Draft]:
    return about_tandem("offer_reminder", tandem, people, due_at, tandem.answer_until)


def news(kind: str, tandem: Tandem, now: datetime) -> list[Draft]:
    """That the tandem has started, does not start, or has ended: to all who know of it."""
    return about_tandem(kind, tandem, tandem.asked, now, now + ANSWER_KEEPS)


def agreement_news(kind: str, agreement: Agreement, person: Person, now: datetime) -> list[Draft]:
    """To the other of the two, some minutes later: a slip mended at once asks nobody twice."""
    return [
        Draft(
            kind=kind,
            recipient=person,
            dedupe_key=f"agreement:{agreement.pk}:{kind}:{person.pk}",
            due_at=now + SECOND_THOUGHTS,
            context={"tandem": agreement.tandem_id, "number": agreement.number},
            program_id=agreement.tandem.program_id,
            expires_at=now + ANSWER_KEEPS,
        )
    ]


def meeting_news(
    kind: str, meeting: Meeting, people: Iterable[Person], now: datetime, delegation: Delegation | None = None
) -> list[Draft]:
    """That a meeting was set, moved or cancelled. It makes sense until the meeting would be over."""
    until = meeting.ends_at or now + ANSWER_KEEPS
    return about_meeting(kind, meeting, people, now, max(until, now + timedelta(hours=1)), delegation=delegation)


def slots(proposal: SlotProposal, now: datetime) -> list[Draft]:
    """That times were proposed: to whoever is to choose one."""
    meeting = proposal.meeting
    other = meeting.tandem.partner_of(proposal.proposed_by)
    if not other.is_active:
        return []
    return [
        Draft(
            kind="slots_proposed",
            recipient=other,
            dedupe_key=f"slots:{proposal.pk}:{other.pk}",
            due_at=now,
            context={"proposal": str(proposal.pk)},
            program_id=meeting.tandem.program_id,
            expires_at=now + SLOTS_KEEP,
        )
    ]


def delegate_named(delegation: Delegation, now: datetime) -> list[Draft]:
    return [
        Draft(
            kind="delegate_named",
            recipient=delegation.delegate,
            dedupe_key=f"delegation:{delegation.pk}:named",
            due_at=now,
            context={"delegation": delegation.pk},
        )
    ]
