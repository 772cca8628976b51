"""The access matrix: every address of the site, opened as everyone. A new address without a row fails here."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mentoring.tests.access_matrix import ROWS, THE_TWO, Row
from mentoring.tests.world import CONCERN, PERSONAS, SECRET, World, build_world

# Django's admin has addresses without a name: the object's old address and the one that answers 404 for the rest
UNNAMED = {"admin:"}


def named_addresses(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join((*namespaces, pattern.name or ""))
        else:
            yield from named_addresses(pattern, (*namespaces, *filter(None, [pattern.namespace])))


def test_every_address_has_a_row_and_every_row_an_address():
    addresses = set(named_addresses(get_resolver())) - UNNAMED
    listed = {row.name for row in ROWS}
    assert addresses - listed == set(), "addresses that mentoring/tests/access_matrix.py does not list"
    assert listed - addresses == set(), "rows without an address"


def kind_of(response: HttpResponse) -> int | str:
    """The status, "login" for the way to a sign-in page, "index" for the admin's way of saying "no such object"."""
    if response.status_code != 302:
        return response.status_code
    path = response["Location"].split("?")[0]
    if path in (reverse("account_login"), reverse("admin:login")):
        return "login"
    return "index" if path == reverse("admin:index") else 302


def ask(row: Row, persona: str, world: World) -> int | str:
    """What `persona` gets. What the request changed is undone."""
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        if persona != "anonymous":
            client.force_login(world.people[persona], backend="django.contrib.auth.backends.ModelBackend")
        response = getattr(client, row.method)(reverse(row.name, args=row.args(world)) + row.query, row.data(world))
        transaction.set_rollback(True)
    # entries, next steps, questions: what the two wrote stands on no page of anyone else, whatever it answers
    content = response.content.decode(errors="replace")
    assert persona in THE_TWO or SECRET not in content, f"{row} as {persona}"
    assert persona in ("mentee", "contact") or CONCERN not in content, f"{row} as {persona}"
    return kind_of(response)


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_address_answers_each_persona_as_listed(row, settings):
    for name, value in row.settings.items():
        setattr(settings, name, value)
    world = build_world()
    answers = {persona: ask(row, persona, world) for persona in PERSONAS}
    wrong = {
        persona: f"got {answer}, expected {sorted(row.expected(persona), key=str)}"
        for persona, answer in answers.items()
        if answer not in row.expected(persona)
    }
    assert not wrong
