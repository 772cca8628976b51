"""Programmes with surveys. Answers go in through `submit`, as people's do."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory

from evaluation.enums import Occasion
from evaluation.figures.publishing import publish
from evaluation.models import Invitation, Questionnaire, Wave
from evaluation.surveys import submit
from programs.enums import ProgramState
from programs.models import Participation, Program
from programs.tests.factories import GoalFactory, MenteeFactory, ParticipationFactory, ProgramFactory, TopicFactory
from tandems.tests.factories import TandemFactory


class WaveFactory(factory.django.DjangoModelFactory):
    """Open for three weeks from 2 March 2026."""

    class Meta:
        model = Wave

    program = factory.SubFactory(ProgramFactory, state=ProgramState.RUNNING)
    occasion = Occasion.MEETING
    questionnaire = factory.LazyAttribute(
        lambda wave: Questionnaire.objects.ours().filter(occasion=wave.occasion).first()
    )
    opens_on = date(2026, 3, 2)
    closes_on = factory.LazyAttribute(lambda wave: wave.opens_on + timedelta(days=21))


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    wave = factory.SubFactory(WaveFactory)
    participation = factory.SubFactory(ParticipationFactory, program=factory.SelfAttribute("..wave.program"))
    person = factory.SelfAttribute("participation.person")
    created_at = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def take_part(program: Any, mentees: int, mentors: int) -> list[Participation]:
    """People in running tandems: as many of each role as asked for."""
    people = [MenteeFactory(program=program) for _n in range(mentees)]
    people += [ParticipationFactory(program=program) for _n in range(mentors)]
    for number in range(max(mentees, mentors)):
        mentee = people[number % mentees] if mentees else MenteeFactory(program=program)
        mentor = people[mentees + number % mentors] if mentors else ParticipationFactory(program=program)
        TandemFactory(program=program, mentee=mentee, mentor=mentor)
    return people


def answer(wave: Wave, participation: Participation, **answers: Any) -> Invitation:
    """An invited person answers on the first day of the wave."""
    invitation, _is_new = Invitation.objects.get_or_create(
        wave=wave, person=participation.person, defaults={"participation": participation}
    )
    submit(invitation=invitation, answers=answers, now=noon(wave.opens_on))
    return invitation


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def evaluated_program() -> Program:
    """Six mentees and five mentors who answered after a meeting and at both ends, published.

    Mentees find the meeting worth the time (4.00 of 5), mentors less so (3.40).
    """
    program = ProgramFactory(state=ProgramState.RUNNING, slug="eye-level", name_en="Eye level", smallest_group=5)
    topic = TopicFactory(program=program, name_en="AI", name_de="KI")
    GoalFactory(program=program)
    people = take_part(program, 6, 5)
    start = WaveFactory(program=program, occasion=Occasion.START)
    pulse = WaveFactory(program=program, occasion=Occasion.MEETING)
    end = WaveFactory(program=program, occasion=Occasion.END)
    for number, one in enumerate(people):
        skill = {"skill": {topic.pk: 2}} if one.role == "mentee" else {}
        better = {"skill": {topic.pk: 3 + number % 2}} if skill else {}
        answer(start, one, network=2, **skill)
        answer(pulse, one, useful=4, open=5, shaped=3, worth=4 if skill else 3 + number % 5 // 3)
        answer(end, one, network=3, benefit_me=4, recommend=9, change=f"=1+{number}", differently_words="Ask", **better)
    publish(program, noon(end.opens_on))
    return program
