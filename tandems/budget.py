"""The hours of mentors against what their line managers agreed to. The mentor hears first when they are used up."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from notices.actions import Draft, plan
from people.batches import batches
from programs.enums import OVER_STATES, ManagerAnswer
from programs.models import ManagerConsent
from tandems.hours import minutes_by_person

FIRST_THE_MENTOR = timedelta(days=5)  # before the line manager sees it
KEEPS = timedelta(days=14)
BATCH = 200
PEOPLE = ("manager", "participation__program", "participation__person")


def used_minutes(consents: Iterable[ManagerConsent], now: datetime) -> dict[int, int]:
    """Minutes each mentor has spent, by key of the consent. Two queries."""
    rows = list(consents)
    by_participation: dict[UUID, int] = minutes_by_person([one.participation for one in rows], now)
    return {one.pk: by_participation[one.participation_id] for one in rows}


def shown_minutes(consent: ManagerConsent, used: int, now: datetime) -> int:
    """What the line manager sees: no more than was agreed until the mentor has known for some days."""
    if consent.over_since and now >= consent.over_since + FIRST_THE_MENTOR:
        return used
    return min(used, consent.hours * 60)


def check(now: datetime) -> int:
    """Note whose hours are used up and tell them, once each time; returns how many notices were new."""
    agreed = ManagerConsent.objects.current().filter(state=ManagerAnswer.AGREED)
    running = agreed.exclude(participation__program__state__in=OVER_STATES).select_related(*PEOPLE)
    return sum(_check(rows, now) for rows in batches(running.order_by("pk"), BATCH))


def _check(consents: list[ManagerConsent], now: datetime) -> int:
    used = used_minutes(consents, now)
    over = [one for one in consents if used[one.pk] > one.hours * 60]
    for one in over:
        if one.over_since is None:
            one.over_since = now
            one.save(update_fields=["over_since"])
    back = [one.pk for one in consents if one.over_since and used[one.pk] <= one.hours * 60]
    ManagerConsent.objects.filter(pk__in=back).update(over_since=None)
    return plan(_draft(one) for one in over if one.over_since and now < one.over_since + KEEPS)


def _draft(consent: ManagerConsent) -> Draft:
    since: datetime = consent.over_since  # type: ignore[assignment]
    mentor = consent.participation.person
    return Draft(
        kind="hours_used_up",
        recipient=mentor,
        dedupe_key=f"manager-consent:{consent.pk}:over:{since:%Y%m%dT%H%M%S}:{mentor.pk}",
        due_at=since,
        expires_at=since + KEEPS,
        context={"consent": consent.pk},
        program_id=consent.participation.program_id,
    )
