"""An attack on the raw database: rows as they lie on disk, with the system columns that ORMs do not show.

The attacker has every table and knows in truth nothing but what the columns say. Its best guess at who gave which
response must hit no more often than chance; with rows written as they come in, the same attack hits every time.
"""

import random

import pytest
from django.db import connection

from evaluation.models import Answer, Invitation, Response
from evaluation.surveys import answering
from evaluation.tests.factories import InvitationFactory, WaveFactory, noon
from people.models import AuditEvent

PEOPLE, ROUNDS = 8, 8
SYSTEM_COLUMNS = {"sqlite": ("rowid",), "postgresql": ("ctid::text", "xmin::text")}


def columns():
    return SYSTEM_COLUMNS[connection.vendor]


def rows_on_disk(table, key, where, parameter):
    """(key, system columns) of each row, as the database hands them out without an order."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {', '.join(columns())} FROM {table} WHERE {where} = %s", [parameter])
        return cursor.fetchall()


def _key(wave):
    return wave.pk.hex if connection.vendor == "sqlite" else wave.pk


def guesses(wave):
    """For each system column and each table order: the invitation and the response at the same place."""
    parameter = _key(wave)
    invitations = rows_on_disk("evaluation_invitation", "person_id", "state = 'answered' AND wave_id", parameter)
    responses = rows_on_disk("evaluation_response", "id", "wave_id", parameter)
    for column in range(len(columns()) + 1):
        ways = (None, False) if column == 0 else (False,)
        for way in ways:
            left = invitations if way is None else sorted(invitations, key=lambda row: _place(row[column]))
            right = responses if way is None else sorted(responses, key=lambda row: _place(row[column]))
            yield [(one[0], other[0]) for one, other in zip(left, right, strict=True)]


def _place(value):
    """A ctid "(3,14)" in the order of the table; numbers as numbers."""
    text = str(value)
    if text.startswith("("):
        return tuple(int(part) for part in text.strip("()").split(","))
    return (int(text),) if text.isdigit() else (text,)


def answer_all(wave, people):
    """Everyone answers in random order, each with their own number of points; the truth by person."""
    truth = {}
    for number, invitation in enumerate(random.sample(people, len(people))):
        points = {"useful": number % 5 + 1, "open": number // 5 + 1}
        answering.submit(invitation=invitation, answers=points, now=noon(wave.opens_on))
        truth[invitation.person_id] = (points["useful"], points["open"])
    return truth


def said(response_id):
    values = Answer.objects.filter(response=response_id).order_by("question__position").values_list("value", flat=True)
    return tuple(values)


def best_hit_rate():
    """The share of right guesses of the best of all ways to pair rows, over many waves."""
    hits = {}
    for _round in range(ROUNDS):
        wave = WaveFactory()
        truth = answer_all(wave, [InvitationFactory(wave=wave) for _n in range(PEOPLE)])
        for way, pairs in enumerate(guesses(wave)):
            hits[way] = hits.get(way, 0) + sum(truth[person] == said(response) for person, response in pairs)
    return max(hits.values()) / (ROUNDS * PEOPLE)


# chance is one in eight; 64 guesses stay below three in eight but once in a hundred million times
CHANCE = 3 / PEOPLE


@pytest.mark.django_db(transaction=True)
def test_rows_on_disk_connect_nobody_with_an_answer():
    assert best_hit_rate() < CHANCE


@pytest.mark.django_db(transaction=True)
def test_the_same_attack_succeeds_where_rows_are_left_as_they_came_in(monkeypatch):
    monkeypatch.setattr(answering, "rewrite_responses", lambda wave, newest: None)
    monkeypatch.setattr(answering, "rewrite_invitations", lambda wave, newest: None)
    rates = best_hit_rate()
    # SQLite's invitations stay where they were: there only the order of responses gives away who was first
    assert rates > CHANCE if connection.vendor == "postgresql" else _order_of_responses_is_order_of_answering()


def _order_of_responses_is_order_of_answering():
    wave = WaveFactory()
    people = [InvitationFactory(wave=wave) for _n in range(PEOPLE)]
    truth = answer_all(wave, people)
    rows = sorted(rows_on_disk("evaluation_response", "id", "wave_id", _key(wave)), key=lambda row: row[1])
    return [said(row[0]) for row in rows] == list(truth.values())


@pytest.mark.django_db(transaction=True)
def test_the_order_of_answering_is_nowhere():
    """Whoever saw on a screen who answered first finds nothing to match it with."""
    matches = 0
    for _round in range(ROUNDS):
        wave = WaveFactory()
        truth = answer_all(wave, [InvitationFactory(wave=wave) for _n in range(PEOPLE)])
        rows = rows_on_disk("evaluation_response", "id", "wave_id", _key(wave))
        for column in range(1, len(columns()) + 1):
            ordered = sorted(rows, key=lambda row: _place(row[column]))
            found = [said(row[0]) for row in ordered]
            matches += sum(a == b for a, b in zip(found, truth.values(), strict=True))
    assert matches / (ROUNDS * PEOPLE * len(columns())) < CHANCE


@pytest.mark.django_db(transaction=True)
def test_with_every_answer_all_rows_of_the_wave_move():
    wave, other = WaveFactory(), WaveFactory()
    answer_all(wave, [InvitationFactory(wave=wave) for _n in range(3)])
    answer_all(other, [InvitationFactory(wave=other) for _n in range(3)])
    answer_all(wave, [InvitationFactory(wave=wave)])
    responses, others = (rows_on_disk("evaluation_response", "id", "wave_id", _key(one)) for one in (wave, other))
    if connection.vendor == "sqlite":  # one block at the end of the table
        assert min(row[1] for row in responses) > max(row[1] for row in others)
    else:  # one version, the same as that of the invitations
        invitations = rows_on_disk("evaluation_invitation", "id", "wave_id", _key(wave))
        assert {row[2] for row in responses} == {row[2] for row in invitations}
        assert len({row[2] for row in responses}) == 1


@pytest.mark.django_db
def test_nothing_else_in_the_database_moves_with_an_answer():
    """No log, no time, no counter: an answer writes invitations, responses and answers only."""
    wave = WaveFactory()
    invitation = InvitationFactory(wave=wave)
    before = {table: _count(table) for table in connection.introspection.table_names()}
    answering.submit(invitation=invitation, answers={"useful": 5}, now=noon(wave.opens_on))
    grown = {table for table, count in before.items() if _count(table) != count}
    assert grown == {"evaluation_response", "evaluation_answer"}
    assert not AuditEvent.objects.exists()
    assert Invitation.objects.get().created_at == invitation.created_at


def _count(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_keys_say_nothing_about_when():
    wave = WaveFactory()
    answer_all(wave, [InvitationFactory(wave=wave) for _n in range(5)])
    assert {response.pk.version for response in Response.objects.all()} == {4}
    assert {one.pk.version for one in Answer.objects.all()} == {4}
