"""Signing up in the browser, as a person would go through it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from notices.models import Notice
from people import audit
from people.tests.factories import OrganisationFactory, PersonFactory
from programs.actions import withdraw
from programs.actions.participation import save_draft
from programs.enums import ParticipationState, ProgramState, Role, TopicKind
from programs.models import Participation, Program
from programs.personal_data import export
from programs.tests.factories import (
    ConsentTextFactory,
    MenteeFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
    TopicFactory,
    joint_pairs,
)
from programs.views import from_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    program = ProgramFactory()
    ConsentTextFactory(program=program)
    return program


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def step(program, name) -> str:
    return reverse("sign_up", args=[program.slug, name])


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_mentee_signs_up_in_three_steps_and_a_consent(program, language):
    first, second = TopicFactory(program=program), TopicFactory(program=program)
    back = TopicFactory(program=program, kind=TopicKind.EXCHANGE)
    person = PersonFactory(level=2, language=language)
    client = signed_in(person)

    assert client.get(step(program, "consent")).url == step(program, "role")
    answer = client.post(step(program, "role"), {"role": "mentee", "max_tandems": "1"})
    assert answer.url == step(program, "topics")
    assert Participation.objects.get().state == ParticipationState.DRAFT
    answer = client.post(
        step(program, "topics"),
        {"topic_1": second.pk, "level_1": "0", "topic_2": first.pk, "level_2": "2", "exchange": [back.pk]},
    )
    assert answer.url == step(program, "frame")
    answer = client.post(step(program, "frame"), {"mode": "online", "slots": ["1am", "4pm"], "motivation": "Neugier"})
    assert answer.url == step(program, "consent")
    page = client.get(answer.url).content.decode()
    assert "checked" not in page
    assert Participation.objects.get().state == ParticipationState.DRAFT

    assert client.post(step(program, "consent"), {"version": "1", "agree": "on"}).status_code == 302
    participation = Participation.objects.get()
    assert participation.state == ParticipationState.SIGNED_UP
    assert participation.role == Role.MENTEE
    chosen = participation.topic_choices.order_by("priority")
    assert [(choice.topic, choice.level) for choice in chosen] == [(second, 0), (first, 2)]
    assert list(participation.exchange.all()) == [back]
    assert participation.slots == ["1am", "4pm"]
    assert participation.consents.get().text.version == 1
    assert Notice.objects.get().kind == "signed_up"


def test_without_the_tick_nobody_is_signed_up(program):
    mine = draft_ready(program)
    page = signed_in(mine.person).post(step(program, "consent"), {"version": "1"})
    assert page.status_code == 200
    mine.refresh_from_db()
    assert mine.state == ParticipationState.DRAFT


def test_a_text_that_changed_meanwhile_has_to_be_read_again(program):
    mine = draft_ready(program)
    ConsentTextFactory(program=program, version=2, text_de="Neu.", text_en="New.")
    page = signed_in(mine.person).post(step(program, "consent"), {"version": "1", "agree": "on"})
    assert page.status_code == 200
    assert "Neu." in page.content.decode()
    mine.refresh_from_db()
    assert mine.state == ParticipationState.DRAFT
    answer = signed_in(mine.person).post(step(program, "consent"), {"version": "2", "agree": "on"})
    assert answer.status_code == 302
    assert mine.consents.get().text.version == 2


def test_going_back_keeps_what_was_typed_even_if_it_is_not_complete(program):
    mine = draft_ready(program)
    client = signed_in(mine.person)
    answer = client.post(step(program, "frame"), {"mode": "online", "motivation": "Halb fertig", "back": "1"})
    assert answer.url == step(program, "topics")
    assert "Halb fertig" in client.get(step(program, "frame")).content.decode()
    assert "Halb fertig" not in str(dict(client.session))


@pytest.mark.parametrize(("level", "role"), [(5, "mentee"), (1, "mentor"), (None, "mentor")])
def test_a_role_that_the_level_rules_out_is_refused_in_words(program, level, role):
    page = signed_in(PersonFactory(level=level)).post(step(program, "role"), {"role": role, "max_tandems": "1"})
    assert page.status_code == 200
    assert page.context["form"].errors["role"]
    assert not Participation.objects.exists()


def test_the_partner_of_a_joint_sign_up_is_asked_once(program):
    partner = PersonFactory(level=5)
    mine = draft_ready(program, person=PersonFactory(level=2), role=Role.MENTEE)
    client = signed_in(mine.person)
    frame = {"mode": "both", "slots": ["1am"], "joint_with": partner.email.upper()}
    assert client.post(step(program, "frame"), frame).status_code == 302
    assert not Notice.objects.exists()
    client.post(step(program, "consent"), {"version": "1", "agree": "on"})
    client.post(step(program, "frame"), frame)
    assert Notice.objects.filter(kind="joint_sign_up", recipient=partner).count() == 1
    assert joint_pairs() == []

    page = signed_in(partner).get(reverse("program", args=[program.slug])).content.decode()
    assert mine.person.full_name in page
    theirs = ParticipationFactory(program=program, person=partner, joint_with=mine.person)
    assert joint_pairs() == [(mine, theirs)]


@pytest.mark.parametrize(
    "partner",
    [
        {"email": "niemand@example.org"},
        {"level": 1},
        {"level": 2},
        {"level": 5, "is_active": False},
        {"level": 5, "organisation__name": "Anderes Haus"},
    ],
    ids=["unknown", "more senior", "same level", "inactive", "company not invited"],
)
def test_a_partner_who_cannot_be_is_refused_at_the_field(program, partner):
    email = partner.get("email") or PersonFactory(**partner).email
    mine = draft_ready(program, person=PersonFactory(level=2), role=Role.MENTEE)
    page = signed_in(mine.person).post(
        step(program, "frame"), {"mode": "both", "slots": ["1am"], "joint_with": email, "motivation": "Bleibt stehen"}
    )
    assert page.context["form"].errors["joint_with"]
    assert "Bleibt stehen" in page.content.decode()


@pytest.mark.parametrize("field", ["joint_with", "liked", "out"])
@pytest.mark.parametrize("spans", [False, True])
def test_who_has_an_account_in_another_company_is_told_only_where_pairs_may_span_companies(program, field, spans):
    elsewhere = OrganisationFactory(name="Anderes Haus")
    program.organisations.add(elsewhere)
    Program.objects.filter(pk=program.pk).update(spans_organisations=spans)
    mine = draft_ready(program, person=PersonFactory(level=2, language="en"), role=Role.MENTEE)
    said = []
    for email in (PersonFactory(level=5, organisation=elsewhere).email, "niemand@example.org"):
        page = signed_in(mine.person).post(step(program, "frame"), {"mode": "both", "slots": ["1am"], field: email})
        errors = page.context["form"].errors[field] if page.status_code == 200 else [""]
        said.append(errors[0].replace(email, ""))
    assert "can take part here" in said[1]
    assert said[0] == ("" if spans else said[1])


@pytest.mark.parametrize("theirs", [None, Role.MENTOR, Role.MENTEE])
def test_the_form_does_not_tell_whether_and_how_a_colleague_is_signed_up(program, theirs):
    colleague = PersonFactory(level=3)
    if theirs:
        ParticipationFactory(program=program, person=colleague, role=theirs)
    mine = draft_ready(program, person=PersonFactory(level=2), role=Role.MENTEE)
    frame = {"mode": "both", "slots": ["1am"], "joint_with": colleague.email}
    assert signed_in(mine.person).post(step(program, "frame"), frame).url == step(program, "consent")


def test_nobody_signs_up_together_with_the_own_line(program):
    boss = PersonFactory(level=2)
    report = PersonFactory(level=5, manager=PersonFactory(level=3, manager=boss))
    mine = draft_ready(program, person=boss, role=Role.MENTEE)
    page = signed_in(boss).post(step(program, "frame"), {"mode": "both", "slots": ["1am"], "joint_with": report.email})
    assert page.context["form"].errors["joint_with"]
    mine.refresh_from_db()
    assert mine.joint_with is None


def test_going_back_keeps_nothing_that_no_field_could_hold(program):
    mine = draft_ready(program, person=PersonFactory(level=2), role=Role.MENTEE)
    client = signed_in(mine.person)
    for length, is_kept in ((100_001, False), (2_001, True)):
        client.post(step(program, "frame"), {"back": "", "motivation": "x" * length})
        assert (f"sign-up:{program.pk}:frame" in client.session) is is_kept


@pytest.mark.parametrize("state", [ProgramState.MATCHING, ProgramState.RUNNING, ProgramState.CLOSED])
def test_signing_up_ends_when_the_programme_goes_on(program, state):
    program.state = state
    program.save()
    person = PersonFactory()
    answer = signed_in(person).post(step(program, "role"), {"role": "mentor", "max_tandems": "1"})
    assert answer.url == reverse("program", args=[program.slug])
    assert not Participation.objects.exists()


def test_a_programme_of_another_company_does_not_exist(program):
    stranger = signed_in(PersonFactory(organisation__name="Anderes Haus"))
    for address in ("program", "withdraw"):
        assert stranger.get(reverse(address, args=[program.slug])).status_code == 404
    assert stranger.get(step(program, "role")).status_code == 404


def test_a_draft_that_is_deleted_is_gone_and_hr_never_hears_of_it(program):
    manager = TeamMemberFactory(program=program).person
    mine = draft_ready(program)
    signed_in(mine.person).post(reverse("withdraw", args=[program.slug]))
    assert not Participation.objects.exists()
    assert not audit.visible_to(manager).exists()


def test_a_draft_after_an_earlier_sign_up_is_not_told_either(program, now):
    manager = TeamMemberFactory(program=program).person
    mine = MenteeFactory(program=program, state=ParticipationState.WITHDRAWN)
    save_draft(program=program, person=mine.person, role="mentee", now=now)
    mine.refresh_from_db()
    assert mine.state == ParticipationState.DRAFT
    withdraw(participation=mine, actor=mine.person, now=now)
    assert (mine.state, mine.slots) == (ParticipationState.WITHDRAWN, [])
    assert not audit.visible_to(manager).exists()


def test_nobody_learns_from_their_own_data_who_named_them_in_a_draft(program):
    partner = PersonFactory()
    draft = MenteeFactory(program=program, joint_with=partner, state=ParticipationState.DRAFT)
    named = MenteeFactory(program=program, joint_with=partner)
    assert export(partner)["named_as_partner_by"] == [named.person.full_name]
    assert draft.joint_with == partner


def test_leaving_asks_once_and_for_no_reason(program):
    mine = MenteeFactory(program=program, motivation="Neugier")
    client = signed_in(mine.person)
    page = client.get(reverse("withdraw", args=[program.slug])).content.decode()
    assert "<textarea" not in page
    client.post(reverse("withdraw", args=[program.slug]))
    mine.refresh_from_db()
    assert mine.state == ParticipationState.WITHDRAWN
    assert mine.motivation == ""
    assert client.get(reverse("withdraw", args=[program.slug])).status_code == 404


def test_whoever_is_signed_up_changes_details_without_agreeing_again(program):
    mine = draft_ready(program)
    client = signed_in(mine.person)
    client.post(step(program, "consent"), {"version": "1", "agree": "on"})
    answer = client.post(step(program, "frame"), {"mode": "online", "slots": ["5pm"], "motivation": ""})
    assert answer.url == reverse("program", args=[program.slug])
    mine.refresh_from_db()
    assert mine.slots == ["5pm"]
    assert mine.consents.count() == 1
    page = client.post(step(program, "role"), {"role": "mentee", "max_tandems": "1"})
    assert page.context["form"].errors["role"]


def test_the_list_of_programmes_takes_a_constant_number_of_queries(program, django_assert_num_queries):
    person = PersonFactory()
    client = signed_in(person)
    client.get(reverse("program_list"))
    for _number in range(2):
        with django_assert_num_queries(LIST_QUERIES):
            client.get(reverse("program_list"))
        for _other in range(3):
            ParticipationFactory(person=person)
            ProgramFactory()


LIST_QUERIES = 6


def draft_ready(program, *, person=None, role=Role.MENTOR):
    """A draft that lacks the consent only."""
    mine = ParticipationFactory(
        program=program,
        person=person or PersonFactory(),
        role=role,
        state=ParticipationState.DRAFT,
        signed_up_at=None,
    )
    mine.topic_choices.create(topic=TopicFactory(program=program), level=2)
    return mine


def test_the_browser_keeps_what_is_typed_into_a_step_but_never_a_tick_of_consent(program):
    client = signed_in(draft_ready(program).person)

    assert "data-keep" in client.get(step(program, "frame")).text
    assert "data-keep" not in client.get(step(program, "consent")).text


def test_who_joins_a_running_programme_is_told_the_meetings_of_their_own_plan(program):
    program.starts_on, program.ends_on, program.rhythm_weeks = date(2026, 1, 5), date(2026, 12, 31), 4

    assert program.planned_meetings == 13
    assert from_now(program, date(2026, 9, 1)) == {"meetings": 5, "hours": 5}
    assert [from_now(program, day) for day in (date(2025, 12, 1), date(2026, 1, 5), date(2027, 1, 1))] == [None] * 3


@pytest.mark.parametrize(("begins", "is_told"), [(date(2020, 1, 6), True), (date(2090, 1, 2), False)])
def test_what_is_left_of_the_plan_is_told_before_and_while_signing_up(program, begins, is_told):
    type(program).objects.update(starts_on=begins, ends_on=date(2098, 12, 31), sign_up_until=date(2098, 12, 1))
    client = signed_in(PersonFactory(language="en"))

    paths = (reverse("program", args=[program.slug]), step(program, "role"))
    pages = [client.get(path).content.decode() for path in paths]
    said = ["If you begin now:" in pages[0], "The programme is under way." in pages[1]]

    assert said == [is_told, is_told]
