import pytest

from people.tests.factories import OrganisationFactory, PersonFactory
from programs.actions import create_program, sign_up, withdraw
from programs.enums import ConsentSource, ParticipationState, Role, TeamRole
from programs.models import Participation, Program
from programs.tests.factories import ConsentTextFactory, ProgramFactory, TopicFactory

pytestmark = pytest.mark.django_db


def signed_up(*, program, person, now, **changes):
    details = {
        "role": Role.MENTOR,
        "topics": {TopicFactory(program=program): 3},
        "exchange": [],
        "slots": ["1am"],
        "mode": "both",
        "max_tandems": 1,
        "motivation": "",
        "joint_with": None,
        "consent_text": program.current_consent_text() or ConsentTextFactory(program=program),
        "source": ConsentSource.BROWSER,
    }
    return sign_up(program=program, person=person, now=now, **{**details, **changes})


def test_whoever_creates_a_programme_manages_it(now):
    actor = PersonFactory(is_staff=True)
    program = create_program(
        program=Program(name_de="Führung übt", purpose="digital"),
        actor=actor,
        now=now,
        organisations=[OrganisationFactory()],
    )
    assert program.slug == "fuehrung-uebt"
    assert program.team.get().role == TeamRole.MANAGER
    assert list(Program.objects.managed_by(actor)) == [program]
    text = program.current_consent_text()
    assert text.version == 1
    assert text.text_de
    assert text.text_en


def test_signing_up_records_the_version_of_the_text(now):
    program = ProgramFactory()
    ConsentTextFactory(program=program)
    second = ConsentTextFactory(program=program, version=2)
    participation = signed_up(program=program, person=PersonFactory(), now=now)
    assert participation.state == ParticipationState.SIGNED_UP
    assert participation.consents.get().text == second


def test_whoever_leaves_leaves_no_motivation_behind(now):
    participation = signed_up(program=ProgramFactory(), person=PersonFactory(), now=now, motivation="Neugier")
    withdraw(participation=participation, actor=participation.person, now=now)
    stored = Participation.objects.get()
    assert stored.state == ParticipationState.WITHDRAWN
    assert stored.motivation == ""
