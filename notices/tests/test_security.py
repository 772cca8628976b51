import pytest
from django.core import mail

from notices.delivery import deliver_due
from people.actions import save_person
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def change_address(person, now):
    person.email = "jemand.anderes@example.org"
    save_person(person=person, changed=["email"], actor=PersonFactory(is_staff=True), now=now)


def test_a_changed_address_is_said_at_the_old_one(now):
    person = PersonFactory(email="ich@example.org", language="de")
    change_address(person, now)
    deliver_due(now=now)
    (sent,) = mail.outbox
    assert sent.recipients() == [f"{person.full_name} <ich@example.org>"]
    assert "jemand.anderes" not in sent.body


def test_nothing_is_said_where_the_address_stayed(now):
    person = PersonFactory(email="ich@example.org")
    save_person(person=person, changed=["email"], actor=PersonFactory(is_staff=True), now=now)
    assert deliver_due(now=now).total() == 0
