"""Who reads an entry is changed by one deliberate step, and taking it back says what was seen."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from journals.actions import Conflict, mark_seen, open_entry, save_entry, take_back
from journals.models import Entry
from journals.personal_data import erase, export
from journals.tests.factories import EntryFactory
from people.errors import NotAllowed
from tandems.tests.factories import TandemFactory

pytestmark = pytest.mark.django_db
LOOKED_AT = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
NOT_SEEN = "has not been shown this entry so far"


@pytest.fixture
def tandem():
    return TandemFactory(mentee__person__language="en", mentor__person__language="en")


@pytest.fixture
def entry(tandem):
    return EntryFactory(tandem=tandem)


@pytest.fixture
def shared(tandem):
    return EntryFactory(tandem=tandem, visibility="tandem")


def page(client, person, name, entry):
    client.force_login(person)
    return client.get(reverse(name, args=[entry.pk])).content.decode()


def test_opening_is_a_step_of_its_own_that_shows_what_will_be_read(client, entry):
    author = entry.author
    assert entry.text in page(client, author, "entry_open", entry)
    assert Entry.objects.get().visibility == "private"

    client.post(reverse("entry_open", args=[entry.pk]), {"version": entry.version})
    assert Entry.objects.get().visibility == "tandem"


def test_changing_the_words_never_changes_who_reads_them(client, entry):
    client.force_login(entry.author)
    data = {"key": entry.pk, "version": 1, "visibility": "tandem", "text": "Anders"}
    client.post(reverse("entry_edit", args=[entry.pk]), data)
    client.post(reverse("entry_new", args=[entry.tandem_id]), {**data, "version": 2, "text": "Noch anders"})

    stored = Entry.objects.get()
    assert (stored.text, stored.visibility) == ("Noch anders", "private")


def test_nobody_opens_words_they_have_not_seen(client, entry, now):
    save_entry(
        tandem=entry.tandem,
        meeting=None,
        person=entry.author,
        visibility="private",
        answers=("", "", ""),
        text="Auf dem Telefon ergänzt",
        version=1,
        key=entry.pk,
        now=now,
    )
    client.force_login(entry.author)
    again = client.post(reverse("entry_open", args=[entry.pk]), {"version": 1}, follow=True).content.decode()
    assert "has been changed since" in again
    assert "Auf dem Telefon ergänzt" in again
    assert Entry.objects.get().visibility == "private"
    with pytest.raises(Conflict):
        open_entry(entry=entry, person=entry.author, version=1, now=now)


def test_only_the_author_opens_and_takes_back(entry, shared, now):
    partner = entry.tandem.mentor.person
    with pytest.raises(NotAllowed):
        open_entry(entry=entry, person=partner, version=1, now=now)
    with pytest.raises(NotAllowed):
        take_back(entry=shared, person=partner, now=now)


@pytest.mark.parametrize("where", ["entry", "journal", "tandem"])
def test_taking_back_says_whether_the_partner_has_seen_it(client, shared, where):
    partner = shared.tandem.mentor.person
    assert NOT_SEEN in page(client, shared.author, "entry_take_back", shared)

    client.force_login(partner)
    with time_machine.travel(LOOKED_AT, tick=False):
        client.get(reverse(where, args={"entry": [shared.pk], "tandem": [shared.tandem_id]}.get(where, [])))
    assert Entry.objects.get().seen_on == LOOKED_AT.date()
    for name in ("entry_take_back", "entry_delete"):
        said = page(client, shared.author, name, shared)
        assert "has seen this entry" in said
        assert NOT_SEEN not in said
    client.post(reverse("entry_take_back", args=[shared.pk]))
    assert Entry.objects.get().visibility == "private"
    client.force_login(partner)
    assert client.get(reverse("entry", args=[shared.pk])).status_code == 404


def test_a_look_of_the_author_or_at_a_private_entry_is_not_noted(client, entry, shared):
    client.force_login(entry.author)
    client.get(reverse("journal"))
    mark_seen(entries=[entry], person=entry.tandem.mentor.person, now=timezone.now())
    assert not Entry.objects.filter(seen_on__isnull=False).exists()


def test_the_first_day_stays(shared, now):
    Entry.objects.update(seen_on=date(2026, 1, 5))
    mark_seen(entries=[shared], person=shared.tandem.mentor.person, now=now)
    assert Entry.objects.get().seen_on == date(2026, 1, 5)


def test_that_it_was_seen_is_shown_on_no_other_page(client, shared):
    Entry.objects.update(seen_on=date(2026, 1, 5))
    for person in shared.tandem.people:
        for address in (
            reverse("entry", args=[shared.pk]),
            reverse("journal"),
            reverse("tandem", args=[shared.tandem_id]),
        ):
            client.force_login(person)
            assert "5 January 2026" not in client.get(address).content.decode()
    assert "5 January 2026" in page(client, shared.author, "entry_take_back", shared)


def test_what_one_has_seen_belongs_to_ones_own_data_and_goes_with_it(shared, now):
    partner = shared.tandem.mentor.person
    mark_seen(entries=[shared], person=partner, now=now)
    assert len(export(partner)["seen_of_partner"]) == 1
    assert export(shared.author)["seen_of_partner"] == []

    erase(partner)
    assert Entry.objects.get().seen_on is None
