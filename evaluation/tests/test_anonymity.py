"""An attack on the raw database: rows as they lie on disk, with the system columns that ORMs do not show.

Each round attacks a survey of another occasion, line managers' among them. The attacker has every table and knows in
truth nothing but what the columns say. Its best guess at who gave which response must hit no more often than chance;
with rows written as they come in, the same attack hits every time.
"""

import random
from uuid import UUID

import pytest
from django.db import connection

from evaluation.enums import Occasion
from evaluation.models import Answer, Invitation, Response
from evaluation.surveys import answering
from evaluation.surveys.groups import group_for
from evaluation.surveys.telling import drafts_for
from evaluation.tests.factories import InvitationFactory, WaveFactory, noon
from notices.actions import plan
from notices.choices import load
from people.models import AuditEvent
from people.tests.factories import PersonFactory

PEOPLE, ROUNDS = 8, 8
# two statements of each survey that everyone in it may answer
ASKED = {
    Occasion.START: ("understanding", "network"),
    Occasion.MEETING: ("useful", "open"),
    Occasion.HALF_WAY: ("fit", "progress"),
    Occasion.MANAGERS: ("informed", "release"),
    Occasion.END: ("benefit_me", "benefit_company"),
    Occasion.AFTER: ("still_using", "passed_on"),
}
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


def orders(wave):
    """For each system column and each table order: who was invited and what was answered, each in that order."""
    parameter = _key(wave)
    invitations = rows_on_disk("evaluation_invitation", "person_id", "state = 'answered' AND wave_id", parameter)
    responses = rows_on_disk("evaluation_response", "id", "wave_id", parameter)
    for column in range(len(columns()) + 1):
        ways = (None, False) if column == 0 else (False,)
        for way in ways:
            left = invitations if way is None else sorted(invitations, key=lambda row: _place(row[column]))
            right = responses if way is None else sorted(responses, key=lambda row: _place(row[column]))
            yield [one[0] for one in left], [other[0] for other in right]


def guesses(wave):
    """For each order: the invitation and the response at the same place."""
    for people, responses in orders(wave):
        yield list(zip(people, responses, strict=True))


def guesses_within(wave):
    """The same by someone who looks at each role and group by itself."""
    cells = {one.person_id: (one.role, group_for(wave, one)) for one in wave.invitations.all()}
    named = {response.pk.hex: (response.role, response.group) for response in wave.responses.all()}
    for people, responses in orders(wave):
        yield [
            pair
            for cell in set(cells.values())
            for pair in zip(
                [person for person in people if cells[person] == cell],
                [key for key in responses if named[UUID(str(key)).hex] == cell],
                strict=True,
            )
        ]


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
        first, second = ASKED[Occasion(wave.occasion)]
        points = {first: number % 5 + 1, second: number // 5 + 1}
        answering.submit(invitation=invitation, answers=points, now=noon(wave.opens_on))
        truth[invitation.person_id] = tuple(points.values())
    return truth


def invited(wave, number):
    if wave.occasion == Occasion.MANAGERS:
        return [Invitation.objects.create(wave=wave, person=PersonFactory()) for _n in range(number)]
    return [InvitationFactory(wave=wave) for _n in range(number)]


def waves():
    """One of each occasion, and two more after meetings."""
    occasions = [*Occasion, *[Occasion.MEETING] * (ROUNDS - len(Occasion))]
    return [WaveFactory(occasion=occasion) for occasion in occasions]


def said(response_id):
    values = Answer.objects.filter(response=response_id).order_by("question__position").values_list("value", flat=True)
    return tuple(values)


def best_hit_rate(surveys=None, ways=guesses):
    """The share of right guesses of the best of all ways to pair rows, over many waves."""
    hits, people = {}, 0
    for wave in surveys or waves():
        asked = list(wave.invitations.all()) or invited(wave, PEOPLE)
        truth = answer_all(wave, asked)
        people += len(asked)
        for way, pairs in enumerate(ways(wave)):
            hits[way] = hits.get(way, 0) + sum(truth[person] == said(response) for person, response in pairs)
    return max(hits.values()) / people


# chance is one in eight: of 64 guesses, eight of which are an order of the same eight, 30 are right twice in a billion
CHANCE = 30 / (ROUNDS * PEOPLE)


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
    for wave in waves():
        truth = answer_all(wave, invited(wave, PEOPLE))
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
        # checking foreign keys leaves a lock on the rows of persons: on all of the wave alike
        people = wave.invitations.values_list("person", flat=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT xmax::text FROM people_person WHERE id = ANY(%s)", [list(people)])
            assert len(cursor.fetchall()) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("occasion", [Occasion.HALF_WAY, Occasion.MANAGERS, Occasion.AFTER])
def test_nothing_else_in_the_database_moves_with_an_answer(occasion):
    """No log, no time, no counter, no notice: every other table is the same to the last system column."""
    wave = WaveFactory(occasion=occasion)
    one, *_others = invited(wave, 3)
    plan(
        draft
        for invitation in wave.invitations.all()
        for draft in drafts_for(invitation, wave, load(), noon(wave.opens_on))
    )
    before = {table: everything_in(table) for table in connection.introspection.table_names()}
    code, _other = ASKED[occasion]
    answering.submit(invitation=one, answers={code: 5}, now=noon(wave.opens_on))
    touched = {table for table, rows in before.items() if everything_in(table) != rows}
    assert touched == {"evaluation_invitation", "evaluation_response", "evaluation_answer"}
    assert before["notices_notice"]
    assert not AuditEvent.objects.exists()
    assert {row.created_at for row in Invitation.objects.all()} == {one.created_at, *(o.created_at for o in _others)}


def everything_in(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {", ".join(columns())}, * FROM "{table}"')
        return [tuple(map(str, row)) for row in cursor.fetchall()]


# ---------------------------------------------------------------- two backups
def backup(wave):
    """Who had answered, and what had been answered, in the order in which rows lie on disk."""
    people = [
        row[0]
        for row in rows_on_disk("evaluation_invitation", "person_id", "state = 'answered' AND wave_id", _key(wave))
    ]
    return people, [said(row[0]) for row in rows_on_disk("evaluation_response", "id", "wave_id", _key(wave))]


def difference_hits(wave, answers_between):
    """Right guesses of someone who has a backup from before and one from after some answers, and pairs what is new."""
    people = invited(wave, 4 + answers_between)
    numbers = iter(random.sample(range(25), len(people)))
    truth = {}

    def take(some):
        for invitation in some:
            number = next(numbers)
            points = dict(zip(ASKED[Occasion(wave.occasion)], (number % 5 + 1, number // 5 + 1), strict=True))
            answering.submit(invitation=invitation, answers=points, now=noon(wave.opens_on))
            truth[invitation.person_id] = tuple(points.values())

    take(people[:4])
    old_people, old_answers = backup(wave)
    take(people[4:])
    new_people, new_answers = backup(wave)
    who = [person for person in new_people if person not in old_people]
    what = [answer for answer in new_answers if answer not in old_answers]
    assert len(who) == len(what) == answers_between
    return sum(truth[person] == answer for person, answer in zip(who, what, strict=True))


@pytest.mark.django_db(transaction=True)
def test_two_backups_narrow_it_down_to_those_who_answered_between_them_and_no_further():
    hits = sum(difference_hits(wave, 5) for wave in waves()[1:7])
    # chance is one in five; of thirty guesses, five of which are an order of the same five, 25 are right three times
    # in a billion
    assert hits < 25


@pytest.mark.django_db(transaction=True)
def test_one_answer_between_two_backups_is_given_away_as_docs_anonymity_says():
    """What no way of storing can prevent. Here so that the page and the tests agree on what is possible."""
    assert difference_hits(WaveFactory(occasion=Occasion.AFTER), 1) == 1


@pytest.mark.django_db
def test_keys_say_nothing_about_when():
    wave = WaveFactory()
    answer_all(wave, [InvitationFactory(wave=wave) for _n in range(5)])
    assert {response.pk.version for response in Response.objects.all()} == {4}
    assert {one.pk.version for one in Answer.objects.all()} == {4}
