"""Waves follow the programme by themselves: `plan` says when, `choosing` with which questions, here they open.

What is due is computed from the data, so running this twice, late or at once on two machines changes nothing.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from evaluation.enums import Occasion
from evaluation.models import Invitation, Wave
from evaluation.surveys import plan as plans
from evaluation.surveys.choosing import choices
from evaluation.surveys.groups import fix_cells
from evaluation.surveys.plan import PULSE, Course, Turn
from evaluation.surveys.telling import drafts_for
from notices.actions import plan
from notices.choices import load as choices_of_hr
from people.batches import batches
from people.models import Person
from people.times.clock import day_of, midnight
from programs.enums import STARTED_STATES, ParticipationState, ProgramState, Role
from programs.models import Participation, Program
from tandems.enums import TOGETHER_STATES, MeetingState, TandemState
from tandems.models import Meeting, Tandem

BATCH = 500
TAKING_PART = (*TOGETHER_STATES, TandemState.COMPLETED)


def open_waves(now: datetime) -> list[Wave]:
    """Open the waves that are due at `now` and return the new ones. Nobody is invited yet.

    A wave without a questionnaire that may be used waits: HR sees it on the page of the programme's surveys.
    """
    day = day_of(now)
    programs = list(_programs())
    ready = choices(programs)
    due = [
        Wave(
            program=program,
            questionnaire=ready[program.pk][turn.occasion].used,
            occasion=turn.occasion,
            opens_on=turn.opens_on,
            closes_on=turn.closes_on,
        )
        for program in programs
        for turn in _turns(course_of(program), day)
        if ready[program.pk][turn.occasion].used
    ]
    Wave.objects.bulk_create(due, ignore_conflicts=True)
    # where another process was faster, the row is theirs
    return list(Wave.objects.filter(pk__in=[wave.pk for wave in due]).select_related("program", "questionnaire"))


def _programs() -> QuerySet[Program]:
    """Programmes with a tandem that started, their waves at hand."""
    return (
        Program.objects.filter(state__in=[*STARTED_STATES, ProgramState.CLOSED])
        .annotate(first_start=Min("tandems__started_at"))
        .filter(first_start__isnull=False)
        .prefetch_related("waves")
    )


def course_of(program: Program) -> Course:
    """`program` must come with `first_start`, the moment its first tandem started."""
    first = day_of(program.first_start)  # type: ignore[attr-defined]
    return Course(program, max(program.starts_on or first, first), list(program.waves.all()))


def _turns(course: Course, day: date) -> list[Turn]:
    turns = plans.due(course, day)
    pulse = plans.pulse(course, day)
    if pulse is None:
        return turns
    met = _held(plans.last_pulse(course, pulse.opens_on), pulse.opens_on).filter(tandem__program=course.program)
    return [*turns, pulse] if met.exists() else turns


def _held(since: date, until: date) -> QuerySet[Meeting]:
    """Meetings held from `since` to the day before `until`."""
    return Meeting.objects.filter(
        state=MeetingState.HELD, starts_at__gte=midnight(since), starts_at__lt=midnight(until)
    )


@transaction.atomic
def invite(wave: Wave, now: datetime) -> int:
    """Invite whom the wave concerns and who is not invited yet; returns how many. Reminders are planned for later."""
    wave = Wave.objects.select_for_update(of=("self",)).select_related("program").get(pk=wave.pk)
    if not wave.is_open_on(day_of(now)):
        return 0
    rows = _to_invite(wave, now)
    if rows:
        fix_cells(wave, rows)
        made = choices_of_hr()
        for batch in batches(rows, BATCH):
            Invitation.objects.bulk_create(batch)
            plan(draft for row in batch for draft in drafts_for(row, wave, made, now))
    return len(rows)


def _to_invite(wave: Wave, now: datetime) -> list[Invitation]:
    if wave.occasion == Occasion.MANAGERS:
        return [Invitation(wave=wave, person=one, created_at=now) for one in line_managers(wave)]
    return [
        Invitation(wave=wave, participation=one, person=one.person, created_at=now)
        for one in _participations(wave, now).select_related("program", "person__organisation", "person__department")
    ]


def _participations(wave: Wave, now: datetime) -> QuerySet[Participation]:
    tandems = _tandems_of(OuterRef("pk"))
    if wave.occasion == Occasion.MEETING:
        held = _held(_previous_pulse(wave), wave.opens_on)
        tandems = tandems.filter(Exists(held.filter(tandem=OuterRef("pk"))))
    asked = Invitation.objects.filter(Q(wave=wave) | _asked_lately(wave, now), person=OuterRef("person"))
    return (
        Participation.objects.filter(program=wave.program_id, state=ParticipationState.SIGNED_UP)
        .filter(Exists(tandems), ~Exists(asked), person__is_active=True)
        .order_by("pk")
    )


def line_managers(wave: Wave) -> QuerySet[Person]:
    """Line managers, not invited yet, of those who take part as mentors. Of several mentors they are asked once."""
    mentors = Participation.objects.filter(
        Exists(_tandems_of(OuterRef("pk"))),
        program=wave.program_id,
        role=Role.MENTOR,
        state=ParticipationState.SIGNED_UP,
        person__is_active=True,
        person__manager=OuterRef("pk"),
    )
    asked = Invitation.objects.filter(wave=wave, person=OuterRef("pk"))
    return Person.objects.filter(Exists(mentors), ~Exists(asked), is_active=True).order_by("pk")


def _tandems_of(participation: OuterRef) -> QuerySet[Tandem]:
    return Tandem.objects.filter(Q(mentee=participation) | Q(mentor=participation), state__in=TAKING_PART)


def _asked_lately(wave: Wave, now: datetime) -> Q:
    """A pulse at most once in two weeks, whatever programmes a person is in."""
    if wave.occasion != Occasion.MEETING:
        return Q(pk=None)
    return Q(wave__occasion=Occasion.MEETING, created_at__gt=now - PULSE)


def _previous_pulse(wave: Wave) -> date:
    program = _programs().get(pk=wave.program_id)
    return plans.last_pulse(course_of(program), wave.opens_on)
