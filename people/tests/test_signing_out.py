"""Sessions end where they must, everywhere else at a word, and nowhere by accident."""

import pytest
from django.test import Client
from django.urls import reverse

from people import hooks
from people.accounts import addresses
from people.actions import deactivate_person, reactivate_person, save_person
from people.models import AddressChange, Person
from people.tests.factories import PersonFactory
from people.tests.proof import open_with, prove

pytestmark = pytest.mark.django_db
OWN_PAGE = "privacy"


def is_in(client: Client) -> bool:
    return client.get(reverse(OWN_PAGE)).status_code == 200


@pytest.fixture
def anna():
    return PersonFactory(email="anna@example.org")


def set_a_password(anna, client, now):
    Person.objects.filter(pk=anna.pk).update(password="!none")
    client = open_with(anna)
    prove(client, anna)
    new = {"password1": "drei-stille-worte", "password2": "drei-stille-worte"}
    client.post(reverse("account_set_password"), new)


def change_the_password(anna, client, now):
    new = {"oldpassword": "password", "password1": "drei-stille-worte", "password2": "drei-stille-worte"}
    client.post(reverse("account_change_password"), new)


def confirm_an_address(anna, client, now):
    Person.objects.filter(pk=anna.pk).update(email="neu@example.org")
    addresses.confirm(person=Person.objects.get(pk=anna.pk), address="neu@example.org", now=now)


def have_it_vouched_for(anna, client, now):
    Person.objects.filter(pk=anna.pk).update(email="neu@example.org")
    AddressChange.objects.create(person=anna, vouched_at=now - addresses.WAITING_TIME)
    assert addresses.open_vouched(now) == 1


def leave_and_come_back(anna, client, now):
    deactivate_person(person=anna, actor=None, now=now)
    reactivate_person(person=anna, actor=None, now=now)


def say_so(anna, client, now):
    client.post(reverse("sign_out_elsewhere"))


ENDS = [
    set_a_password,
    change_the_password,
    confirm_an_address,
    have_it_vouched_for,
    leave_and_come_back,
    say_so,
]


@pytest.mark.parametrize("happens", ENDS)
def test_a_session_on_a_lost_phone_is_over_after(happens, anna, now):
    lost, here = open_with(anna), open_with(anna)
    assert is_in(lost)
    happens(anna, here, now)
    assert not is_in(lost)
    assert is_in(open_with(anna))


@pytest.mark.parametrize("happens", [change_the_password, say_so])
def test_whoever_asked_for_it_stays(happens, anna, now):
    here = open_with(anna)
    happens(anna, here, now)
    assert is_in(here)


def test_the_profile_signs_out_elsewhere_says_so_and_nobody_else_is_touched(anna, monkeypatch):
    told = []
    monkeypatch.setattr(hooks, "_signed_out_elsewhere", [lambda person, now: told.append(person.pk)])
    other = PersonFactory()
    here, theirs = open_with(anna), open_with(other)
    assert f'action="{reverse("sign_out_elsewhere")}"' in here.get(reverse("profile")).content.decode()
    assert here.get(reverse("sign_out_elsewhere")).status_code == 405
    page = here.post(reverse("sign_out_elsewhere"), follow=True)
    assert [str(message.level_tag) for message in page.context["messages"]] == ["success"]
    assert told == [anna.pk]
    assert is_in(theirs)


def test_a_page_that_hr_opened_before_brings_no_ended_session_back(anna, now):
    lost, opened_before = open_with(anna), Person.objects.get(pk=anna.pk)
    say_so(anna, open_with(anna), now)
    opened_before.job_title = "Leitung"
    save_person(person=opened_before, changed=["job_title"], actor=PersonFactory(is_staff=True), now=now)
    assert Person.objects.get(pk=anna.pk).job_title == "Leitung"
    assert not is_in(lost)


def test_sessions_from_before_there_were_marks_go_on(anna):
    client = open_with(anna)
    assert client.session["_auth_user_hash"] == super(Person, anna).get_session_auth_hash()
    assert is_in(client)
