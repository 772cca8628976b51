"""Briefings: whom each is for, what is still to be read, and the texts a programme starts with."""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db.models import Q, QuerySet

from people.errors import NotAllowed
from people.models import Person
from programs.enums import OVER_STATES, Audience, ParticipationState, ProgramState, Role, TeamRole
from programs.models import Briefing, BriefingRead, Program

TEXTS = Path(__file__).parent / "briefing_texts.toml"
# line managers and leadership are told once people are signed up for good
FOR_THOSE_AROUND = (ProgramState.MATCHING, ProgramState.RUNNING, ProgramState.CLOSING)


@cache
def texts() -> dict[str, dict[str, str]]:
    """Audience to the text in both languages."""
    read = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    return {name: {code: text.strip() for code, text in both.items()} for name, both in read.items()}


def write_first(program: Program) -> None:
    """The texts that a new programme starts with."""
    Briefing.objects.bulk_create(
        Briefing(program=program, audience=audience, text_de=texts()[audience]["de"], text_en=texts()[audience]["en"])
        for audience in Audience.values
    )


def visible_to(person: Person) -> QuerySet[Briefing]:
    """The briefings of the roles that `person` has: each programme's managers may read all of theirs."""
    signed_up = Q(program__participations__person=person) & Q(
        program__participations__state=ParticipationState.SIGNED_UP
    )
    mentors = Q(program__participations__person__manager=person) & Q(
        program__participations__state=ParticipationState.SIGNED_UP, program__participations__role=Role.MENTOR
    )
    is_mentee = signed_up & Q(program__participations__role=Role.MENTEE, audience=Audience.MENTEE)
    is_mentor = signed_up & Q(program__participations__role=Role.MENTOR, audience=Audience.MENTOR)
    is_manager = mentors & Q(audience=Audience.LINE_MANAGER, program__state__in=FOR_THOSE_AROUND)
    leads = (Q(program__team__person=person, program__team__role=TeamRole.VIEWER) | Q(program__sponsor=person)) & Q(
        audience=Audience.LEADERSHIP, program__state__in=FOR_THOSE_AROUND
    )
    runs = Q(program__team__person=person, program__team__role=TeamRole.MANAGER)
    return Briefing.objects.filter(is_mentee | is_mentor | is_manager | leads | runs).distinct()


def to_read(person: Person) -> QuerySet[Briefing]:
    """What `person` is asked to read and has not confirmed yet. Who only runs the programme is not asked."""
    not_asked = Q(program__team__person=person, program__team__role=TeamRole.MANAGER) | Q(
        program__state__in=[*OVER_STATES, ProgramState.DRAFT]
    )
    return (
        visible_to(person)
        .exclude(pk__in=Briefing.objects.filter(not_asked).values("pk"))
        .exclude(reads__person=person)
        .select_related("program")
    )


def confirm(*, briefing: Briefing, person: Person, now: datetime) -> None:
    """`person` has read it. Raises NotAllowed for anyone it is not for."""
    if not visible_to(person).filter(pk=briefing.pk).exists():
        raise NotAllowed
    BriefingRead.objects.get_or_create(briefing=briefing, person=person, defaults={"read_at": now})
