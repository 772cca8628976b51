"""One's own entries are found by their words, and nobody else's; what is searched for stands in no address."""

import sys
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from journals import search
from journals.models import Entry
from journals.reading import for_reader
from journals.tests.factories import EntryFactory
from tandems.tests.factories import TandemFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/journal/search/"


@pytest.fixture
def tandem():
    return TandemFactory(mentee__person__language="en")


@pytest.fixture
def as_author(client, tandem):
    client.force_login(tandem.mentee.person)
    return client


def found(client, words):
    response = client.post(ADDRESS, {"words": words})
    return [hit.read.entry.text for hit in response.context["hits"]]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("führung", "Über FÜHRUNG gesprochen"),
        ("uber", "Über Führung"),
        ("ueber", "Über Führung"),
        ("Über", "ueber Fuehrung"),
        ("strasse", "Auf der Straße"),
        ("STRAẞE", "Auf der Strasse"),
        ("fuhrung", "Fu\u0308hrung, zerlegt gespeichert"),
        ("muhendis", "Mühendis"),
        ("lukasz", "Mit Łukasz".replace("Ł", "L")),
        ("cafe", "Im Café"),
        ("teilwort", "Das Gesamtteilwortgefüge"),
        ("zwei wort", "Wort für Wort, eins und zwei"),
        ("wichtig", "**Wich**tig"),
    ],
)
def test_words_are_found_however_they_are_typed(as_author, tandem, words, text):
    EntryFactory(tandem=tandem, text=text)
    EntryFactory(tandem=tandem, text="Etwas ganz anderes")
    assert found(as_author, words) == [text]


def test_every_word_must_stand_in_the_entry_in_any_field(as_author, tandem):
    EntryFactory(tandem=tandem, answer_1="Vertrauen", text="und Geduld")
    assert len(found(as_author, "geduld vertrauen")) == 1
    assert found(as_author, "geduld misstrauen") == []
    assert found(as_author, "") == []
    assert found(as_author, "   ") == []


def test_only_ones_own_entries_are_searched(as_author, tandem):
    partner = tandem.mentor.person
    EntryFactory(tandem=tandem, author=partner, visibility="tandem", text="Vertrauen des anderen")
    EntryFactory(text="Vertrauen von Fremden")
    EntryFactory(tandem=tandem, text="Vertrauen von mir")
    assert found(as_author, "vertrauen") == ["Vertrauen von mir"]


def test_what_was_found_is_marked_and_is_text(as_author, tandem):
    EntryFactory(tandem=tandem, text="<b>Über</b> die Übergabe")
    page = as_author.post(ADDRESS, {"words": "ueber"}).content.decode()
    assert "&lt;b&gt;<mark>Über</mark>&lt;/b&gt; die <mark>Über</mark>gabe" in page


def test_a_long_text_is_shown_around_the_find(tandem):
    entry = EntryFactory(tandem=tandem, text=f"{'davor ' * 100}Kern {'danach ' * 100}")
    (hit,) = search.hits([for_reader(entry, entry.author)], ["kern"])
    shown = "".join(piece.text for piece in hit.excerpts[0])
    assert shown.startswith("… davor")
    assert shown.endswith("danach …")
    assert [piece.text for piece in hit.excerpts[0] if piece.is_found] == ["Kern"]
    assert len(shown) < 2 * search.AROUND + 20


def test_what_is_searched_for_stands_in_no_address(as_author, tandem):
    EntryFactory(tandem=tandem, text="Vertrauen")
    page = as_author.get(ADDRESS, {"words": "Vertrauen"})
    assert page.context["hits"] == []
    journal = as_author.get(reverse("journal")).content.decode()
    assert f'method="post" action="{ADDRESS}"' in journal
    assert "?words" not in as_author.post(ADDRESS, {"words": "vertrauen"}).content.decode()


def test_entries_with_a_lost_key_are_counted_and_break_nothing(as_author, tandem, settings):
    EntryFactory(tandem=tandem, text="Mit altem Schlüssel")
    settings.JOURNAL_KEYS = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleSE="]
    EntryFactory(tandem=tandem, text="Mit neuem Schlüssel")
    response = as_author.post(ADDRESS, {"words": "Schluessel"})
    assert [hit.read.entry.text for hit in response.context["hits"]] == ["Mit neuem Schlüssel"]
    assert "1 entry could not be searched completely" in response.content.decode()


@contextmanager
def counted_calls():
    """The functions in Python that are called meanwhile: what a page costs, however busy the machine is."""
    calls = []
    sys.setprofile(lambda frame, event, _arg: calls.append(frame.f_code) if event == "call" else None)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def test_ten_years_of_entries_are_searched_at_once(as_author, tandem, django_assert_num_queries):
    words = "Ein Satz mit **Gewicht**, den man später noch einmal überliest und über den man nachdenkt. " * 6
    now = timezone.now()
    as_author.post(ADDRESS, {"words": "spater ueber"})  # what the first page of a process loads is not this search's
    Entry.objects.bulk_create(
        EntryFactory.build(
            tandem=tandem,
            author=tandem.mentee.person,
            answer_1=words[:300],
            answer_2=words[:300],
            answer_3=words[:300],
            text=words,
            created_at=now - timedelta(weeks=2 * number),
        )
        for number in range(260)
    )
    with django_assert_num_queries(5), counted_calls() as calls:
        page = as_author.post(ADDRESS, {"words": "spater ueber"})
    assert page.context["count"] == 260
    assert len(calls) < 250_000  # measured: 177,000; with the parser for every entry: 316,000
