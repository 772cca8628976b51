"""HR's guided way from a blueprint to an open programme."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from people.tests.factories import OrganisationFactory, PersonFactory
from programs import blueprints
from programs.enums import ProgramState, TeamRole
from programs.models import Blueprint, Program
from programs.tests.factories import ProgramFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
MOST_FIELDS = 25


@pytest.fixture
def hr(client):
    person = PersonFactory(is_staff=True, language="en", organisation=OrganisationFactory())
    client.force_login(person)
    return person


def filled(form) -> tuple[dict, int]:
    """What the browser sends of a prefilled form, and how many fields a person sees on it."""
    data = {}
    for field in form:
        value = field.value()
        if value is not None:
            data[field.name] = [row.pk for row in value] if hasattr(value, "model") else value
    return data, len(form.fields)


@pytest.mark.parametrize("code", list(blueprints.ours()))
def test_a_programme_is_open_after_four_pages_and_few_fields(code, client, hr):
    colleague, leader = PersonFactory(organisation=hr.organisation), PersonFactory(organisation=hr.organisation)
    fields = 0
    assert client.get(reverse("admin:new_programme")).status_code == 200

    address = reverse("admin:new_programme_frame", args=["ours", code])
    data, count = filled(client.get(address).context["form"])
    fields += count
    answer = client.post(address, data)
    program = Program.objects.get()
    assert answer.url == reverse("admin:new_programme_step", args=[program.pk, "people"])

    address = answer.url
    data, count = filled(client.get(address).context["form"])
    fields += count
    answer = client.post(address, {**data, "sponsor": leader.email, "viewer": leader.email, "contact": colleague.email})
    address = answer.url
    data, count = filled(client.get(address).context["form"])
    fields += count
    answer = client.post(address, data)
    look = client.get(answer.url)
    assert look.context["missing"] == []
    client.post(reverse("admin:programs_program_state", args=[program.pk, "open"]))
    program.refresh_from_db()
    assert program.state == ProgramState.OPEN
    assert program.sponsor == leader
    assert program.sign_up_until > timezone.localdate() + timedelta(weeks=2)
    assert fields <= MOST_FIELDS


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(client, hr):
    address = reverse("admin:new_programme_frame", args=["ours", "digital"])
    typed = {"name_de": "Mein Name", "organisations": [hr.organisation_id], "starts_on": "2027-02-01"}
    answer = client.post(address, {**typed, "ends_on": "2027-01-01", "sign_up_until": "2027-03-01"})
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"ends_on", "sign_up_until"}
    assert b"Mein Name" in answer.content
    assert not Program.objects.exists()


def test_a_second_manager_needs_access_to_the_site(client, hr):
    program = ProgramFactory(organisations=[hr.organisation])
    TeamMemberFactory(program=program, person=hr)
    address = reverse("admin:new_programme_step", args=[program.pk, "people"])
    outsider, insider = PersonFactory(), PersonFactory(is_staff=True)
    assert "manager" in client.post(address, {"manager": outsider.email}).context["form"].errors
    assert client.post(address, {"manager": insider.email}).status_code == 302
    assert program.team.filter(person=insider, role=TeamRole.MANAGER).exists()


@pytest.mark.parametrize("name", ["new_programme_step", "blueprint_keep", "new_programme_frame", "blueprint_export"])
def test_another_programme_does_not_exist(name, client, hr):
    other = ProgramFactory(organisations=[hr.organisation])
    args = {"new_programme_step": [other.pk, "people"], "blueprint_keep": [other.pk]}.get(name, ["again", other.pk])
    address = reverse(f"admin:{name}", args=args)
    assert client.get(address).status_code == 404
    assert client.post(address, {"name_de": "X"}).status_code == 404


def test_a_programme_becomes_a_blueprint_a_file_and_a_blueprint_again(client, hr):
    program = ProgramFactory(organisations=[hr.organisation])
    TeamMemberFactory(program=program, person=hr)
    client.post(reverse("admin:blueprint_keep", args=[program.pk]), {"name_en": "House style"})
    kept = Blueprint.objects.get()
    content = client.get(reverse("admin:blueprint_export", args=["kept", kept.pk])).content
    client.post(reverse("admin:blueprint_remove", args=[kept.pk]))
    assert not Blueprint.objects.exists()
    answer = client.post(reverse("admin:blueprint_upload"), {"file": SimpleUploadedFile("b.json", content)})
    again = Blueprint.objects.get()
    assert (again.name, again.sections) == ("House style", kept.sections)
    assert answer.url == reverse("admin:new_programme_frame", args=["kept", again.pk])


def test_a_bad_file_is_answered_with_everything_that_is_wrong(client, hr):
    content = b'{"format": 1, "name": {"de": "X"}, "programme": {"rockets": 1, "weight_topics": 99}}'
    answer = client.post(reverse("admin:blueprint_upload"), {"file": SimpleUploadedFile("b.json", content)})
    assert answer.status_code == 400
    assert len(answer.context["problems"]) == 2


def test_choosing_takes_the_same_queries_for_one_and_many(client, hr, django_assert_num_queries):
    for count in (1, 4):
        for _number in range(count):
            TeamMemberFactory(program=ProgramFactory(organisations=[hr.organisation]), person=hr)
            Blueprint.objects.create(name_de="Vorlage")
        with django_assert_num_queries(5):
            client.get(reverse("admin:new_programme"))
