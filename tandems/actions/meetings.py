"""The meetings of a tandem: plan, date, move, cancel, log.

Who set, moved or cancelled a meeting is kept nowhere. Whoever acts on an outdated picture of a meeting gets StaleState;
the same request twice is harmless.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from notices.actions import plan
from people.errors import ActionError, NotAllowed, StaleState
from people.models import Person
from people.states import change_state
from people.times.clock import day_of, midnight
from programs.models import Topic
from programs.rhythm import monday_of, weeks
from tandems import drafts, rules
from tandems.actions.cancelled import begin_anew, count_cancelled
from tandems.actions.delegation import check_delegation, note_step
from tandems.enums import MEETING_TRANSITIONS, MeetingState
from tandems.models import Delegation, Effort, Meeting, SlotProposal, Tandem
from tandems.models.effort import MOST_MINUTES

SHORTEST, LONGEST = 5, 600  # minutes
FURTHEST = timedelta(days=3 * 366)


def plan_meetings(*, tandem: Tandem, now: datetime) -> list[Meeting]:
    """Write the plan: one open meeting for each week that the programme's period and rhythm give from now on."""
    return Meeting.objects.bulk_create(
        Meeting(tandem=tandem, number=number, planned_week=week, minutes=tandem.meeting_minutes, changed_at=now)
        for number, week in enumerate(planned_weeks(tandem, day_of(now)), start=1)
    )


def planned_weeks(tandem: Tandem, today: date) -> list[date]:
    """Mondays. For a tandem that is there when the programme starts as many as `Program.planned_meetings` says."""
    program = tandem.program
    first = max(today, program.starts_on or today)
    last = max(program.ends_on or first, first)
    return weeks(first=first, last=last, rhythm_weeks=tandem.rhythm_weeks)


@transaction.atomic
def set_date(
    *,
    meeting: Meeting,
    person: Person,
    starts_at: datetime,
    minutes: int,
    place: str,
    topic: Topic | None,
    now: datetime,
    delegation: Delegation | None = None,
) -> Meeting:
    """Set the date of a meeting, move it, or plan a cancelled one anew. The other of the two is told at once.

    With a `delegation` its delegate does it for `person`: then both are told who it was. Times that were proposed are
    answered by it. Raises NotAllowed, StaleState if the meeting has changed since `meeting` was read, ActionError for
    a date that is not in the future.
    """
    fresh = lock(meeting, person)
    check_delegation(delegation, person)
    wanted = {"starts_at": starts_at, "minutes": minutes, "place": place, "topic": topic}
    if fresh.state == MeetingState.DATED and _is_already(fresh, wanted):
        return _copy(fresh, meeting)
    check_fresh(fresh, meeting)
    check_details(fresh.tandem, minutes, topic)
    check_future(starts_at, now)
    check_pause(fresh.tandem, starts_at)
    if not rules.can_set_date(fresh, person):
        raise StaleState
    kind = "meeting_moved" if fresh.state == MeetingState.DATED else "meeting_set"
    _enter(
        fresh, MeetingState.DATED, event=kind.replace("_", "."), sequence=fresh.sequence + 1, changed_at=now, **wanted
    )
    told = [fresh.tandem.partner_of(person)] if delegation is None else fresh.tandem.people
    mine = [person] if delegation is None else []
    plan(
        [
            *drafts.meeting_news(kind, fresh, told, now, delegation),
            *drafts.meeting_news("meeting_for_calendar", fresh, mine, now),
        ]
    )
    note_step(delegation, fresh, kind, now)
    return _copy(fresh, meeting)


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, person: Person, now: datetime, delegation: Delegation | None = None) -> Meeting:
    """The meeting does not take place, or did not; both are told of one that was still to come.

    It still counts as planned and can be planned anew with `set_date`. Harmless if it is cancelled already. Raises
    NotAllowed or StaleState.
    """
    fresh = lock(meeting, person)
    check_delegation(delegation, person)
    if fresh.state == MeetingState.CANCELLED:
        return _copy(fresh, meeting)
    check_fresh(fresh, meeting)
    if not rules.can_cancel(fresh, person):
        raise StaleState
    if fresh.starts_at is None or fresh.starts_at > now:
        count_cancelled(fresh, person, now)
    _cancel(fresh, now, delegation)
    note_step(delegation, fresh, "meeting_cancelled", now)
    return _copy(fresh, meeting)


def cancel_dated(*, tandem: Tandem, now: datetime, until: datetime | None = None) -> None:
    """What was still to come does not take place: all of it, or what begins before `until`."""
    for meeting in tandem.meetings.with_people().dated_ahead(now):
        if until is None or (meeting.starts_at and meeting.starts_at < until):
            _cancel(meeting, now)


def _cancel(meeting: Meeting, now: datetime, delegation: Delegation | None = None) -> None:
    """Both are told: the entry leaves both calendars, and the outbox does not show whose doing it was."""
    _enter(meeting, MeetingState.CANCELLED, event="meeting.cancelled", sequence=meeting.sequence + 1, changed_at=now)
    if meeting.starts_at is None or meeting.starts_at > now:
        plan(drafts.meeting_news("meeting_cancelled", meeting, meeting.tandem.people, now, delegation))


@transaction.atomic
def hold_meeting(
    *,
    meeting: Meeting,
    person: Person,
    minutes: int,
    topic: Topic | None,
    now: datetime,
    starts_at: datetime | None = None,
    topics: Collection[Topic] | None = None,
) -> Meeting:
    """Log that the meeting took place: how long, about what and, if it was not when it was set for, when.

    `topic` is what had been planned, `topics` what was covered, to learn and in return (None: what had been planned).
    Raises NotAllowed, StaleState, or ActionError if it has no date or lies in the future.
    """
    fresh = lock(meeting, person)
    began = starts_at or fresh.starts_at
    held = {"starts_at": began, "minutes": minutes, "topic": topic}
    covered = set(topics if topics is not None else filter(None, [topic]))
    if fresh.state == MeetingState.HELD and _is_already(fresh, held) and set(fresh.topics.all()) == covered:
        return _copy(fresh, meeting)
    check_fresh(fresh, meeting)
    check_details(fresh.tandem, minutes, topic, *covered)
    if began is None:
        raise ActionError(_("Please say when you met."))
    _check_past(fresh.tandem, began, now)
    if not rules.can_hold(fresh, person):
        raise StaleState
    _enter(fresh, MeetingState.HELD, event="meeting.held", held_at=now, changed_at=now, **held)
    fresh.topics.set(covered)
    begin_anew(fresh.tandem)
    return _copy(fresh, meeting)


@transaction.atomic
def note_effort(
    *, meeting: Meeting, person: Person, preparation_minutes: int, follow_up_minutes: int, now: datetime
) -> Effort:
    """What `person` spent on preparing a meeting that was held, and on following it up. Can be said again later.

    Raises NotAllowed, or ActionError for a meeting that was not held or more than a day.
    """
    if not rules.takes_part(meeting.tandem, person):
        raise NotAllowed
    if not rules.can_note_effort(meeting, person):
        raise ActionError(_("This meeting is not logged as held yet."))
    spent = {"preparation_minutes": preparation_minutes, "follow_up_minutes": follow_up_minutes}
    if not all(0 <= minutes <= MOST_MINUTES for minutes in spent.values()):
        raise ActionError(_("Preparation and follow-up take between 0 minutes and a day."))
    said = Effort.objects.filter(meeting=meeting, person=person, **spent).first()
    more = {"changed_at": now}
    return said or Effort.objects.update_or_create(meeting=meeting, person=person, defaults=spent | more)[0]


@transaction.atomic
def add_meeting(
    *,
    tandem: Tandem,
    person: Person,
    starts_at: datetime,
    minutes: int,
    place: str,
    topic: Topic | None,
    now: datetime,
) -> Meeting:
    """A meeting beside the plan: one to come, of which the other is told, or one already held.

    The same meeting twice is harmless. Raises NotAllowed or ActionError.
    """
    tandem = Tandem.objects.select_for_update(of=("self",)).with_people().get(pk=tandem.pk)
    if not rules.takes_part(tandem, person):
        raise NotAllowed
    if not rules.can_plan(tandem, person):
        raise ActionError(_("This tandem has ended."))
    check_details(tandem, minutes, topic)
    twin = tandem.meetings.filter(is_extra=True, starts_at=starts_at, minutes=minutes, topic=topic).first()
    if twin and twin.state in (MeetingState.DATED, MeetingState.HELD):
        return twin
    meeting = Meeting(
        tandem=tandem,
        number=(tandem.meetings.aggregate(last=Max("number"))["last"] or 0) + 1,
        planned_week=monday_of(day_of(starts_at)),
        is_extra=True,
        minutes=minutes,
        changed_at=now,
    )
    meeting.save(force_insert=True)
    if starts_at <= now:
        return hold_meeting(meeting=meeting, person=person, minutes=minutes, topic=topic, now=now, starts_at=starts_at)
    return set_date(
        meeting=meeting, person=person, starts_at=starts_at, minutes=minutes, place=place, topic=topic, now=now
    )


def lock(meeting: Meeting, person: Person) -> Meeting:
    """The meeting as it is now, kept from anyone else until the end of the transaction. Raises NotAllowed."""
    # the tandem first, as everywhere: one that is just ending is waited for, and then seen to have ended
    Tandem.objects.select_for_update().get(pk=meeting.tandem_id)
    fresh = Meeting.objects.select_for_update(of=("self",)).with_people().get(pk=meeting.pk)
    if not rules.takes_part(fresh.tandem, person):
        raise NotAllowed
    return fresh


def check_fresh(fresh: Meeting, known: Meeting) -> None:
    """The caller has seen what the row holds. The row is locked, so it stays so until the change is written."""
    if (fresh.state, fresh.sequence) != (known.state, known.sequence):
        raise StaleState


def _is_already(meeting: Meeting, wanted: Mapping[str, object]) -> bool:
    return all(getattr(meeting, name) == value for name, value in wanted.items())


def check_details(tandem: Tandem, minutes: int, *topics: Topic | None) -> None:
    if not SHORTEST <= minutes <= LONGEST:
        raise ActionError(
            _("A meeting lasts between %(least)s and %(most)s minutes.") % {"least": SHORTEST, "most": LONGEST}
        )
    if any(topic is not None and topic.program_id != tandem.program_id for topic in topics):
        raise ActionError(_("This topic is not one of the programme."))


def check_future(starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise ActionError(_("This time has passed. If you have met, log the meeting as held."))
    if starts_at > now + FURTHEST:
        raise ActionError(_("This date is more than three years away."))


def check_pause(tandem: Tandem, starts_at: datetime) -> None:
    if tandem.is_paused and tandem.paused_until and starts_at < midnight(tandem.paused_until):
        raise ActionError(
            _("Your tandem pauses until then. Choose a day from %(day)s on, or end the pause first.")
            % {"day": date_format(tandem.paused_until, "DATE_FORMAT")}
        )


def _check_past(tandem: Tandem, starts_at: datetime, now: datetime) -> None:
    if starts_at > now:
        raise ActionError(_("This meeting has not begun yet."))
    # a tandem may have met before the programme knew of it, but not in another year
    if tandem.started_at and starts_at < tandem.started_at - timedelta(days=366):
        raise ActionError(_("This date is long before your tandem started."))


def _enter(meeting: Meeting, state: MeetingState, *, event: str, **also: Any) -> None:
    # SECURITY: no actor, so that not even the audit log says who cancelled
    change_state(
        meeting,
        state,
        transitions=MEETING_TRANSITIONS,
        actor=None,
        event=event,
        program_id=meeting.tandem.program_id,
        **also,
    )
    SlotProposal.objects.filter(meeting=meeting).delete()


def _copy(fresh: Meeting, meeting: Meeting) -> Meeting:
    """The caller's object says what the row says now."""
    for name in ("state", "starts_at", "minutes", "place", "topic", "sequence", "changed_at", "held_at"):
        setattr(meeting, name, getattr(fresh, name))
    return meeting
