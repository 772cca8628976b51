"""What the two of a tandem wrote in confidence stands in the world and could leak: it must not, anywhere.

Every page that the access matrix opens to others is read as they read it; then mails, logs and the tables themselves
are searched, audit and outbox among them.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.tests.access_matrix import ROWS, Row
from mentoring.tests.world import AGREED, SECRET, World, build_world
from notices.delivery import deliver_due

pytestmark = pytest.mark.django_db
CONFIDENTIAL = (SECRET, AGREED)
OTHERS = ("other_tandem", "line_manager", "delegate", "leadership", "hr", "superuser")


@pytest.fixture
def world() -> World:
    return build_world()


def pages(persona: str) -> list[Row]:
    """What `persona` may open. Signing out would end the round."""
    return [row for row in ROWS if row.method == "get" and persona in row.who.split() and "logout" not in row.name]


def visited(world: World, persona: str) -> Iterator[tuple[str, str]]:
    client = Client(raise_request_exception=False)
    client.force_login(world.people[persona], backend="django.contrib.auth.backends.ModelBackend")
    for row in pages(persona):
        response = client.get(reverse(row.name, args=row.args(world)) + row.query)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        yield str(row), body.decode(errors="replace")


def test_the_two_find_their_words(world):
    """What makes the test below worth having."""
    client = Client()
    for persona in ("mentee", "mentor"):
        client.force_login(world.people[persona], backend="django.contrib.auth.backends.ModelBackend")
        found = [client.get(reverse(name, args=[world.tandem.pk])).content.decode() for name in ("tandem", "agreement")]
        assert SECRET in found[0]
        assert AGREED in found[0]
        assert AGREED in found[1]
        assert AGREED in client.get(reverse("privacy_export")).content.decode()


def test_next_steps_questions_and_reasons_for_moving_are_there_to_be_found(world):
    """Each on a page of its own, where nothing else holds the words."""
    client = Client()
    for persona in ("mentee", "mentor"):
        client.force_login(world.people[persona], backend="django.contrib.auth.backends.ModelBackend")
        for name, key in (("steps", world.tandem.pk), ("lists", world.tandem.pk), ("meeting", world.dated.pk)):
            assert SECRET in client.get(reverse(name, args=[key])).content.decode(), name
        assert [one.text for one in client.get(reverse("meeting", args=[world.dated.pk])).context["reasons"]] == [
            SECRET
        ]


def test_nobody_else_finds_a_word_on_any_page_in_any_log_or_in_the_tables(world, caplog):
    caplog.set_level(logging.INFO)
    leaks = [
        (persona, row)
        for persona in OTHERS
        for row, page in visited(world, persona)
        if any(words in page for words in CONFIDENTIAL)
    ]
    assert leaks == []

    deliver_due(now=next_wednesday_noon())
    assert any("agreement" in message.body for message in mail.outbox)
    told = "".join(f"{message.subject}{message.body}{message.alternatives}" for message in mail.outbox)
    for place in (told, caplog.text, "".join(in_tables())):
        assert not any(words in place for words in CONFIDENTIAL)


def next_wednesday_noon() -> datetime:
    """When mails that can wait go out, whatever day the test runs on."""
    today = timezone.localtime().replace(hour=12, minute=0)
    return today + timedelta(days=(2 - today.weekday()) % 7 or 7)


def in_tables() -> Iterator[str]:
    """Everything that the database holds, as it holds it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield from map(repr, cursor.fetchall())
