from datetime import UTC, date, datetime

import factory

from programs.enums import ProgramState
from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory
from tandems.enums import MeetingState, TandemState
from tandems.models import Meeting, Tandem


class TandemFactory(factory.django.DjangoModelFactory):
    """A running tandem without meetings."""

    class Meta:
        model = Tandem

    program = factory.SubFactory(ProgramFactory, state=ProgramState.RUNNING)
    mentee = factory.SubFactory(MenteeFactory, program=factory.SelfAttribute("..program"))
    mentor = factory.SubFactory(ParticipationFactory, program=factory.SelfAttribute("..program"))
    state = TandemState.ACTIVE
    offered_at = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
    answer_until = datetime(2026, 2, 20, 9, 0, tzinfo=UTC)
    open_until = factory.SelfAttribute("answer_until")
    started_at = datetime(2026, 2, 15, 9, 0, tzinfo=UTC)


class MeetingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Meeting

    tandem = factory.SubFactory(TandemFactory)
    number = factory.Sequence(lambda n: n + 1)
    state = MeetingState.OPEN
    planned_week = date(2026, 3, 2)
