from datetime import UTC, date, datetime

import factory

from people.tests.factories import OrganisationFactory, PersonFactory
from programs.enums import EventKind, Measure, ParticipationState, ProgramState, Role, TeamRole, TopicKind
from programs.models import ConsentText, Event, Goal, Participation, Program, TeamMember, Topic


class ProgramFactory(factory.django.DjangoModelFactory):
    """A programme open for sign-up, March to September 2026, offered to the bank."""

    class Meta:
        model = Program
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"programm-{n}")
    name_de = factory.Sequence(lambda n: f"Digital auf Augenhöhe {n}")
    name_en = factory.Sequence(lambda n: f"Digital at eye level {n}")
    purpose = "digital"
    state = ProgramState.OPEN
    starts_on = date(2026, 3, 2)
    ends_on = date(2026, 9, 30)

    @factory.post_generation
    def organisations(self, create, extracted, **kwargs):
        if create:
            self.organisations.set(extracted if extracted is not None else [OrganisationFactory()])


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    program = factory.SubFactory(ProgramFactory)
    kind = TopicKind.LEARN
    name_de = factory.Sequence(lambda n: f"Thema {n}")
    name_en = factory.Sequence(lambda n: f"Topic {n}")


class GoalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Goal

    program = factory.SubFactory(ProgramFactory)
    title_de = "Treffen finden statt"
    title_en = "Meetings take place"
    measure = Measure.MEETINGS_HELD
    baseline = 0
    target = 85


class TeamMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TeamMember

    program = factory.SubFactory(ProgramFactory)
    person = factory.SubFactory(PersonFactory, is_staff=True)
    role = TeamRole.MANAGER


class ConsentTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConsentText

    program = factory.SubFactory(ProgramFactory)
    text_de = "Ich nehme freiwillig teil."
    text_en = "I take part voluntarily."


class ParticipationFactory(factory.django.DjangoModelFactory):
    """A signed-up mentor; `role=Role.MENTEE, person__level=2` makes a mentee."""

    class Meta:
        model = Participation

    program = factory.SubFactory(ProgramFactory)
    person = factory.SubFactory(PersonFactory)
    role = Role.MENTOR
    state = ParticipationState.SIGNED_UP
    slots = factory.LazyFunction(lambda: ["1am", "3pm"])
    signed_up_at = datetime(2026, 2, 1, 12, 0, tzinfo=UTC)


class MenteeFactory(ParticipationFactory):
    role = Role.MENTEE
    person = factory.SubFactory(PersonFactory, level=2)


class EventFactory(factory.django.DjangoModelFactory):
    """A kick-off in preparation, on 12 March 2026 at ten in Berlin, for mentees and mentors."""

    class Meta:
        model = Event

    program = factory.SubFactory(ProgramFactory)
    kind = EventKind.KICK_OFF
    title_de = "Auftakt"
    title_en = "Kick-off"
    starts_at = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
    changed_at = datetime(2026, 2, 1, 12, 0, tzinfo=UTC)


def joint_pairs() -> list[tuple[Participation, Participation]]:
    """Mentee and mentor of each joint sign-up: both signed up, each naming the other."""
    signed_up = {row.person_id: row for row in Participation.objects.signed_up().exclude(joint_with=None)}
    pairs = [(row, signed_up.get(row.joint_with_id)) for row in signed_up.values() if row.role == Role.MENTEE]
    return [
        (mentee, mentor)
        for mentee, mentor in pairs
        if mentor and mentor.role == Role.MENTOR and mentor.joint_with_id == mentee.person_id
    ]
