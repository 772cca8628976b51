"""Steps of weight do nothing without a fresh proof and a reason; with both they are done, and the reason is logged."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.tests.access_matrix import people_import
from mentoring.tests.test_side_doors import signed_in
from mentoring.tests.world import World, build_world
from notices import tasks
from notices.models import Notice
from people.models import AuditEvent, Person
from people.tests.factories import PersonFactory
from people.tests.proof import REASON, prove
from programs.actions import check_sign_ups
from programs.enums import ProgramState
from programs.models import Participation, Program, SignUpImport
from programs.tests.factories import MenteeFactory, ParticipationFactory
from tandems.enums import ProposalState
from tandems.models import MatchingRun, Proposal

pytestmark = pytest.mark.django_db
SIGN_UPS = "E-Mail;Rolle;Themen;Zeiten\nneu@example.org;Mentor:in;{topic}=3;Mo vormittags\n"


@pytest.fixture
def world() -> World:
    return build_world()


@dataclass(frozen=True)
class Step:
    """`address` and `data` of the POST that takes it; `is_done` looks whether it was taken; `event` logs it."""

    who: str
    address: Callable[[World], str]
    data: Callable[[World], dict[str, Any]]
    is_done: Callable[[World], bool]
    event: str


def open_programme(world: World) -> str:
    """It takes sign-ups, and somebody could be invited."""
    today = timezone.localdate()
    later = today + timezone.timedelta(days=9)
    Program.objects.filter(pk=world.program.pk).update(
        state=ProgramState.OPEN, sign_up_until=later, starts_on=later + timezone.timedelta(days=1)
    )
    PersonFactory(email="neu@example.org", level=4)
    return reverse("admin:programme_invite", args=[world.program.pk])


def sign_up_file(world: World) -> str:
    open_programme(world)
    content = SIGN_UPS.format(topic=world.program.topics.get().name_de).encode()
    stored = SignUpImport.objects.filter(program=world.program).first() or check_sign_ups(
        program=world.program, file_name="a.csv", content=content, actor=world.people["hr"]
    )
    return reverse("admin:programs_program_sign_ups_preview", args=[world.program.pk, stored.pk])


def matching(world: World) -> MatchingRun:
    """With a pair that can be asked."""
    mentee = MenteeFactory(program=world.program, person__level=1)
    mentor = ParticipationFactory(program=world.program, person__level=5)
    Proposal.objects.create(run=world.run, mentee=mentee, mentor=mentor, score=0.8)
    return world.run


def is_active(persona: str) -> Callable[[World], bool]:
    return lambda world: not Person.objects.get(pk=world.people[persona].pk).is_active


def form_of(world: World, **changes: object) -> dict[str, Any]:
    person = world.people["stranger"]
    names = ("first_name", "last_name", "email", "language", "time_zone")
    own = {name: getattr(person, name) for name in names}
    return {**own, "spoken_languages": "de", "organisation": person.organisation_id, **changes}


def person_page(world: World) -> str:
    return reverse("admin:people_person_change", args=[world.people["stranger"].pk])


STEPS = {
    "import of people": Step(
        "hr",
        lambda w: reverse("admin:people_peopleimport_apply", args=[people_import(w).pk]),
        lambda w: {},
        lambda w: Person.objects.filter(email="ada@example.org").exists(),
        "people.imported",
    ),
    "import of sign-ups": Step(
        "hr",
        sign_up_file,
        lambda w: {"consent": "1"},
        lambda w: Participation.objects.filter(person__email="neu@example.org").exists(),
        "program.sign_ups_imported",
    ),
    "invitation": Step(
        "hr",
        open_programme,
        lambda w: {"send": ""},
        lambda w: Notice.objects.filter(kind="invited").exists(),
        "program.invited",
    ),
    "deactivation of several": Step(
        "hr",
        lambda w: reverse("admin:people_person_changelist"),
        lambda w: {
            "action": "deactivate_selected",
            "confirmed": "1",
            "_selected_action": [w.people["stranger"].pk, w.people["leadership"].pk],
        },
        is_active("stranger"),
        "person.deactivated",
    ),
    "deactivation of one": Step(
        "hr",
        lambda w: reverse("admin:people_person_deactivate", args=[w.people["stranger"].pk]),
        lambda w: {},
        is_active("stranger"),
        "person.deactivated",
    ),
    "release of a matching": Step(
        "hr",
        lambda w: reverse("admin:tandems_matchingrun_release", args=[matching(w).pk]),
        lambda w: {"all": "1", "confirmed": "1"},
        lambda w: MatchingRun.objects.get(pk=w.run.pk).proposals.filter(state=ProposalState.RELEASED).exists(),
        "matching.released",
    ),
    "access for HR": Step(
        "superuser",
        person_page,
        lambda w: form_of(w, is_staff="on"),
        lambda w: Person.objects.get(pk=w.people["stranger"].pk).is_staff,
        "person.changed",
    ),
    "address to sign in with": Step(
        "hr",
        person_page,
        lambda w: form_of(w, email="other@example.org"),
        lambda w: Person.objects.filter(email="other@example.org").exists(),
        "person.changed",
    ),
    "erasure": Step(
        "mentee",
        lambda w: reverse("privacy_erase"),
        lambda w: {"email": w.people["mentee"].email},
        is_active("mentee"),
        "person.erased",
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_of_weight_needs_a_fresh_proof_and_a_reason(world, name):
    step, person = STEPS[name], world.people[STEPS[name].who]
    client = signed_in(person)
    address, data = step.address(world), step.data(world)
    needs_reason = name != "erasure"  # nobody owes a reason for leaving

    assert "proof" in client.post(address, data | REASON).text
    prove(client, person, seconds_ago=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 5)
    assert "proof" in client.post(address, data | REASON).text
    if needs_reason:
        prove(client, person)
        assert 'name="reason"' in client.post(address, data).text
        assert client.post(address, data | {"reason": " . "}).status_code == 400
    assert not step.is_done(world)
    assert not AuditEvent.objects.filter(event=step.event).exists()

    prove(client, person)
    client.post(address, data | (REASON if needs_reason else {}))
    assert step.is_done(world)
    event = AuditEvent.objects.filter(event=step.event).first()
    assert event.details.get("reason") == (REASON["reason"] if needs_reason else None)


def test_the_proof_of_somebody_else_is_none(world):
    client = signed_in(world.people["hr"])
    prove(client, world.people["other_hr"])
    step = STEPS["invitation"]
    assert "proof" in client.post(step.address(world), step.data(world) | REASON).text
    assert not step.is_done(world)


# ------------------------------------------------------------------ the page that asks
def hidden(html: str) -> dict[str, list[str]]:
    """What the page carries along."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


@pytest.fixture
def asked(world) -> tuple[Client, World, str, dict[str, list[str]]]:
    """HR is asked while inviting one department and two levels."""
    client = signed_in(world.people["hr"])
    address = open_programme(world)
    typed = {"levels": ["2", "4"], "sites": [], "send": "", "reason": "For the start in spring"}
    page = client.post(address, typed).text
    assert 'value="For the start in spring"' in page
    return client, world, address, hidden(page)


def test_what_was_typed_travels_through_the_question(asked):
    _client, _world, _address, carried = asked
    assert carried == {"levels": ["2", "4"], "send": [""]}


def test_the_password_confirms_and_the_step_goes_on_by_itself(asked):
    client, world, address, carried = asked
    wrong = client.post(address, carried | {"reason": "For the start", "password": "no", "proof": "check"})
    assert wrong.status_code == 400
    assert hidden(wrong.text) == carried
    assert not STEPS["invitation"].is_done(world)

    answer = client.post(address, carried | {"reason": "For the start", "password": "password", "proof": "check"})
    assert answer.status_code == 302
    assert STEPS["invitation"].is_done(world)
    assert AuditEvent.objects.get(event="program.invited").details["reason"] == "For the start"


def code_in(message: mail.EmailMessage) -> str:
    return re.search(r"^[A-Z0-9]{4,}(-[A-Z0-9]+)*$", str(message.body), re.MULTILINE).group()  # type: ignore[union-attr]


def test_whoever_has_no_password_confirms_with_a_code_that_the_worker_sends(asked):
    client, world, address, carried = asked
    world.people["hr"].set_unusable_password()
    world.people["hr"].save()
    client.force_login(world.people["hr"], backend="django.contrib.auth.backends.ModelBackend")

    page = client.post(address, carried | {"reason": "For the start", "proof": "send"}).text
    assert 'name="password"' not in page
    assert hidden(page) == carried
    assert mail.outbox == []
    tasks.deliver_codes()
    assert mail.outbox[0].to == [world.people["hr"].email]

    given = carried | {"reason": "For the start", "proof": "check"}
    assert client.post(address, given | {"code": "AAAA"}).status_code == 400
    answer = client.post(address, given | {"code": code_in(mail.outbox[0])})
    assert answer.status_code == 302
    assert STEPS["invitation"].is_done(world)


def test_a_code_is_worth_three_tries(asked):
    client, world, address, carried = asked
    client.post(address, carried | {"reason": "For the start", "proof": "send"})
    tasks.deliver_codes()
    for _try in range(3):
        client.post(address, carried | {"reason": "For the start", "code": "AAAA", "proof": "check"})
    right = {"reason": "For the start", "code": code_in(mail.outbox[0]), "proof": "check"}
    assert client.post(address, carried | right).status_code == 400
    assert not STEPS["invitation"].is_done(world)


def test_passwords_cannot_be_tried_without_end(asked):
    client, world, address, carried = asked
    for number in range(10):
        client.post(address, carried | {"reason": "For the start", "password": f"x{number}", "proof": "check"})
    client.post(address, carried | {"reason": "For the start", "password": "password", "proof": "check"})
    assert not STEPS["invitation"].is_done(world)
