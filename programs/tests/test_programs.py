"""A programme's life: what it needs before it opens, its steps, who sees it."""

from datetime import date, timedelta

import pytest

from notices.models import Notice
from people.actions import deactivate_person, erase_person
from people.errors import ActionError, NotAllowed, StaleState, WrongState
from people.models import AuditEvent, Person
from people.tests.factories import OrganisationFactory, PersonFactory
from programs import hooks, rules
from programs.actions import NotReady, add_usual_topics, create_program, set_program_state
from programs.admin.steps import STEPS
from programs.checklist import missing
from programs.enums import PROGRAM_TRANSITIONS, ParticipationState, ProgramState, Role, TeamRole, TopicKind
from programs.models import Participation, Program
from programs.tests.factories import (
    ConsentTextFactory,
    GoalFactory,
    MenteeFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready():
    """A programme in preparation that lacks nothing."""
    program = ProgramFactory(
        state=ProgramState.DRAFT,
        description_de="Worum es geht.",
        sign_up_until=date(2026, 2, 20),
        sponsor=PersonFactory(level=1),
        sponsor_message_de="Ich bin dabei.",
    )
    GoalFactory(program=program)
    ConsentTextFactory(program=program)
    for _number in range(3):
        TopicFactory(program=program)
    for role in TeamRole:
        TeamMemberFactory(program=program, role=role)
    return program


def manager(program):
    return program.team.filter(role=TeamRole.MANAGER).first().person


def change(**values):
    def apply(program):
        Program.objects.filter(pk=program.pk).update(**values)

    return apply


NO_WEIGHTS = dict.fromkeys(
    ["weight_topics", "weight_exchange", "weight_department", "weight_language", "weight_place", "weight_times"], 0
)
GAPS = {
    "purpose": change(purpose=""),
    "description": change(description_de=" "),
    "company": lambda program: program.organisations.clear(),
    "sign_up_until": change(sign_up_until=date(2026, 3, 2)),
    "period": change(ends_on=None),
    "meetings": change(rhythm_weeks=26, ends_on=date(2026, 8, 1)),
    "weights": change(**NO_WEIGHTS),
    "sponsor": change(sponsor=None),
    "sponsor_message": change(sponsor_message_de=""),
    "goal": lambda program: program.goals.all().delete(),
    "topics": lambda program: program.topics.first().delete(),
    "manager": lambda program: program.team.filter(role=TeamRole.MANAGER).delete(),
    "viewer": lambda program: program.team.filter(role=TeamRole.VIEWER).delete(),
    "contact": lambda program: program.team.filter(role=TeamRole.CONTACT).delete(),
    "consent": lambda program: program.consent_texts.all().delete(),
}


def test_a_programme_that_lacks_nothing_opens(ready, now):
    assert missing(ready) == []
    set_program_state(program=ready, state=ProgramState.OPEN, actor=manager(ready), now=now)
    assert ready.state == ProgramState.OPEN
    event = AuditEvent.objects.get(event="program.state_changed")
    assert event.details == {"from": "draft", "to": "open"}


@pytest.mark.parametrize("code", GAPS)
def test_what_is_missing_is_named_and_keeps_it_closed(ready, code, now):
    GAPS[code](ready)
    ready.refresh_from_db()
    assert [item.code for item in missing(ready)] == [code]
    with pytest.raises(NotReady) as refused:
        set_program_state(program=ready, state=ProgramState.OPEN, actor=None, now=now)
    assert str(missing(ready)[0].text) in str(refused.value)
    ready.refresh_from_db()
    assert ready.state == ProgramState.DRAFT


def test_a_topic_in_return_is_no_topic_to_learn(ready):
    ready.topics.update(kind=TopicKind.EXCHANGE)
    assert [item.code for item in missing(ready)] == ["topics"]


@pytest.mark.parametrize("old", ProgramState)
@pytest.mark.parametrize("new", ProgramState)
def test_only_the_steps_of_the_table_are_possible(ready, old, new, now):
    Program.objects.filter(pk=ready.pk).update(state=old)
    ready.refresh_from_db()
    if new in PROGRAM_TRANSITIONS[old]:
        assert set_program_state(program=ready, state=new, actor=manager(ready), now=now).state == new
        assert (old, new) in STEPS
    else:
        assert (old, new) not in STEPS
        with pytest.raises(WrongState):
            set_program_state(program=ready, state=new, actor=manager(ready), now=now)


def test_of_two_who_take_the_same_step_one_is_told(ready, now):
    second = Program.objects.get(pk=ready.pk)
    set_program_state(program=ready, state=ProgramState.OPEN, actor=None, now=now)
    with pytest.raises(StaleState):
        set_program_state(program=second, state=ProgramState.OPEN, actor=None, now=now)


@pytest.mark.parametrize("role", [TeamRole.VIEWER, TeamRole.CONTACT, None])
def test_only_managers_take_steps(ready, role, now):
    person = ready.team.get(role=role).person if role else PersonFactory(is_staff=True, is_superuser=True)
    with pytest.raises(NotAllowed):
        set_program_state(program=ready, state=ProgramState.OPEN, actor=person, now=now)


def test_floors_above_hear_of_a_step(ready, now, monkeypatch):
    heard = []
    monkeypatch.setattr(hooks, "_state_changed", [lambda *said: heard.append(said)])
    set_program_state(program=ready, state=ProgramState.OPEN, actor=None, now=now)
    assert heard == [(ready, ProgramState.DRAFT, now)]


def test_opening_confirms_sign_ups_that_were_imported_before(ready, now):
    participation = ParticipationFactory(program=ready)
    ParticipationFactory(program=ready, state=ParticipationState.WITHDRAWN)
    set_program_state(program=ready, state=ProgramState.OPEN, actor=None, now=now)
    assert Notice.objects.get(kind="signed_up").recipient == participation.person


def test_the_usual_topics_are_added_once(now):
    program = create_program(
        program=Program(name_de="A", purpose="digital"), actor=PersonFactory(is_staff=True), now=now
    )
    assert add_usual_topics(program=program, actor=manager(program)) == 17
    assert add_usual_topics(program=program, actor=manager(program)) == 0
    assert program.topics.filter(kind=TopicKind.EXCHANGE).count() == 5


def test_two_programmes_of_one_name_have_two_addresses(now):
    actor = PersonFactory(is_staff=True)
    slugs = [
        create_program(program=Program(name_en="Eye level", purpose="digital"), actor=actor, now=now).slug
        for _number in range(3)
    ]
    assert slugs == ["eye-level", "eye-level-2", "eye-level-3"]


# ---------------------------------------------------------------- who sees what


@pytest.mark.parametrize(
    ("state", "link", "sees"),
    [
        (ProgramState.DRAFT, "colleague", False),
        (ProgramState.OPEN, "colleague", True),
        (ProgramState.RUNNING, "colleague", True),
        (ProgramState.OPEN, "other company", False),
        (ProgramState.OPEN, "no company", False),
        (ProgramState.DRAFT, "participant", True),
        (ProgramState.RUNNING, "participant of another company", True),
        (ProgramState.DRAFT, "viewer", True),
        (ProgramState.DRAFT, "sponsor", True),
        (ProgramState.DRAFT, "superuser", False),
    ],
)
def test_who_sees_a_programme(state, link, sees):
    program = ProgramFactory(state=state)
    elsewhere = OrganisationFactory(name="Anderes Haus")
    person = {
        "other company": lambda: PersonFactory(organisation=elsewhere),
        "no company": lambda: PersonFactory(organisation=None, department=None),
        "participant": lambda: ParticipationFactory(program=program).person,
        "participant of another company": lambda: (
            ParticipationFactory(program=program, person__organisation=elsewhere).person
        ),
        "viewer": lambda: TeamMemberFactory(program=program, role=TeamRole.VIEWER).person,
        "superuser": lambda: PersonFactory(is_superuser=True, is_staff=True),
    }.get(link, PersonFactory)()
    if link == "sponsor":
        Program.objects.filter(pk=program.pk).update(sponsor=person)
    assert Program.objects.visible_to(person).filter(pk=program.pk).exists() is sees


@pytest.mark.parametrize(
    ("state", "until", "own_company", "may"),
    [
        (ProgramState.OPEN, None, True, True),
        (ProgramState.OPEN, 0, True, True),
        (ProgramState.OPEN, -1, True, False),
        (ProgramState.OPEN, 5, False, False),
        (ProgramState.DRAFT, 5, True, False),
        (ProgramState.MATCHING, 5, True, False),
        (ProgramState.RUNNING, 5, True, False),
        (ProgramState.CLOSED, 5, True, False),
    ],
)
def test_who_can_sign_up_and_when(state, until, own_company, may):
    today = date(2026, 3, 4)
    last_day = None if until is None else today + timedelta(days=until)
    program = ProgramFactory(state=state, sign_up_until=last_day)
    person = PersonFactory() if own_company else PersonFactory(organisation__name="Anderes Haus")
    assert rules.can_sign_up(program, person, today) is may


def test_a_closed_account_cannot_sign_up():
    assert not rules.can_sign_up(ProgramFactory(), PersonFactory(is_active=False), date(2026, 3, 4))


@pytest.mark.parametrize(
    ("level", "mentee", "mentor"),
    [(1, True, False), (2, True, True), (3, True, True), (4, True, True), (5, False, True), (None, False, False)],
)
def test_which_role_is_open_to_which_level(level, mentee, mentor):
    person = PersonFactory(level=level)
    assert rules.can_be(Role.MENTEE, person) is mentee
    assert rules.can_be(Role.MENTOR, person) is mentor


@pytest.mark.parametrize(
    ("who", "state", "program_state", "may"),
    [
        ("self", ParticipationState.SIGNED_UP, ProgramState.RUNNING, True),
        ("self", ParticipationState.DRAFT, ProgramState.OPEN, True),
        ("self", ParticipationState.WITHDRAWN, ProgramState.OPEN, False),
        ("self", ParticipationState.SIGNED_UP, ProgramState.CLOSED, False),
        ("manager", ParticipationState.SIGNED_UP, ProgramState.RUNNING, True),
        ("manager", ParticipationState.DRAFT, ProgramState.OPEN, False),
        ("viewer", ParticipationState.SIGNED_UP, ProgramState.RUNNING, False),
        ("stranger", ParticipationState.SIGNED_UP, ProgramState.RUNNING, False),
    ],
)
def test_who_can_withdraw_whom(who, state, program_state, may):
    participation = ParticipationFactory(state=state, program__state=program_state)
    person = {
        "self": lambda: participation.person,
        "manager": lambda: TeamMemberFactory(program=participation.program).person,
        "viewer": lambda: TeamMemberFactory(program=participation.program, role=TeamRole.VIEWER).person,
        "stranger": PersonFactory,
    }[who]()
    assert rules.can_withdraw(participation, person) is may


# ---------------------------------------------------------------- closed accounts, erasure


def test_a_closed_account_leaves_every_programme_that_is_not_over(now, monkeypatch):
    left = []
    monkeypatch.setattr(hooks, "_left", [lambda participation, now: left.append(participation)])
    person = PersonFactory()
    running = ParticipationFactory(person=person, motivation="Neugier", program__state=ProgramState.RUNNING)
    over = ParticipationFactory(person=person, program__state=ProgramState.CLOSED)
    draft = ParticipationFactory(person=person, state=ParticipationState.DRAFT, signed_up_at=None)
    deactivate_person(person=person, actor=None, now=now)
    states = dict(Participation.objects.values_list("pk", "state"))
    assert states == {running.pk: "withdrawn", over.pk: "signed_up"}
    assert not Participation.objects.filter(pk=draft.pk).exists()
    assert left == [running]
    assert Participation.objects.get(pk=running.pk).motivation == ""


def test_the_last_manager_of_a_programme_stays_until_there_is_another(now):
    member = TeamMemberFactory()
    with pytest.raises(ActionError):
        deactivate_person(person=member.person, actor=None, now=now)
    assert Person.objects.get(pk=member.person_id).is_active
    TeamMemberFactory(program=member.program)
    deactivate_person(person=member.person, actor=None, now=now)
    assert not Person.objects.get(pk=member.person_id).is_active


def test_erasing_a_person_keeps_only_the_bare_row_of_a_sign_up(now):
    mine = MenteeFactory(motivation="Neugier")
    mine.topic_choices.create(topic=TopicFactory(program=mine.program), level=1)
    text = ConsentTextFactory(program=mine.program)
    mine.consents.create(text=text, source="browser")
    partner = ParticipationFactory(program=mine.program, joint_with=mine.person)
    other = ParticipationFactory(program=mine.program, motivation="Bleibt")
    other.consents.create(text=text, source="browser")
    erase_person(person=mine.person, actor=None, now=now)
    mine.refresh_from_db()
    partner.refresh_from_db()
    assert (mine.motivation, mine.slots, partner.joint_with) == ("", [], None)
    assert not mine.topic_choices.exists()
    assert not mine.consents.exists()
    other.refresh_from_db()
    assert other.motivation == "Bleibt"
    assert other.consents.count() == 1
