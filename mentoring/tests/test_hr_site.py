"""HR's admin site: its lists stand by task, on the front page as at the side."""

import pytest
from django.test import Client
from django.urls import reverse

from people import audit
from people.tests.factories import OrganisationFactory, PersonFactory
from programs.enums import TeamRole
from programs.tests.factories import TeamMemberFactory
from tandems.enums import PairRuleKind

pytestmark = pytest.mark.django_db


def test_lists_are_grouped_by_what_hr_does_with_them(client: Client) -> None:
    manager = PersonFactory(is_staff=True)
    TeamMemberFactory(person=manager, role=TeamRole.MANAGER)
    client.force_login(manager)

    response = client.get(reverse("admin:index"))

    groups = {
        group["app_label"]: [row["object_name"] for row in group["models"]] for group in response.context["app_list"]
    }
    assert groups["pairing"] == ["MatchingRun", "Tandem"]
    assert groups["people"] == ["Person", "PeopleImport", "Department", "Organisation", "SiteRegion"]
    assert set(groups) == {"programmes", "pairing", "people", "mail"}


def test_the_page_of_one_app_is_no_second_cockpit(client: Client) -> None:
    client.force_login(PersonFactory(is_staff=True))

    response = client.get(reverse("admin:app_list", args=["programs"]))

    assert reverse("admin:programs_program_changelist") in response.text
    assert "You run no programme yet" not in response.text
    assert "<h1>Programme</h1>" in response.text
    assert "administration" not in response.context["title"].lower()


@pytest.mark.parametrize("event", [*(f"pair.{kind}" for kind in PairRuleKind), "tandem.started", "meeting.moved"])
def test_the_log_speaks_in_words(event: str) -> None:
    assert audit.label(event) != event


def test_a_list_is_called_by_what_stands_in_it(client: Client) -> None:
    client.force_login(PersonFactory(is_staff=True, language="de"))

    assert "<h1>Personen</h1>" in client.get(reverse("admin:people_person_changelist")).text


def test_an_empty_installation_begins_with_the_people(client: Client) -> None:
    client.force_login(PersonFactory(is_staff=True, organisation=None, department=None, language="en"))
    frame = reverse("admin:new_programme_frame", args=["ours", "digital"])
    way = f'href="{reverse("admin:people_peopleimport_add")}"'

    page, first = client.get(frame).text, client.get(reverse("admin:index")).text
    assert way in page
    assert 'name="starts_on"' not in page  # nothing to fill in that could not be sent
    assert "Begin with a file of your employees" in first

    OrganisationFactory()
    page, first = client.get(frame).text, client.get(reverse("admin:index")).text
    assert way not in page
    assert 'name="starts_on"' in page
    assert "Begin with a file of your employees" not in first


def test_all_of_the_admin_says_speichern(client: Client) -> None:
    administrator = PersonFactory(is_staff=True, is_superuser=True, language="de")
    client.force_login(administrator)

    page = client.get(reverse("admin:people_person_change", args=[administrator.pk])).text

    assert "Speichern und weiter bearbeiten" in page
    assert "Sichern" not in page
    assert "alle Berechtigungen" not in page
    assert "Nach aktiv" not in client.get(reverse("admin:people_person_changelist")).text


def test_an_empty_list_says_what_will_stand_there_and_one_that_is_filtered_how_to_see_all(client: Client) -> None:
    member = TeamMemberFactory(role=TeamRole.MANAGER, person=PersonFactory(is_staff=True, language="en"))
    client.force_login(member.person)
    address = reverse("admin:tandems_tandem_changelist")

    empty = client.get(address).text
    assert "They come about when you ask the pairs of a matching." in empty
    assert 'id="changelist-filter"' not in empty

    filtered = client.get(address, {"q": "nobody at all"}).text
    assert "Nothing here fits your search or filter." in filtered
    assert "They come about when" not in filtered
