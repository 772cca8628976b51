"""Something could leak here, and does not: a private entry and one for the two, against everyone and every page."""

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from journals.models import Entry
from journals.tests.factories import EntryFactory
from people.tests.factories import PersonFactory
from programs.enums import TeamRole
from programs.tests.factories import TeamMemberFactory
from tandems.enums import MeetingState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
PRIVATE, SHARED = "Nur für mich gedacht", "Für uns beide gedacht"


@pytest.fixture
def tandem():
    return TandemFactory()


@pytest.fixture
def meeting(tandem):
    return MeetingFactory(tandem=tandem, state=MeetingState.HELD, starts_at=timezone.now())


@pytest.fixture
def private(tandem, meeting):
    return EntryFactory(tandem=tandem, meeting=meeting, text=PRIVATE, answer_1=PRIVATE, answer_2=PRIVATE)


@pytest.fixture
def shared(tandem):
    return EntryFactory(tandem=tandem, visibility="tandem", text=SHARED, answer_3=SHARED)


@pytest.fixture
def people(tandem):
    everyone = {
        "author": tandem.mentee.person,
        "partner": tandem.mentor.person,
        "stranger": TandemFactory(program=tandem.program).mentee.person,
        "manager": PersonFactory(is_staff=True),
        "viewer": PersonFactory(),
        "contact": PersonFactory(),
        "superuser": PersonFactory(is_staff=True, is_superuser=True),
    }
    for name, role in (
        ("manager", TeamRole.MANAGER),
        ("viewer", TeamRole.VIEWER),
        ("contact", TeamRole.CONTACT),
        # even a superuser who also runs the programme
        ("superuser", TeamRole.MANAGER),
    ):
        TeamMemberFactory(program=tandem.program, person=everyone[name], role=role)
    return everyone


@pytest.fixture
def addresses(tandem, meeting, private, shared):
    entries = [reverse(name, args=[entry.pk]) for name in ENTRY_PAGES for entry in (private, shared)]
    return [
        *entries,
        reverse("journal"),
        f"{reverse('journal')}?tandem={tandem.pk}",
        f"{reverse('entry_new', args=[tandem.pk])}?meeting={meeting.pk}",
        reverse("tandem_list"),
        reverse("tandem", args=[tandem.pk]),
        reverse("part", args=[tandem.pk]),
        reverse("meeting", args=[meeting.pk]),
        reverse("meeting_ics", args=[meeting.pk]),
        reverse("home"),
        reverse("admin:index"),
        reverse("admin:tandems_tandem_changelist"),
        reverse("admin:tandems_tandem_change", args=[tandem.pk]),
        reverse("admin:tandems_tandem_history", args=[tandem.pk]),
    ]


ENTRY_PAGES = ("entry", "entry_edit", "entry_open", "entry_take_back", "entry_delete")


def seen(client, person, addresses):
    """Which of the two texts `person` finds anywhere."""
    client.force_login(person)
    pages = [client.get(address, follow=True).content.decode() for address in addresses]
    return {words for words in (PRIVATE, SHARED) if any(words in page for page in pages)}


def test_only_the_two_find_a_word_and_the_partner_only_what_was_opened(client, people, addresses):
    found = {name: seen(client, person, addresses) for name, person in people.items()}

    assert found == {
        "author": {PRIVATE, SHARED},
        "partner": {SHARED},
        "stranger": set(),
        "manager": set(),
        "viewer": set(),
        "contact": set(),
        "superuser": set(),
    }


def test_an_entry_that_is_not_ones_own_does_not_exist(client, people, private, shared):
    for name, person in people.items():
        client.force_login(person)
        answers = {
            (page, entry.pk): client.get(reverse(page, args=[entry.pk])).status_code
            for page in ENTRY_PAGES
            for entry in (private, shared)
        }
        allowed = {key for key, status in answers.items() if status == 200}
        assert allowed == {
            "author": set(answers),
            "partner": {("entry", shared.pk)},
        }.get(name, set())
        assert {status for key, status in answers.items() if key not in allowed} <= {404}


def test_an_entry_cannot_be_changed_by_anyone_else(client, people, shared):
    data = {"key": shared.pk, "version": 1, "visibility": "tandem", "text": "Gefälscht"}
    for name, person in people.items():
        if name == "author":
            continue
        client.force_login(person)
        for address in (
            reverse("entry_edit", args=[shared.pk]),
            reverse("entry_new", args=[shared.tandem_id]),
        ):
            assert client.post(address, data).status_code == 404
    assert Entry.objects.get(pk=shared.pk).text == SHARED


def test_the_table_holds_no_readable_word(private, shared):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM journals_entry")
        rows = cursor.fetchall()

    assert len(rows) == 2
    assert "gedacht" not in repr(rows)


def test_entries_are_registered_in_no_admin():
    assert Entry not in admin.site._registry


def test_entries_cannot_be_searched_by_the_database():
    with pytest.raises(TypeError):
        Entry.objects.filter(text__contains="gedacht")
