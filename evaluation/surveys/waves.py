"""Waves follow the programme by themselves: one at the start, a pulse every two weeks, one at the end.

What is due is computed from the data, so running this twice, late or at once on two machines changes nothing.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from evaluation.enums import Occasion
from evaluation.models import Invitation, Questionnaire, Wave
from notices.actions import Draft, plan
from people.clock import day_of, midnight
from programs.enums import ParticipationState, ProgramState
from programs.models import Participation, Program
from tandems.enums import TOGETHER_STATES, MeetingState, TandemState
from tandems.models import Meeting, Tandem

OPEN_FOR = timedelta(days=21)  # at the start and at the end
PULSE = timedelta(days=14)
LAST_DAYS = timedelta(days=14)  # of the period, in which the survey at the end opens
TOO_LATE = timedelta(days=28)  # after the end: answers would be about a memory
REMIND_AFTER = timedelta(days=5)
BATCH = 500
TAKING_PART = (*TOGETHER_STATES, TandemState.COMPLETED)


def open_waves(now: datetime) -> list[Wave]:
    """Open the waves that are due at `now` and return the new ones. Nobody is invited yet."""
    day = day_of(now)
    latest = _latest_questionnaires()
    due = [
        Wave(program=program, questionnaire=latest[occasion], occasion=occasion, opens_on=opens_on, closes_on=closes_on)
        for program in _programs()
        for occasion, opens_on, closes_on in _due(program, day)
        if occasion in latest
    ]
    Wave.objects.bulk_create(due, ignore_conflicts=True)
    # where another process was faster, the row is theirs
    return list(Wave.objects.filter(pk__in=[wave.pk for wave in due]).select_related("program", "questionnaire"))


def _latest_questionnaires() -> dict[str, Questionnaire]:
    return {one.occasion: one for one in Questionnaire.objects.order_by("occasion", "version")}


def _programs() -> QuerySet[Program]:
    """Programmes with a tandem that started, their waves at hand."""
    return (
        Program.objects.filter(state__in=[ProgramState.RUNNING, ProgramState.CLOSED])
        .annotate(first_start=Min("tandems__started_at"))
        .filter(first_start__isnull=False)
        .prefetch_related("waves")
    )


def _due(program: Program, day: date) -> list[tuple[str, date, date]]:
    """What the programme lacks on `day`, as (occasion, opens on, closes on)."""
    waves = {occasion: [w for w in program.waves.all() if w.occasion == occasion] for occasion in Occasion.values}
    begins = _begins(program)
    ends = program.ends_on
    if day < begins:
        return []
    due: list[tuple[str, date, date]] = []
    is_running = program.state == ProgramState.RUNNING and (ends is None or day <= ends)
    if is_running and not waves[Occasion.START] and (ends is None or day <= begins + (ends - begins) / 2):
        due.append((Occasion.START, day, day + OPEN_FOR))
    if is_running and (pulse := _pulse_due(program, waves[Occasion.MEETING], begins, day)):
        due.append(pulse)
    if not waves[Occasion.END] and _is_ending(program, day):
        due.append((Occasion.END, day, day + OPEN_FOR))
    return due


def _begins(program: Program) -> date:
    """The first day of the programme: its own, or that of the first tandem where that is later or HR named none."""
    first = day_of(program.first_start)  # type: ignore[attr-defined]
    return max(program.starts_on or first, first)


def _is_ending(program: Program, day: date) -> bool:
    ends = program.ends_on or day
    if program.state == ProgramState.CLOSED:
        return day <= ends + TOO_LATE
    return program.ends_on is not None and ends - LAST_DAYS < day <= ends + TOO_LATE


def _pulse_due(program: Program, pulses: list[Wave], begins: date, day: date) -> tuple[str, date, date] | None:
    """The pulse of the two weeks that `day` is in, once someone has a meeting to look back on."""
    number = (day - begins) // PULSE
    opens_on = begins + number * PULSE
    if number < 1 or any(wave.opens_on >= opens_on for wave in pulses):
        return None
    since = max((wave.opens_on for wave in pulses), default=begins)
    met = _held(since, opens_on).filter(tandem__program=program)
    return (Occasion.MEETING, opens_on, opens_on + PULSE - timedelta(days=1)) if met.exists() else None


def _held(since: date, until: date) -> QuerySet[Meeting]:
    """Meetings held from `since` to the day before `until`."""
    return Meeting.objects.filter(
        state=MeetingState.HELD, starts_at__gte=midnight(since), starts_at__lt=midnight(until)
    )


@transaction.atomic
def invite(wave: Wave, now: datetime) -> int:
    """Invite whom the wave concerns and who is not invited yet; returns how many. A reminder is planned for later."""
    Wave.objects.select_for_update(of=("self",)).get(pk=wave.pk)
    if not wave.is_open_on(day_of(now)):
        return 0
    invited = 0
    participations = list(_to_invite(wave, now).select_related("person"))
    for start in range(0, len(participations), BATCH):
        rows = [
            Invitation(wave=wave, participation=one, person=one.person, created_at=now)
            for one in participations[start : start + BATCH]
        ]
        Invitation.objects.bulk_create(rows)
        plan(draft for row in rows for draft in _notices(row, wave, now))
        invited += len(rows)
    return invited


def _to_invite(wave: Wave, now: datetime) -> QuerySet[Participation]:
    tandems = Tandem.objects.filter(Q(mentee=OuterRef("pk")) | Q(mentor=OuterRef("pk")), state__in=TAKING_PART)
    if wave.occasion == Occasion.MEETING:
        held = _held(_previous_pulse(wave), wave.opens_on)
        tandems = tandems.filter(Exists(held.filter(tandem=OuterRef("pk"))))
    asked = Invitation.objects.filter(Q(wave=wave) | _asked_lately(wave, now), person=OuterRef("person"))
    return (
        Participation.objects.filter(program=wave.program_id, state=ParticipationState.SIGNED_UP)
        .filter(Exists(tandems), ~Exists(asked), person__is_active=True)
        .order_by("pk")
    )


def _asked_lately(wave: Wave, now: datetime) -> Q:
    """A pulse at most once in two weeks, whatever programmes a person is in."""
    if wave.occasion != Occasion.MEETING:
        return Q(pk=None)
    return Q(wave__occasion=Occasion.MEETING, created_at__gt=now - PULSE)


def _previous_pulse(wave: Wave) -> date:
    pulses = Wave.objects.filter(program=wave.program_id, occasion=Occasion.MEETING, opens_on__lt=wave.opens_on)
    previous = pulses.order_by("-opens_on").values_list("opens_on", flat=True).first()
    program = Program.objects.annotate(first_start=Min("tandems__started_at")).get(pk=wave.program_id)
    return previous or _begins(program)


def _notices(invitation: Invitation, wave: Wave, now: datetime) -> list[Draft]:
    closes_at = midnight(wave.closes_on + timedelta(days=1))
    notices = [("survey_invitation", now), ("survey_reminder", now + REMIND_AFTER)]
    return [
        Draft(
            kind=kind,
            recipient=invitation.person,
            dedupe_key=f"survey:{invitation.pk}:{kind}",
            due_at=due_at,
            context={"invitation": str(invitation.pk)},
            program_id=wave.program_id,
            expires_at=min(closes_at, due_at + timedelta(days=4)),
        )
        for kind, due_at in notices
        if due_at < closes_at
    ]
