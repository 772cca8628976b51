"""Signing in: for people whom HR brought in and for nobody else, by password or by a code, in both languages."""

import base64
import re

import pytest
from allauth.core.internal.ratelimit import get_rates
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from notices import tasks
from people.accounts import code_limits
from people.models import Person
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}
ANYBODY = ["account_login", "account_request_login_code", "account_reset_password", "account_reset_password_done"]
SIGNED_IN = ["account_change_password", "account_logout", "account_email", "account_reauthenticate"]


@pytest.fixture
def person() -> Person:
    return PersonFactory(email="ruth@example.org", language="en")


def log_in(client: Client, email: str, password: str):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **ENGLISH)


def ask_for_code(client: Client, email: str):
    return client.post(reverse("account_request_login_code"), {"email": email}, follow=True, **ENGLISH)


def sent() -> list[mail.EmailMessage]:
    """All mails so far, those among them that a worker would have sent by now."""
    tasks.deliver_codes()
    return mail.outbox


def code_in(message) -> str:
    return re.search(r"^[A-Z0-9]{4,}(-[A-Z0-9]+)*$", message.body, re.MULTILINE).group()


def test_the_link_for_a_new_password_leads_to_our_own_address(client, person, settings):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], "https://tandem.example.org"
    client.post(reverse("account_reset_password"), {"email": person.email}, headers={"host": "evil.example"})
    link = re.search(r"https?://\S+", sent()[0].body).group()
    assert link.startswith("https://tandem.example.org/accounts/password/reset/key/")
    assert client.get(link, follow=True).context["form"].fields.keys() >= {"password1"}


def test_someone_signs_in_with_the_password_whatever_the_case_of_the_address(client, person):
    response = log_in(client, "Ruth@Example.org", "password")
    assert response.status_code == 302
    assert response["Location"] == reverse("home")
    assert client.get(reverse("home")).context["user"] == person


def test_someone_signs_in_with_a_code_by_mail(client, person):
    page = ask_for_code(client, person.email)
    assert page.redirect_chain[-1][0].startswith(reverse("account_confirm_login_code"))
    assert sent()[0].to == [person.email]

    client.post(reverse("account_confirm_login_code"), {"code": code_in(sent()[0])})
    assert client.get(reverse("home")).context["user"] == person


def test_the_mail_with_the_code_has_a_text_and_a_html_form_and_no_remote_content(client, person):
    ask_for_code(client, person.email)
    html = sent()[0].alternatives[0].content
    assert sent()[0].subject == "Your code for Tandem"
    assert code_in(sent()[0]) in html
    assert "<img" not in html
    assert "<link" not in html


def test_the_mail_is_in_the_language_of_who_gets_it(client, person):
    client.post(reverse("account_request_login_code"), {"email": person.email}, HTTP_ACCEPT_LANGUAGE="de")
    assert '<html lang="en">' in sent()[0].alternatives[0].content


def test_an_unknown_address_is_answered_like_a_known_one(client, person):
    known = ask_for_code(client, person.email)
    unknown = ask_for_code(Client(), "nobody@example.org")
    assert [chain[0] for chain in known.redirect_chain] == [chain[0] for chain in unknown.redirect_chain]
    assert visible(known, person.email) == visible(unknown, "nobody@example.org")
    assert [message.to for message in sent()] == [[person.email]]


def test_a_wrong_password_and_an_unknown_address_are_refused_in_the_same_words(client, person):
    wrong = log_in(client, person.email, "guessed")
    unknown = log_in(Client(), "nobody@example.org", "guessed")
    assert wrong.context["form"].errors == unknown.context["form"].errors != {}


def test_resetting_the_password_says_the_same_for_any_address(client, person):
    for email in (person.email, "nobody@example.org"):
        response = client.post(reverse("account_reset_password"), {"email": email})
        assert response["Location"] == reverse("account_reset_password_done")
    assert [message.to for message in sent()] == [[person.email]]


def test_a_forgotten_password_is_replaced_through_the_link_in_the_mail(client, person):
    client.post(reverse("account_reset_password"), {"email": person.email}, **ENGLISH)
    address = re.search(r"https?://\S+", sent()[0].body).group()
    page = client.get(address, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "three quiet words", "password2": "three quiet words"})
    assert log_in(Client(), person.email, "three quiet words").status_code == 302


def test_someone_who_keeps_guessing_is_stopped_even_with_the_right_password(client, person):
    for _ in range(6):
        log_in(client, person.email, "guessed")
    assert log_in(client, person.email, "password").status_code != 302


def test_asking_for_code_after_code_is_stopped(client, person):
    pages = [ask_for_code(Client(), person.email) for _ in range(5)]
    assert len(sent()) == 3
    assert pages[-1].context["form"].errors != {}


# the same rules with numbers that a test can count
FEW = {
    "request_login_code": "99/m/ip,99/m/key",
    "codes_from_one_network": "2/d/key",
    "codes_for_one_address": "4/d/key",
    "codes_in_known_browser": "3/d/key",
}


def codes(client: Client, email: str, number: int, network: str) -> list[bool]:
    """Whether each of so many requests from a network got a code, or the page that looks as if it had."""
    answers = []
    for _ in range(number):
        client.cookies.pop(settings.SESSION_COOKIE_NAME, None)  # while a code is awaited the page asks for no other
        answers.append(client.post(reverse("account_request_login_code"), {"email": email}, REMOTE_ADDR=network))
    return [answer.status_code == 302 for answer in answers]


@pytest.mark.parametrize("email", ["ruth@example.org", "nobody@example.org"])
def test_a_day_has_so_many_codes_for_an_address_and_one_network_uses_up_half(person, settings, email):
    settings.ACCOUNT_RATE_LIMITS = FEW
    assert codes(Client(), email, 3, "192.0.2.1") == [True, True, False]
    assert codes(Client(), email.upper(), 3, "192.0.2.2") == [True, True, False]
    assert codes(Client(), email, 1, "192.0.2.3") == [False]
    assert codes(Client(), "another@example.org", 1, "192.0.2.3") == [True]
    page = Client().post(reverse("account_request_login_code"), {"email": email}, **ENGLISH)
    assert "or try again tomorrow" in page.content.decode()


def test_nobody_locks_out_an_owner_who_has_signed_in_in_that_browser_before(client, person, settings):
    log_in(client, person.email, "password")
    client.post(reverse("account_logout"))
    settings.ACCOUNT_RATE_LIMITS = FEW
    for number in range(3):
        codes(Client(), person.email, 3, f"192.0.2.{number}")
    assert codes(client, person.email, 4, "192.0.2.9") == [True, True, True, False]
    assert codes(client, "nobody@example.org", 3, "192.0.2.9") == [True, True, False]


def test_the_cookie_that_knows_a_browser_is_nobody_else_s_and_names_nobody(client, person, settings):
    log_in(client, person.email, "password")
    known = client.cookies[code_limits.COOKIE]
    assert known["httponly"]
    assert b"ruth@example" not in base64.urlsafe_b64decode(known.value.partition(":")[0] + "==")
    settings.ACCOUNT_RATE_LIMITS = FEW
    codes(Client(), person.email, 2, "192.0.2.1")
    forged = Client()
    forged.cookies[code_limits.COOKIE] = known.value.rpartition(":")[0] + ":forged"
    assert codes(forged, person.email, 1, "192.0.2.1") == [False]


@pytest.mark.parametrize("action", ["codes_from_one_network", "codes_for_one_address", "codes_in_known_browser"])
def test_what_holds_for_a_day_is_set(action):
    (rate,) = get_rates(app="allauth.account", action=action)
    assert (rate.duration, rate.per) == (24 * 3600, "key")
    assert 5 <= rate.amount <= 20


def test_codes_that_strangers_ask_for_keep_nobody_from_proving_who_they_are(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "3/d/key", "codes_for_proof": "3/d/user"}
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    for _ in range(5):
        ask_for_code(Client(), person.email)
    for _ in range(3):
        client.post(reverse("privacy_erase"), {"email": person.email, "proof": "send"})
    assert len(sent()) == 6
    page = client.post(reverse("privacy_erase"), {"email": person.email, "proof": "send"})
    assert "Please wait a minute" in page.content.decode()


NEW_PASSWORD = {"password1": "three quiet words", "password2": "three quiet words"}


def test_an_open_session_alone_sets_no_password(client, person):
    """Somebody has found a phone that is still signed in."""
    Person.objects.filter(pk=person.pk).update(password="!none")
    client.force_login(Person.objects.get(pk=person.pk), backend="django.contrib.auth.backends.ModelBackend")
    page = client.post(reverse("account_set_password"), NEW_PASSWORD)
    assert 'value="send"' in page.content.decode()
    assert "three quiet words" not in page.content.decode()
    person.refresh_from_db()
    assert not person.has_usable_password()

    client.post(reverse("account_set_password"), {"proof": "send"})
    shown = client.post(reverse("account_set_password"), {"proof": "check", "code": code_in(sent()[-1])}, follow=True)
    assert set(shown.context["form"].fields) >= {"password1"}
    client.post(reverse("account_set_password"), NEW_PASSWORD)
    person.refresh_from_db()
    assert person.check_password("three quiet words")


def test_who_has_just_signed_in_by_a_code_sets_a_password_without_another(client, person):
    Person.objects.filter(pk=person.pk).update(password="!none")
    ask_for_code(client, person.email)
    client.post(reverse("account_confirm_login_code"), {"code": code_in(sent()[0])})
    client.post(reverse("account_set_password"), NEW_PASSWORD)
    person.refresh_from_db()
    assert person.check_password("three quiet words")


def test_too_many_requests_are_answered_with_a_page_of_ours(client):
    address = reverse("account_reset_password")
    pages = [client.post(address, {"email": f"{n}@example.org"}, **ENGLISH) for n in range(25)]
    assert pages[-1].status_code == 429
    assert "That was a little too often" in pages[-1].content.decode()


def test_nobody_registers_by_themselves(client):
    page = client.get(reverse("account_signup"), **ENGLISH)
    assert "Accounts come from your HR department" in page.content.decode()
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": "three quiet words"}, **ENGLISH)
    assert not Person.objects.filter(email="new@example.org").exists()


def test_the_sign_in_page_does_not_link_to_registration(client):
    assert reverse("account_signup") not in client.get(reverse("account_login")).content.decode()


def test_someone_who_left_does_not_get_in(client):
    PersonFactory(email="left@example.org", is_active=False)
    log_in(client, "left@example.org", "password")
    assert client.get(reverse("home")).status_code == 302


def test_nobody_changes_the_address_that_hr_gave_them(client, person):
    client.force_login(person)
    client.post(reverse("account_email"), {"email": "other@example.com", "action_add": ""})
    person.refresh_from_db()
    assert person.email == "ruth@example.org"
    assert sent() == []


@pytest.mark.parametrize("name", ANYBODY)
@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_of_people_who_are_not_signed_in_stand_in_our_frame(client, name, language):
    page = client.get(reverse(name), HTTP_ACCEPT_LANGUAGE=language)
    assert page.status_code == 200
    assert in_our_frame(page.content.decode(), language)


@pytest.mark.parametrize("name", SIGNED_IN)
@pytest.mark.parametrize("language", ["de", "en"])
def test_pages_of_the_own_account_stand_in_our_frame(client, name, language):
    PersonFactory(email="own@example.org", language=language)
    log_in(client, "own@example.org", "password")
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert in_our_frame(page.content.decode(), language)


def in_our_frame(html: str, language: str) -> bool:
    return f'<html lang="{language}">' in html and 'class="entrance"' in html and html.count("<h1>") == 1


def visible(response, email: str) -> str:
    """The page without what differs on any two visits."""
    html = response.content.decode().replace(email, "")
    return re.sub(r'value="[^"]*"', "", html)
