"""Whom one would like and whom not: written by one person, read by matching, seen by nobody else."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from people.actions import erase_person
from people.models import AuditEvent
from people.tests.factories import OrganisationFactory, PersonFactory
from programs import wishes
from programs.actions import withdraw
from programs.models import PairWish, TopicChoice
from programs.personal_data import export
from programs.tests.factories import (
    MenteeFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return ProgramFactory()


@pytest.fixture
def mine(program):
    mentee = MenteeFactory(program=program)
    TopicChoice.objects.create(participation=mentee, topic=TopicFactory(program=program), level=0)
    return mentee


def send(mine, **fields):
    client = Client()
    client.force_login(mine.person)
    address = reverse("sign_up", args=[mine.program.slug, "frame"])
    return client.post(address, {"mode": "both", "slots": ["1am"], **fields}), client.get(address)


def test_up_to_three_people_and_those_out_of_the_question_are_stored(mine):
    liked, out = PersonFactory.create_batch(3), PersonFactory()
    text = f"{liked[0].email}\n{liked[1].email.upper()}; {liked[2].email}"
    answer, page = send(mine, liked=text, out=out.email)
    assert answer.status_code == 302
    found = wishes.of(mine)
    assert (found.liked, found.out) == ({person.pk for person in liked}, {out.pk})
    assert liked[1].email in page.content.decode()
    assert out.email in page.content.decode()
    assert page.context["form"].has_wishes()


def test_wishes_are_folded_as_long_as_there_is_none(mine):
    _answer, page = send(mine)
    wrong, _page = send(mine, out="no address")
    assert (page.context["form"].has_wishes(), wrong.context["form"].has_wishes()) == (False, True)


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_cannot_be_is_said_beside_the_field_and_kept(mine, language):
    mine.person.language = language
    mine.person.save()
    both, stranger = PersonFactory(), PersonFactory(organisation=OrganisationFactory(name="Elsewhere"))
    four = "\n".join(person.email for person in PersonFactory.create_batch(4))
    for field, text in (
        ("liked", four),
        ("liked", "nobody@example.org"),
        ("liked", stranger.email),
        ("liked", mine.person.email),
        ("out", mine.person.email),
        ("out", "no address"),
    ):
        answer, _page = send(mine, **{field: text})
        assert answer.context["form"].errors.keys() == {field}, text
        assert text.splitlines()[-1] in answer.content.decode()
    answer, _page = send(mine, liked=both.email, out=both.email)
    assert answer.context["form"].errors.keys() == {"out"}
    assert not PairWish.objects.exists()


def test_the_same_answer_whether_the_named_person_takes_part_or_not(mine, program):
    """Otherwise the form would tell who is signed up, and in which role."""
    for named in (PersonFactory(), ParticipationFactory(program=program).person, MenteeFactory(program=program).person):
        assert send(mine, out=named.email)[0].status_code == 302


def test_the_database_holds_no_name_and_no_number(mine):
    named = PersonFactory()
    wishes.store(mine, liked=[named], out=[])
    with connection.cursor() as cursor:
        cursor.execute("SELECT liked, out FROM programs_pairwish")
        row = cursor.fetchone()
    assert all(text and str(named.pk) not in text[:4] and "[" not in text for text in row)


def test_hr_finds_no_trace_of_it(mine):
    named = PersonFactory(last_name="Unverkennbar")
    send(mine, out=named.email)
    client = Client()
    client.force_login(TeamMemberFactory(program=mine.program).person)
    pages = [
        reverse("admin:programs_participation_change", args=[mine.pk]),
        reverse("admin:programs_participation_changelist"),
        reverse("admin:people_auditevent_changelist"),
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert named.last_name not in answer.content.decode()
    assert named.last_name not in str(list(AuditEvent.objects.values()))


def test_only_ones_own_export_holds_them(mine):
    liked, out = PersonFactory(), PersonFactory()
    wishes.store(mine, liked=[liked], out=[out])
    own = export(mine.person)["participations"][0]
    assert (own["would_like"], own["out_of_the_question"]) == ([liked.full_name], [out.full_name])
    for other in (liked, out):
        assert mine.person.last_name not in json.dumps(export(other))


def test_who_leaves_the_programme_leaves_no_wishes(mine, now):
    wishes.store(mine, liked=[], out=[PersonFactory()])
    withdraw(participation=mine, actor=mine.person, now=now)
    assert not PairWish.objects.exists()


def test_erasure_takes_ones_wishes_and_ones_name_in_those_of_others(mine, now):
    named, kept = PersonFactory(), PersonFactory()
    wishes.store(mine, liked=[named], out=[named, kept])
    erase_person(person=named, actor=None, now=now)
    assert wishes.of(mine) == wishes.Wishes(frozenset(), frozenset({kept.pk}))
    erase_person(person=mine.person, actor=None, now=now)
    assert not PairWish.objects.exists()


def test_with_a_lost_key_nobody_is_named(mine, settings):
    wishes.store(mine, liked=[PersonFactory()], out=[])
    settings.JOURNAL_KEYS = ["bm90LXRoZS1zYW1lLWtleS1hcy1iZWZvcmUtMTIzNDU="]
    assert wishes.of(mine) == wishes.Wishes()
