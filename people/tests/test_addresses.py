"""Somebody else changes the address that one signs in with: every way in that this could open, and the ways back."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from people.accounts import addresses
from people.accounts.adapters import AccountAdapter
from people.accounts.forms import UserTokenForm
from people.actions import erase_person, save_person
from people.errors import NotAllowed, StaleState
from people.imports import apply_import, check_file
from people.models import AddressChange, AuditEvent, Person
from people.tests.factories import PersonFactory
from people.tests.proof import open_with

pytestmark = pytest.mark.django_db

OLD, NEW = "anna.alt@example.org", "anna.neu@example.org"
PRIVATE = "privacy_export"  # everything about a person in one file


def get_in(client: Client) -> bool:
    return client.get(reverse(PRIVATE)).status_code == 200


@pytest.fixture
def hr():
    return PersonFactory(is_staff=True)


@pytest.fixture
def administrator():
    return PersonFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def anna():
    return PersonFactory(email=OLD, employee_number="4711")


@pytest.fixture
def browser(anna):
    """Anna's own, open since before anything changed."""
    return open_with(anna)


def change(person, address, actor, now):
    fresh = Person.objects.get(pk=person.pk)
    fresh.email = address
    save_person(person=fresh, changed=["email"], actor=actor, now=now)
    return Person.objects.get(pk=person.pk)


def by_file(person, address, actor, now):
    content = (
        "Gesellschaft;Personalnummer;Vorname;Nachname;E-Mail;Ebene\n"
        f"{person.organisation.name};{person.employee_number};{person.first_name};{person.last_name};{address};4\n"
    )
    found = check_file(file_name="people.csv", content=content.encode(), actor=actor, now=now)
    apply_import(people_import=found, actor=actor, now=now)
    return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize("way", [change, by_file])
def test_whoever_comes_by_a_changed_address_finds_the_account_closed(way, anna, browser, hr, now):
    changed = way(anna, NEW, hr, now)
    intruder = open_with(changed)
    for name in (PRIVATE, "privacy", "profile", "account_change_password", "account_set_password", "admin:index"):
        assert intruder.get(reverse(name))["Location"] == reverse("address"), name
    page = intruder.get(reverse("address")).content.decode()
    assert f'href="{reverse("profile")}"' not in page
    assert OLD not in page
    assert get_in(browser)


def test_the_person_s_own_browser_confirms_and_then_only_the_new_address_counts(anna, browser, hr, now):
    intruder = open_with(change(anna, NEW, hr, now))
    assert browser.post(reverse("address"), {"address": NEW, "answer": "yes"})["Location"] == reverse("account_login")
    for client in (browser, intruder):
        assert not get_in(client)
    anna.refresh_from_db()
    assert not anna.has_usable_password()
    assert get_in(open_with(anna))
    assert not AddressChange.objects.exists()


def test_the_person_s_own_browser_says_no_and_the_old_address_counts_again(anna, browser, hr, now):
    intruder = open_with(change(anna, NEW, hr, now))
    browser.post(reverse("address"), {"address": NEW, "answer": "no"})
    assert Person.objects.get(pk=anna.pk).email == OLD
    assert get_in(browser)
    assert not get_in(intruder)


def test_only_the_change_that_was_on_screen_is_confirmed(anna, browser, hr, now):
    change(anna, NEW, hr, now)
    change(anna, "third@example.org", hr, now)
    browser.post(reverse("address"), {"address": NEW, "answer": "yes"})
    assert Person.objects.get(pk=anna.pk).address_waits


def test_the_link_says_yes_without_signing_in_and_following_it_changes_nothing(client, anna, browser, hr, now):
    path = reverse("address_link", args=[addresses.link_token(change(anna, NEW, hr, now))])
    assert NEW in client.get(path).content.decode()
    assert Person.objects.get(pk=anna.pk).address_waits
    client.post(path, {"address": NEW, "answer": "yes"})
    assert not Person.objects.get(pk=anna.pk).address_waits
    assert client.get(path).status_code == 404
    assert client.get(reverse("address_link", args=["forged"])).status_code == 404


# ---------------------------------------------------------------- attacks


def there_and_back(anna, hr, now):
    """Sign in at an address of one's own, then put the old one back: the change waits no longer."""
    client = open_with(change(anna, NEW, hr, now))
    change(anna, OLD, hr, now)
    return client


def twice(anna, hr, now):
    """A second change must not make the first one the address that counts."""
    change(anna, NEW, hr, now)
    return open_with(change(anna, "third@example.org", hr, now))


def closed_and_opened(anna, hr, now):
    client = open_with(change(anna, NEW, hr, now))
    Person.objects.filter(pk=anna.pk).update(is_active=False)
    Person.objects.filter(pk=anna.pk).update(is_active=True)
    return client


def a_code_kept_back(anna, hr, now):
    """Ask for a code at one's own address, put the old one back, then type the code."""
    change(anna, NEW, hr, now)
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": NEW})
    change(anna, OLD, hr, now)
    client.post(reverse("account_confirm_login_code"), {"code": code_of(client)})
    return client


def a_link_for_a_password(anna, hr, now):
    """Choose a password by a mail to one's own address."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    changed = change(anna, NEW, hr, now)
    client = Client()
    key = default_token_generator.make_token(changed)
    choose = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(changed), key])
    page = client.get(choose, follow=True)
    chosen = {"password1": "mein-eigenes-8", "password2": "mein-eigenes-8"}
    client.post(page.redirect_chain[-1][0] if page.redirect_chain else choose, chosen)
    change(anna, OLD, hr, now)
    client.post(reverse("account_login"), {"login": OLD, "password": "mein-eigenes-8"})
    return client


def a_second_address(anna, hr, now):
    EmailAddress.objects.create(user=change(anna, NEW, hr, now), email=NEW, verified=True, primary=True)
    change(anna, OLD, hr, now)
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": NEW})
    client.post(reverse("account_confirm_login_code"), {"code": code_of(client)})
    return client


def code_of(client):
    """The code that was mailed; none where the address belongs to nobody."""
    return client.session["account_login"]["state"]["stages"]["login_by_code"]["data"].get("code", "none")


def without_the_page_s_guard(monkeypatch, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "ConfirmedAddress" not in name]


def without_the_code_s_guard(monkeypatch, settings):
    monkeypatch.delattr(AccountAdapter, "pre_login")


def without_the_link_s_guard(monkeypatch, settings):
    monkeypatch.delattr(UserTokenForm, "clean")


def without_forgetting(monkeypatch, settings):
    monkeypatch.setattr(addresses, "_forget_other_addresses", lambda people: None)
    without_the_code_s_guard(monkeypatch, settings)


ATTACKS = {
    there_and_back: without_the_page_s_guard,
    twice: without_the_page_s_guard,
    closed_and_opened: without_the_page_s_guard,
    a_code_kept_back: without_the_code_s_guard,
    a_link_for_a_password: without_the_link_s_guard,
    a_second_address: without_forgetting,
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_hr_does_not_get_in_by(attack, anna, browser, hr, now):
    assert not get_in(attack(anna, hr, now))
    assert get_in(browser)


@pytest.mark.parametrize(("attack", "turn_off"), ATTACKS.items())
def test_hr_would_get_in_if_nothing_stopped(attack, turn_off, anna, browser, hr, now, settings, monkeypatch):
    """What makes the table above worth having."""
    turn_off(monkeypatch, settings)
    assert get_in(attack(anna, hr, now))


def test_a_password_chosen_before_anybody_signed_in_ends_with_the_address(anna, hr, now):
    """Set an account up under one's own address, choose a password, and only then give it to whom it is for."""
    assert anna.has_usable_password()
    changed = change(anna, NEW, hr, now)
    assert not changed.address_waits
    assert not changed.has_usable_password()


def test_who_signed_in_first_loses_the_account_as_soon_as_the_address_is_confirmed(anna, browser, hr, now):
    """The one who held the account before may be the intruder: confirming leaves them nothing."""
    change(anna, NEW, hr, now)
    browser.post(reverse("address"), {"address": NEW, "answer": "yes"})
    assert not browser.login(username=NEW, password="password")


# ---------------------------------------------------------------- people whose address really changes


def test_a_wrong_address_of_someone_who_has_never_signed_in_is_simply_mended(anna, hr, now):
    changed = change(anna, NEW, hr, now)
    assert get_in(open_with(changed))
    assert not AddressChange.objects.exists()


def test_who_knows_the_password_comes_in_under_the_new_address(anna, browser, hr, now):
    change(anna, NEW, hr, now)
    elsewhere = Client()
    elsewhere.post(reverse("account_login"), {"login": NEW, "password": "password"})
    assert get_in(elsewhere)


def test_a_code_signs_in_and_its_address_is_confirmed_by_that(client, anna):
    client.post(reverse("account_request_login_code"), {"email": OLD})
    client.post(reverse("account_confirm_login_code"), {"code": code_of(client)})
    assert get_in(client)
    anna.refresh_from_db()
    assert anna.confirmed_email == OLD


def test_an_administrator_vouches_and_the_account_opens_after_the_waiting_time(anna, browser, hr, administrator, now):
    held = open_with(change(anna, NEW, hr, now))
    addresses.vouch(person=Person.objects.get(pk=anna.pk), actor=administrator, now=now, reason="Ausweis gesehen")
    assert addresses.open_vouched(now + addresses.WAITING_TIME - timedelta(minutes=1)) == 0
    assert not get_in(held)
    assert addresses.open_vouched(now + addresses.WAITING_TIME) == 1
    assert addresses.open_vouched(now + addresses.WAITING_TIME) == 0
    assert get_in(open_with(anna))
    assert AuditEvent.objects.get(event="person.address_vouched").details == {"reason": "Ausweis gesehen"}


def test_nobody_vouches_who_changed_it_or_for_themselves_or_without_being_administrator(
    anna, browser, hr, administrator, now
):
    changed = change(anna, NEW, administrator, now)
    for actor in (administrator, hr, changed):
        with pytest.raises(NotAllowed):
            addresses.vouch(person=changed, actor=actor, now=now)
    other = PersonFactory(is_staff=True, is_superuser=True)
    addresses.vouch(person=changed, actor=other, now=now)
    with pytest.raises(StaleState):
        addresses.vouch(person=changed, actor=other, now=now)


def test_another_change_takes_the_word_of_the_administrator_away(anna, browser, hr, administrator, now):
    changed = change(anna, NEW, hr, now)
    addresses.vouch(person=changed, actor=administrator, now=now)
    change(anna, "third@example.org", hr, now)
    assert addresses.open_vouched(now + 2 * addresses.WAITING_TIME) == 0


def test_while_an_administrator_s_word_waits_the_person_can_still_say_no(anna, browser, hr, administrator, now):
    changed = change(anna, NEW, hr, now)
    addresses.vouch(person=changed, actor=administrator, now=now)
    browser.post(reverse("address"), {"address": NEW, "answer": "no"})
    assert addresses.open_vouched(now + addresses.WAITING_TIME) == 0
    assert Person.objects.get(pk=anna.pk).email == OLD


def test_five_hundred_changes_cost_as_many_questions_as_three(hr, now, django_assert_num_queries):
    people = [PersonFactory(confirmed_email=f"old{number}@example.org") for number in range(12)]
    with django_assert_num_queries(6):
        addresses.note_changes(people=people[:3], actor=hr, now=now)
    with django_assert_num_queries(6):
        addresses.note_changes(people=people[3:], actor=hr, now=now)


def test_erasing_a_person_leaves_neither_address(anna, browser, hr, now):
    changed = change(anna, NEW, hr, now)
    erase_person(person=changed, actor=None, now=now)
    anna.refresh_from_db()
    assert anna.confirmed_email == ""
    assert not AddressChange.objects.exists()
