"""What HR and a few pairs do in a programme, through the same doors as in the browser, whatever blueprint it has."""

from datetime import date

from django.utils import timezone

from people.models import Person
from people.tests.factories import DepartmentFactory, PersonFactory
from programs import actions
from programs.enums import ConsentSource, Mode, Role, Slot, TeamRole, TopicKind
from programs.models import Program, Topic
from tandems import rules
from tandems.actions import accept_offer
from tandems.enums import TandemState
from tandems.matching import release, run_now, start_run
from tandems.models import Tandem

PAIRS = 5


def signed_up(program: Program, pairs: int = PAIRS) -> tuple[list[Person], list[Person]]:
    """Pairs who could form tandems in any programme: each department has a mentee and a mentor, all times suit."""
    company = program.organisations.get()
    found: dict[str, list[Person]] = {Role.MENTEE: [], Role.MENTOR: []}
    for number in range(2 * pairs):
        role = Role.MENTEE if number % 2 else Role.MENTOR
        department = DepartmentFactory(organisation=company, name=f"Abteilung {number // 2}")
        newcomer = date(2025, 4, 1) if role == Role.MENTOR else date(2005, 4, 1)
        person = PersonFactory(
            organisation=company,
            department=department,
            level=4 if role == Role.MENTOR else 2,
            hired_on=newcomer,
            language="en" if number % 4 else "de",
        )
        sign_up(program, person, role)
        found[role].append(person)
    return found[Role.MENTEE], found[Role.MENTOR]


def sign_up(program: Program, person: Person, role: str) -> None:
    topics = Topic.objects.filter(program=program)
    consent_text = program.consent_texts.first()
    assert consent_text is not None
    actions.sign_up(
        program=program,
        person=person,
        role=role,
        topics=dict.fromkeys(topics.filter(kind=TopicKind.LEARN)[:3], 1 if role == Role.MENTEE else 4),
        exchange=list(topics.filter(kind=TopicKind.EXCHANGE)[:2]),
        slots=list(Slot.values),
        mode=Mode.BOTH,
        max_tandems=1,
        motivation="",
        joint_with=None,
        consent_text=consent_text,
        source=ConsentSource.BROWSER,
        now=timezone.now(),
    )


def answer_offers(program: Program) -> None:
    """Whoever is asked says yes; where one is asked after the other, the other one is asked in the same round."""
    for _round in range(2):
        for tandem in Tandem.objects.with_people().filter(program=program, state=TandemState.OFFERED):
            for person in [person for person in tandem.people if rules.takes_part(tandem, person)]:
                text = program.consent_texts.first()
                accept_offer(tandem=tandem, person=person, now=timezone.now(), consent_text=text)


def match(program: Program) -> None:
    """HR has the computer match and releases every pair; the offers are answered by `answer_offers`."""
    hr = program.team.get(role=TeamRole.MANAGER).person
    run = start_run(program=program, actor=hr, now=timezone.now())
    run_now(run, timezone.now())
    release(run=run, proposals=list(run.proposals.all()), actor=hr, now=timezone.now())
