"""Briefings reach the roles they are for, once, and HR hears how many read them, not who."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from people.errors import NotAllowed
from people.tests.factories import PersonFactory
from programs import actions, blueprints, briefings
from programs.enums import Audience, ParticipationState, ProgramState, TeamRole
from programs.models import BriefingRead
from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory, TeamMemberFactory
from programs.todos import provider

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


@pytest.fixture
def program():
    program = ProgramFactory(state=ProgramState.RUNNING)
    briefings.write_first(program)
    return program


def in_role(role: str, program):
    if role == "mentee":
        return MenteeFactory(program=program).person
    if role == "mentor":
        return ParticipationFactory(program=program).person
    if role == "line_manager":
        manager = PersonFactory()
        ParticipationFactory(program=program, person__manager=manager)
        return manager
    if role == "manager_of_a_mentee":
        manager = PersonFactory()
        MenteeFactory(program=program, person__manager=manager)
        return manager
    if role == "sponsor":
        program.sponsor = PersonFactory()
        program.save()
        return program.sponsor
    if role == "left":
        return MenteeFactory(program=program, state=ParticipationState.WITHDRAWN).person
    if role in TeamRole.values:
        return TeamMemberFactory(program=program, role=role).person
    return PersonFactory()


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        ("mentee", {Audience.MENTEE}),
        ("mentor", {Audience.MENTOR}),
        ("line_manager", {Audience.LINE_MANAGER}),
        ("manager_of_a_mentee", set()),
        ("sponsor", {Audience.LEADERSHIP}),
        ("viewer", {Audience.LEADERSHIP}),
        ("contact", set()),
        ("left", set()),
        ("stranger", set()),
    ],
)
def test_each_role_is_asked_to_read_its_own_until_it_has(program, role, reads):
    person = in_role(role, program)
    assert set(briefings.to_read(person).values_list("audience", flat=True)) == reads
    assert len([todo for todo in provider(person, NOW) if "/briefing/" in todo.path]) == len(reads)
    for briefing in briefings.to_read(person):
        for _twice in range(2):
            briefings.confirm(briefing=briefing, person=person, now=NOW)
    assert not briefings.to_read(person).exists()
    assert BriefingRead.objects.count() == len(reads)


def test_a_manager_may_read_all_and_is_asked_for_none(program):
    person = in_role("manager", program)
    assert briefings.visible_to(person).count() == 4
    assert not briefings.to_read(person).exists()


@pytest.mark.parametrize(
    ("state", "role", "asked"),
    [
        (ProgramState.DRAFT, "mentee", 0),
        (ProgramState.OPEN, "mentee", 1),
        (ProgramState.OPEN, "line_manager", 0),
        (ProgramState.MATCHING, "line_manager", 1),
        (ProgramState.CLOSED, "mentee", 0),
    ],
)
def test_it_is_asked_while_it_matters(program, state, role, asked):
    person = in_role(role, program)
    type(program).objects.filter(pk=program.pk).update(state=state)
    assert briefings.to_read(person).count() == asked


def test_it_is_confirmed_with_one_press_and_by_nobody_else(program, client):
    person = in_role("mentee", program)
    address = reverse("briefing", args=[program.slug, "mentee"])
    client.force_login(person)
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert BriefingRead.objects.get().person == person
    with pytest.raises(NotAllowed):
        briefings.confirm(briefing=program.briefings.get(audience="mentee"), person=PersonFactory(), now=NOW)


def test_a_new_programme_has_all_four_in_both_languages_and_a_blueprint_carries_what_is_worded_anew():
    hr = PersonFactory(is_staff=True)
    made = {"names": {"de": "P"}, "organisations": [], "starts_on": NOW.date(), "actor": hr, "now": NOW}
    first = actions.create_from(document=blueprints.ours()["tool"], **made)
    assert all(row.text_de and row.text_en for row in first.briefings.all())
    assert first.briefings.count() == len(Audience)
    assert "briefings" not in blueprints.write_down(first)["programme"]
    first.briefings.filter(audience="mentor").update(text_de="Kurz und gut", text_en="")
    again = actions.create_from(document=actions.document_of(program=first, names={"de": "Q"}, suits={}), **made)
    assert again.briefings.get(audience="mentor").text_de == "Kurz und gut"
    assert again.briefings.get(audience="mentee").text_de == briefings.texts()["mentee"]["de"]


def test_its_lists_are_lists_and_its_heading_a_phrase(program, client):
    program.briefings.filter(audience="mentor").update(text_en="Was hilft\n- <b>Zeit</b>\n- Ruhe\n\nDanke.")
    person = in_role("mentor", program)
    person.language = "en"
    person.save()
    client.force_login(person)
    page = client.get(reverse("briefing", args=[program.slug, "mentor"])).text
    page = page.replace("\n", "")
    assert "<p>Was hilft</p><ul><li>&lt;b&gt;Zeit&lt;/b&gt;</li><li>Ruhe</li></ul><p>Danke.</p>" in page
    assert "<h1>For mentors</h1>" in page
