"""Refused requests are logged without what would tell who looked at what."""

import logging

import pytest
from django.test import Client

from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
KEY = "4345066c-df62-4b2a-852b-adedf35d0e85"


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        (f"/surveys/{KEY}/", "/surveys/…/"),
        (f"/journal/{KEY}/edit/", "/journal/…/edit/"),
        (f"/meetings/{KEY}.ics", "/meetings/….ics"),
        ("/calendar/geheim.ics", "/calendar/…"),
        ("/programs/gibt-es-nicht/", "/programs/gibt-es-nicht/"),
    ],
)
def test_the_log_names_the_page_and_not_the_key(path, logged, client, caplog):
    caplog.set_level(logging.WARNING)
    client.force_login(PersonFactory())
    assert client.get(path).status_code == 404
    assert [record.getMessage() for record in caplog.records] == [f"Not Found: {logged}"]


def test_a_refused_form_is_logged_without_its_key(caplog):
    caplog.set_level(logging.WARNING)
    client = Client(enforce_csrf_checks=True)
    client.force_login(PersonFactory())
    assert client.post(f"/surveys/{KEY}/").status_code == 403
    assert caplog.records
    assert KEY not in caplog.text
