"""Profile, language, privacy."""

import json

import pytest
from django.urls import reverse

from people.models import AuditEvent, Person
from people.tests.factories import PersonFactory
from people.tests.proof import prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(first_name="Ada", last_name="Lovelace", email="ada@example.org")


@pytest.fixture
def signed_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("name", ["profile", "privacy", "privacy_export", "privacy_erase", "account_email"])
def test_strangers_are_sent_to_the_sign_in_page(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_language_and_time_zone_take_effect_at_once(signed_in, person):
    response = signed_in.post(reverse("profile"), {"language": "en", "time_zone": "America/Sao_Paulo"}, follow=True)
    person.refresh_from_db()
    assert (person.language, person.time_zone) == ("en", "America/Sao_Paulo")
    assert 'lang="en"' in response.content.decode()
    assert "Saved." in response.content.decode()


def test_a_time_zone_that_does_not_exist_is_refused_at_its_field(signed_in, person):
    response = signed_in.post(reverse("profile"), {"language": "en", "time_zone": "Mars/Olympus"})
    assert response.context["form"].errors["time_zone"]
    person.refresh_from_db()
    assert person.time_zone == "Europe/Berlin"


def test_strangers_choose_a_language_by_cookie(client):
    response = client.post(reverse("set_language"), {"language": "en", "next": reverse("account_login")})
    assert response["Location"] == reverse("account_login")
    assert 'lang="en"' in client.get(reverse("account_login")).content.decode()


def test_the_language_of_someone_signed_in_is_kept_in_the_account(signed_in, person):
    signed_in.post(reverse("set_language"), {"language": "en"})
    person.refresh_from_db()
    assert person.language == "en"


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_the_language_switch_leads_nowhere_else(client, target):
    assert client.post(reverse("set_language"), {"language": "xx", "next": target})["Location"] == "/"


def test_the_language_is_not_changed_by_a_link(client):
    assert client.get(reverse("set_language"), {"language": "en"}).status_code == 405


def test_nobody_adds_an_address_of_their_own(signed_in, person):
    assert signed_in.post(reverse("account_email"), {"action_add": "", "email": "x@example.org"}).status_code == 405


def test_the_privacy_page_counts_what_is_stored(signed_in):
    content = signed_in.get(reverse("privacy"))
    assert content.status_code == 200
    counts = {entry["part"].key: entry["count"] for entry in content.context["parts"]}
    assert counts["person"] == 1
    assert counts["log"] == 0


def test_everything_can_be_taken_along_and_is_never_cached(signed_in):
    response = signed_in.get(reverse("privacy_export"))
    parts = json.loads(response.content)["parts"]
    assert parts["person"]["data"]["email"] == "ada@example.org"
    assert "no-store" in response["Cache-Control"]
    assert "attachment" in response["Content-Disposition"]
    assert AuditEvent.objects.filter(event="person.took_own_data").exists()


def test_erasing_says_what_happens_and_waits_for_the_address(signed_in, person):
    assert signed_in.get(reverse("privacy_erase")).status_code == 200
    response = signed_in.post(reverse("privacy_erase"), {"email": "someone@example.org"})
    assert response.context["form"].errors["email"]
    person.refresh_from_db()
    assert person.erased_at is None


def test_erasing_empties_the_account_and_signs_out(signed_in, person):
    prove(signed_in, person)
    response = signed_in.post(reverse("privacy_erase"), {"email": " ADA@example.org "}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("account_login")
    assert Person.objects.get(pk=person.pk).erased_at
    assert signed_in.get(reverse("profile")).status_code == 302


def test_the_last_administrator_is_told_why_not(signed_in, person):
    Person.objects.filter(pk=person.pk).update(is_superuser=True)
    prove(signed_in, person)
    response = signed_in.post(reverse("privacy_erase"), {"email": person.email})
    assert response.status_code == 200
    assert Person.objects.get(pk=person.pk).is_active
