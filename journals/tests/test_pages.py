from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from journals.models import Entry
from journals.personal_data import erase, export
from journals.reading import for_reader
from journals.tests.factories import EntryFactory
from notices import todos
from people.models import AuditEvent
from tandems.enums import MeetingState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tandem():
    return TandemFactory(mentee__person__language="en", mentor__person__language="en")


@pytest.fixture
def meeting(tandem):
    return MeetingFactory(tandem=tandem, state=MeetingState.HELD, starts_at=timezone.now() - timedelta(days=1))


@pytest.fixture
def as_mentee(client, tandem):
    client.force_login(tandem.mentee.person)
    return client


@pytest.fixture
def new(tandem, meeting):
    return f"{reverse('entry_new', args=[tandem.pk])}?meeting={meeting.pk}"


def text(response):
    return response.content.decode()


def form_data(response, **changes):
    form = response.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {**{name: "" if value is None else value for name, value in shown.items()}, **changes}


def test_the_form_asks_the_questions_of_the_role_and_says_who_reads(as_mentee, client, new, tandem):
    page = text(as_mentee.get(new))
    assert "What surprised me?" in page
    assert page.index("Who reads this") < page.index("What surprised me?")
    assert "What did I learn about leading?" not in page

    client.force_login(tandem.mentor.person)
    assert "What did I learn about leading?" in text(client.get(new))


def test_an_entry_is_private_unless_one_chooses_otherwise(as_mentee, new):
    as_mentee.post(new, form_data(as_mentee.get(new), answer_1="Vieles"))

    entry = Entry.objects.get()
    assert (entry.visibility, entry.answer_1, entry.version) == ("private", "Vieles", 1)


def test_a_new_entry_sent_twice_is_one_entry(as_mentee, tandem):
    address = reverse("entry_new", args=[tandem.pk])
    data = form_data(as_mentee.get(address), text="Einmal")
    assert [as_mentee.post(address, data).status_code for _press in range(2)] == [302, 302]

    assert Entry.objects.count() == 1


def test_a_meeting_with_an_entry_opens_that_entry(as_mentee, new, tandem, meeting):
    entry = EntryFactory(tandem=tandem, meeting=meeting)

    assert as_mentee.get(new).url == reverse("entry_edit", args=[entry.pk])


def test_two_windows_lose_no_word(as_mentee, tandem):
    entry = EntryFactory(tandem=tandem, text="Anfang")
    address = reverse("entry_edit", args=[entry.pk])
    first, second = (form_data(as_mentee.get(address)) for _window in range(2))
    as_mentee.post(address, {**first, "text": "Aus dem ersten Fenster"})

    conflict = as_mentee.post(address, {**second, "text": "Aus dem zweiten Fenster"})
    assert conflict.status_code == 409
    assert "Aus dem ersten Fenster" in text(conflict)
    assert "Aus dem zweiten Fenster" in text(conflict)
    assert Entry.objects.get().text == "Aus dem ersten Fenster"

    as_mentee.post(address, form_data(conflict, text="Beides"))
    assert Entry.objects.get().text == "Beides"


def test_two_windows_with_a_new_entry_lose_no_word(as_mentee, new):
    first, second = (form_data(as_mentee.get(new)) for _window in range(2))
    as_mentee.post(new, {**first, "text": "Aus dem ersten Fenster"})

    conflict = as_mentee.post(new, {**second, "text": "Aus dem zweiten Fenster"})
    assert conflict.status_code == 409
    as_mentee.post(new, form_data(conflict, text="Beides"))
    assert Entry.objects.get().text == "Beides"


def test_an_empty_entry_is_told_so(as_mentee, new):
    assert "There is nothing written yet" in text(as_mentee.post(new, form_data(as_mentee.get(new))))


def test_only_the_author_deletes_and_is_asked_first(as_mentee, client, tandem):
    entry = EntryFactory(tandem=tandem, visibility="tandem")
    address = reverse("entry_delete", args=[entry.pk])
    assert as_mentee.get(address).status_code == 200
    assert Entry.objects.exists()

    client.force_login(tandem.mentor.person)
    assert client.post(address).status_code == 404
    client.force_login(tandem.mentee.person)
    client.post(address)
    assert not Entry.objects.exists()


def test_nothing_of_a_journal_is_audited(as_mentee, new):
    before = AuditEvent.objects.count()
    as_mentee.post(new, form_data(as_mentee.get(new), text="Geheim"))
    entry = Entry.objects.get()
    as_mentee.post(reverse("entry_delete", args=[entry.pk]))

    assert AuditEvent.objects.count() == before


def test_what_is_written_is_text_and_never_markup(as_mentee, tandem):
    entry = EntryFactory(tandem=tandem, text="<script>alert(1)</script>")
    for address in (reverse("entry", args=[entry.pk]), reverse("journal"), reverse("tandem", args=[tandem.pk])):
        page = text(as_mentee.get(address))
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_journal_holds_mine_and_what_was_opened_to_me(as_mentee, tandem):
    partner = tandem.mentor.person
    EntryFactory(tandem=tandem, text="Von mir privat")
    EntryFactory(tandem=tandem, author=partner, visibility="tandem", text="Geteilt mit mir")
    EntryFactory(tandem=tandem, author=partner, text="Nicht für mich")
    page = text(as_mentee.get(reverse("journal")))

    assert "Von mir privat" in page
    assert "Geteilt mit mir" in page
    assert "Nicht für mich" not in page


def test_the_journal_can_be_read_by_tandem(as_mentee, tandem):
    other = TandemFactory(mentee__person=tandem.mentee.person)
    EntryFactory(tandem=tandem, text="Im ersten")
    EntryFactory(tandem=other, text="Im zweiten")
    page = text(as_mentee.get(f"{reverse('journal')}?tandem={other.pk}"))

    assert "Im zweiten" in page
    assert "Im ersten" not in page


def test_entries_show_in_the_room_under_their_meeting(as_mentee, tandem, meeting):
    EntryFactory(tandem=tandem, meeting=meeting, author=tandem.mentor.person, visibility="tandem", text="Unter uns")
    page = text(as_mentee.get(reverse("tandem", args=[tandem.pk])))

    assert 'class="entry mentor"' in page
    assert "Unter uns" in page
    assert f"?meeting={meeting.pk}" in page


def test_an_excerpt_keeps_answers_apart_and_stops_after_some_words(tandem):
    entry = EntryFactory(tandem=tandem, answer_1="Das Erste.", answer_2="Das\nZweite.", text="Wort " * 60)
    lines = for_reader(entry, entry.author).excerpt.splitlines()
    assert lines[:3] == ["Das Erste.", "Das", "Zweite."]
    assert lines[3] == "Wort " * 41 + "…"
    assert for_reader(EntryFactory(tandem=tandem, text="Kurz."), entry.author).excerpt == "Kurz."


def test_after_the_end_one_can_still_write(as_mentee, new, tandem):
    type(tandem).objects.update(state="parted", ended_at=timezone.now())
    as_mentee.post(new, form_data(as_mentee.get(new), text="Rückblick"))

    assert Entry.objects.get().text == "Rückblick"


def test_a_lost_key_is_said_on_the_page_and_the_text_is_kept(as_mentee, tandem, settings):
    keys = settings.JOURNAL_KEYS
    entry = EntryFactory(tandem=tandem, text="Mit altem Schlüssel")
    settings.JOURNAL_KEYS = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleSE="]
    for address in (reverse("entry", args=[entry.pk]), reverse("journal"), reverse("tandem", args=[tandem.pk])):
        assert "This text cannot be opened at the moment" in text(as_mentee.get(address))

    address = reverse("entry_edit", args=[entry.pk])
    assert as_mentee.post(address, form_data(as_mentee.get(address), answer_1="Neu")).status_code == 302
    settings.JOURNAL_KEYS = [*settings.JOURNAL_KEYS, *keys]
    entry.refresh_from_db()
    assert (entry.answer_1, entry.text) == ("Neu", "Mit altem Schlüssel")


@pytest.mark.parametrize("count", [1, 3])
def test_the_journal_takes_the_same_queries_for_any_number(as_mentee, tandem, count, django_assert_num_queries):
    for number in range(count):
        meeting = MeetingFactory(tandem=tandem, number=number + 1, state="held", starts_at=timezone.now())
        EntryFactory(tandem=tandem, meeting=meeting)
    with django_assert_num_queries(8):
        as_mentee.get(reverse("journal"))


def test_the_room_takes_the_same_queries_for_any_number_of_entries(as_mentee, tandem):
    """How many they are is the room's own test; entries add none."""
    taken = []
    for number in range(3):
        meeting = MeetingFactory(tandem=tandem, number=number + 1, state="held", starts_at=timezone.now())
        EntryFactory(tandem=tandem, meeting=meeting)
        with CaptureQueriesContext(connection) as queries:
            as_mentee.get(reverse("tandem", args=[tandem.pk]))
        taken.append(len(queries))
    assert taken[0] == taken[1] == taken[2]


def test_a_held_meeting_is_due_until_one_has_written(tandem, meeting):
    person = tandem.mentee.person
    now = timezone.now()

    def due():
        return [todo for todo in todos.for_person(person, now) if "/journal/" in todo.path]

    assert len(due()) == 1
    EntryFactory(tandem=tandem, meeting=meeting)
    assert due() == []


def test_a_person_takes_their_own_entries_along_and_erases_only_those(tandem, meeting):
    partner = tandem.mentor.person
    EntryFactory(tandem=tandem, meeting=meeting, text="Meins", answer_1="Überrascht")
    EntryFactory(tandem=tandem, author=partner, visibility="tandem", text="Seins")

    data = export(tandem.mentee.person)["entries"]
    assert [entry["text"] for entry in data] == ["Meins"]
    assert list(data[0]["answers"].values()) == ["Überrascht"]

    erase(tandem.mentee.person)
    assert [entry.text for entry in Entry.objects.all()] == ["Seins"]


def test_an_entry_for_two_says_so_while_one_writes(as_mentee, tandem):
    entry = EntryFactory(tandem=tandem, visibility="tandem")
    page = text(as_mentee.get(reverse("entry_edit", args=[entry.pk])))

    assert f"Who reads this: you and {tandem.mentor.person.full_name}" in page
    assert "Who reads this: only you" not in page
