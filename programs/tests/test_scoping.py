"""What HR of one programme can find out about another: nothing, by whatever way."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from people import audit
from people.tests.factories import PersonFactory
from programs.enums import ParticipationState, TeamRole
from programs.models import Participation, Program, SignUpImport
from programs.scoping import ProgramScopedAdmin, managed_programs
from programs.tests.factories import (
    GoalFactory,
    MenteeFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine():
    return TeamMemberFactory(program=ProgramFactory(name_de="Meines"))


@pytest.fixture
def theirs():
    return TeamMemberFactory(program=ProgramFactory(name_de="Fremdes")).program


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def people_without_a_role() -> dict:
    return {
        "superuser": {"is_staff": True, "is_superuser": True},
        "HR without a programme": {"is_staff": True},
        "not HR": {},
        "closed account": {"is_staff": True, "is_active": False},
    }


@pytest.mark.parametrize("who", people_without_a_role())
def test_nobody_manages_without_a_role(theirs, who):
    assert not managed_programs(PersonFactory(**people_without_a_role()[who])).exists()


@pytest.mark.parametrize(
    ("role", "is_staff", "sees"),
    [
        (TeamRole.MANAGER, True, True),
        (TeamRole.MANAGER, False, False),
        (TeamRole.VIEWER, True, False),
        (TeamRole.CONTACT, True, False),
    ],
)
def test_only_managers_with_access_see_a_programme(theirs, role, is_staff, sees):
    person = PersonFactory(is_staff=is_staff)
    TeamMemberFactory(program=theirs, person=person, role=role)
    assert managed_programs(person).exists() is sees


OWN_PAGES = {
    "change": lambda p: reverse("admin:programs_program_change", args=[p.pk]),
    "history": lambda p: reverse("admin:programs_program_history", args=[p.pk]),
    "state": lambda p: reverse("admin:programs_program_state", args=[p.pk, "matching"]),
    "sign-ups": lambda p: reverse("admin:programs_program_sign_ups", args=[p.pk]),
    "participation": lambda p: reverse(
        "admin:programs_participation_change", args=[ParticipationFactory(program=p).pk]
    ),
    "import": lambda p: reverse(
        "admin:programs_program_sign_ups_preview", args=[p.pk, SignUpImport.objects.create(program=p).pk]
    ),
}


@pytest.mark.parametrize("page", OWN_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["other manager", "superuser"])
def test_addresses_of_another_programme_do_not_exist(mine, theirs, page, method, who):
    person = mine.person if who == "other manager" else PersonFactory(is_staff=True, is_superuser=True)
    address = OWN_PAGES[page](theirs)
    before = Program.objects.filter(pk=theirs.pk).values().get()
    answer = getattr(signed_in(person), method)(address)
    # refused before anything is looked up, the same for rows that do not exist
    refused = {403} if (page, method) == ("participation", "post") else set()
    if who == "superuser" and page == "participation":
        refused = {403}
    assert answer.status_code in {404} | refused
    assert Program.objects.filter(pk=theirs.pk).values().get() == before
    assert not theirs.topics.exists()


def test_an_import_cannot_be_reached_through_another_programme(mine, theirs):
    stored = SignUpImport.objects.create(program=theirs)
    address = reverse("admin:programs_program_sign_ups_preview", args=[mine.program.pk, stored.pk])
    assert signed_in(mine.person).post(address, {"discard": "1"}).status_code == 404
    assert SignUpImport.objects.filter(pk=stored.pk).exists()


def test_lists_and_filters_name_only_what_one_manages(mine, theirs):
    ParticipationFactory(program=mine.program, person__last_name="Eigenes")
    ParticipationFactory(program=theirs, person__last_name="Verborgen")
    client = signed_in(mine.person)
    for name in ("program", "participation"):
        page = client.get(reverse(f"admin:programs_{name}_changelist")).content.decode()
        assert "Meines" in page
        assert "Fremdes" not in page
        assert "Verborgen" not in page
    found = client.get(reverse("admin:programs_participation_changelist"), {"q": "Verborgen"})
    assert found.context["cl"].result_count == 0
    by_key = client.get(reverse("admin:programs_participation_changelist"), {"program__id__exact": theirs.pk})
    assert "Verborgen" not in by_key.content.decode()


def test_choices_of_foreign_keys_stay_within_the_programmes_one_manages(mine, theirs, rf):
    class Loose(ProgramScopedAdmin):
        pass

    request = rf.get("/")
    request.user = mine.person
    loose = Loose(Participation, admin.site)
    choices = loose.formfield_for_foreignkey(Participation._meta.get_field("program"), request).queryset
    assert list(choices) == [mine.program]
    TopicFactory(program=theirs)
    own = TopicFactory(program=mine.program, kind="exchange")
    topics = loose.formfield_for_manytomany(Participation._meta.get_field("exchange"), request).queryset
    assert list(topics) == [own]


def test_a_goal_takes_topics_of_its_own_programme_only(mine, theirs):
    foreign = TopicFactory(program=theirs)
    goal = GoalFactory(program=mine.program)
    client = signed_in(mine.person)
    address = reverse("admin:programs_program_change", args=[mine.program.pk])
    page = client.get(address).content.decode()
    assert foreign.name_de not in page
    second = TeamMemberFactory(person=mine.person).program  # two programmes of one manager do not mix either
    topic = TopicFactory(program=second)
    assert topic.name_de not in client.get(address).content.decode()
    goal.refresh_from_db()
    assert goal.topic is None


def test_hr_does_not_see_drafts(mine):
    draft = ParticipationFactory(program=mine.program, state=ParticipationState.DRAFT)
    client = signed_in(mine.person)
    assert client.get(reverse("admin:programs_participation_change", args=[draft.pk])).status_code == 404
    assert client.get(reverse("admin:programs_participation_changelist")).context["cl"].result_count == 0


def test_hr_reads_sign_ups_and_changes_none(mine):
    participation = MenteeFactory(program=mine.program, motivation="Neugier")
    client = signed_in(mine.person)
    address = reverse("admin:programs_participation_change", args=[participation.pk])
    assert "Neugier" in client.get(address).content.decode()
    assert client.post(address, {"role": "mentor"}).status_code == 403
    assert client.get(reverse("admin:programs_participation_add")).status_code == 403
    assert client.post(reverse("admin:programs_participation_delete", args=[participation.pk])).status_code == 403


def test_the_log_shows_events_of_ones_own_programmes_only(mine, theirs):
    own = audit.record("program.changed", actor=None, subject=mine.program, program_id=mine.program.pk)
    audit.record("program.changed", actor=None, subject=theirs, program_id=theirs.pk)
    assert list(audit.visible_to(mine.person)) == [own]


LIST_QUERIES = {"program": 6, "participation": 8}


@pytest.mark.parametrize("name", LIST_QUERIES)
def test_lists_take_a_constant_number_of_queries(mine, name, django_assert_num_queries):
    client = signed_in(mine.person)
    address = reverse(f"admin:programs_{name}_changelist")
    ParticipationFactory(program=mine.program)
    for _round in range(2):
        with django_assert_num_queries(LIST_QUERIES[name]):
            client.get(address)
        for _number in range(30):
            TeamMemberFactory(person=mine.person)
        for _number in range(30):
            MenteeFactory(program=mine.program)
