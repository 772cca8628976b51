"""A pause of a tandem: either begins it with its end in mind, it ends by itself on the day or earlier by hand.

Who paused or went on is kept nowhere: both are told in the same words. While it lasts reminders and prompts are silent.
"""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.actions import plan
from people.errors import ActionError, NotAllowed
from people.models import Person
from people.states import change_state
from people.times.clock import day_of, midnight
from programs.rhythm import monday_of
from tandems import drafts, rules
from tandems.actions.meetings import cancel_dated
from tandems.enums import TANDEM_TRANSITIONS, MeetingState, TandemState
from tandems.models import Meeting, Tandem
from tandems.plan import spread

log = logging.getLogger(__name__)
LONGEST = timedelta(weeks=26)


def latest_end(tandem: Tandem, today: date) -> date:
    """The last day on which a pause may end: the tandem's own, half a year at most."""
    half_a_year = today + LONGEST
    last = tandem.last_day
    return min(last, half_a_year) if last and last > today else half_a_year


@transaction.atomic
def pause(*, tandem: Tandem, person: Person, until: date, now: datetime) -> Tandem:
    """The tandem rests and goes on by itself on the day `until`. In a pause: it ends on another day.

    What has a date before that day is cancelled; what is open and planned before it moves behind. Raises NotAllowed,
    ActionError if the day is not to come or too far away, or if the tandem is over.
    """
    fresh = _lock(tandem, person)
    if fresh.state == TandemState.PAUSED and fresh.paused_until == until:
        return _copy(fresh, tandem)
    if not rules.can_pause(fresh, person):
        raise ActionError(_("This tandem has ended."))
    _check_day(fresh, until, now)
    _enter(fresh, TandemState.PAUSED, event="tandem.paused", paused_until=until)
    cancel_dated(tandem=fresh, now=now, until=midnight(until))
    replan(tandem=fresh, first=until, now=now)
    plan(
        drafts.about_tandem(
            "tandem_paused",
            fresh,
            fresh.people,
            now,
            midnight(until),
            again=f":{now:%Y%m%dT%H%M%S}",
            also={"until": until.isoformat()},
        )
    )
    return _copy(fresh, tandem)


@transaction.atomic
def resume(*, tandem: Tandem, person: Person | None, now: datetime) -> Tandem:
    """The pause is over: by hand of one of the two, or by itself (`person` None). Harmless if it is over already.

    By hand before its day, open meetings are planned from today on. Raises NotAllowed.
    """
    fresh = _lock(tandem, person)
    if fresh.state != TandemState.PAUSED:
        return _copy(fresh, tandem)
    today, until = day_of(now), fresh.paused_until
    _enter(fresh, TandemState.ACTIVE, event="tandem.resumed", paused_until=None, resumed_at=now)
    if until is None or today < until:
        _lay_anew(fresh, today, now)
    week = now + timedelta(days=7)
    plan(drafts.about_tandem("tandem_resumed", fresh, fresh.people, now, week, again=f":{now:%Y%m%dT%H%M%S}"))
    return _copy(fresh, tandem)


def resume_due(now: datetime) -> int:
    """End the pauses whose day has come, each in its own transaction; returns how many were looked at."""
    due = list(Tandem.objects.filter(state=TandemState.PAUSED, paused_until__lte=day_of(now)))
    for tandem in due:
        try:
            resume(tandem=tandem, person=None, now=now)
        except ActionError:
            log.warning("The pause of tandem %s could not be ended", tandem.pk)
    return len(due)


def replan(*, tandem: Tandem, first: date, now: datetime) -> None:
    """Open meetings of the plan move behind `first` if one of them is planned before it. Nothing else is touched."""
    monday = monday_of(first + timedelta(days=6))
    if tandem.meetings.filter(state=MeetingState.OPEN, planned_week__lt=monday).exists():
        _lay_anew(tandem, first, now)


def _lay_anew(tandem: Tandem, first: date, now: datetime) -> None:
    meetings = list(tandem.meetings.filter(state=MeetingState.OPEN).order_by("number"))
    last = max(tandem.last_day or first, first)
    weeks = spread(count=len(meetings), first=first, last=last, rhythm_weeks=tandem.rhythm_weeks)
    for meeting, week in zip(meetings, weeks, strict=True):
        meeting.planned_week = week
        meeting.sequence += 1  # reminders of the old week are no longer true
        meeting.changed_at = now
    Meeting.objects.bulk_update(meetings, ["planned_week", "sequence", "changed_at"])


def _check_day(tandem: Tandem, until: date, now: datetime) -> None:
    today = day_of(now)
    if until <= today:
        raise ActionError(_("Please choose a day that is still to come."))
    if until > latest_end(tandem, today):
        raise ActionError(_("A pause ends within half a year, and before the tandem does."))


def _lock(tandem: Tandem, person: Person | None) -> Tandem:
    fresh = Tandem.objects.select_for_update(of=("self",)).with_people().get(pk=tandem.pk)
    if person is not None and not rules.takes_part(fresh, person):
        raise NotAllowed
    return fresh


def _enter(tandem: Tandem, state: TandemState, *, event: str, **also: Any) -> None:
    # SECURITY: no actor, HR sees that a tandem pauses, not whose wish it was
    change_state(
        tandem, state, transitions=TANDEM_TRANSITIONS, actor=None, event=event, program_id=tandem.program_id, **also
    )


def _copy(fresh: Tandem, tandem: Tandem) -> Tandem:
    for name in ("state", "paused_until", "resumed_at"):
        setattr(tandem, name, getattr(fresh, name))
    return tandem
