import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from notices import security, todos
from notices.delivery import deliver_due
from notices.models import Notice
from people import hooks
from people.accounts import addresses
from people.actions import save_person
from people.models import AddressChange
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def change_address(person, now):
    person.email = "jemand.anderes@example.org"
    save_person(person=person, changed=["email"], actor=PersonFactory(is_staff=True), now=now)


def test_a_changed_address_is_said_at_the_confirmed_one_with_a_link_that_settles_it(now, client):
    person = PersonFactory(email="ich@example.org", confirmed_email="ich@example.org", language="en")
    change_address(person, now)
    deliver_due(now=now)
    (sent,) = mail.outbox
    assert sent.recipients() == [f"{person.full_name} <ich@example.org>"]
    link = re.search(r"https?://[^/\s]+(/address/\S+)", sent.body).group(1)
    client.post(link, {"address": "jemand.anderes@example.org", "answer": "no"})
    person.refresh_from_db()
    assert person.email == "ich@example.org"


def test_the_link_comes_again_at_most_once_an_hour(now):
    person = PersonFactory(email="neu@example.org", confirmed_email="alt@example.org")
    for minutes in (0, 5, 59, 60):
        hooks.address_link_wanted(person, now + timedelta(minutes=minutes))
    assert Notice.objects.count() == 2


def test_what_an_administrator_vouches_for_is_said_at_the_old_address_with_its_day(now):
    person = PersonFactory(email="neu@example.org", confirmed_email="alt@example.org", language="en")
    AddressChange.objects.create(person=person, changed_at=now)
    addresses.vouch(person=person, actor=None, now=now)
    deliver_due(now=now)
    (sent,) = mail.outbox
    assert sent.recipients() == [f"{person.full_name} <alt@example.org>"]
    assert "11 March 2026" in sent.body
    assert "/address/" in sent.body


def test_who_is_still_signed_in_is_asked_first_of_all(now):
    person = PersonFactory(email="neu@example.org", confirmed_email="alt@example.org")
    assert todos.for_person(person, now)[0].path == reverse("address")
    person.confirmed_email = person.email
    assert security.todos(person, now) == []


def test_nothing_is_said_to_the_wrong_address_of_someone_who_has_never_signed_in(now):
    change_address(PersonFactory(email="vertippt@example.org"), now)
    assert not Notice.objects.exists()


def test_nothing_is_said_where_the_address_stayed(now):
    person = PersonFactory(email="ich@example.org")
    save_person(person=person, changed=["email"], actor=PersonFactory(is_staff=True), now=now)
    assert deliver_due(now=now).total() == 0


def test_who_is_signed_out_everywhere_else_is_told_at_the_confirmed_address_with_the_time(now):
    person = PersonFactory(email="neu@example.org", confirmed_email="alt@example.org", language="en")
    for seconds in (0, 20):
        hooks.signed_out_elsewhere(person, now + timedelta(seconds=seconds))
    deliver_due(now=now + timedelta(seconds=30))
    (sent,) = mail.outbox
    assert sent.recipients() == [f"{person.full_name} <alt@example.org>"]
    assert "4 March 2026" in sent.body
    assert reverse("profile") in sent.body
