"""What is typed and not saved: kept for its author alone, never instead of other words."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from journals.actions import Conflict, DraftConflict, Subject, delete_entry, keep_beside, keep_draft
from journals.browser import browser_key
from journals.models import Draft, Entry
from journals.personal_data import erase, export
from journals.tests.factories import EntryFactory
from journals.views.rescue import note_of
from people.errors import NotAllowed
from people.tests.factories import PersonFactory
from tandems.enums import MeetingState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db
SECRET = "Noch nicht fertig gedacht"


@pytest.fixture
def tandem():
    return TandemFactory(mentee__person__language="en", mentor__person__language="en")


@pytest.fixture
def author(tandem):
    return tandem.mentee.person


@pytest.fixture
def meeting(tandem):
    return MeetingFactory(tandem=tandem, state=MeetingState.HELD, starts_at=timezone.now() - timedelta(days=1))


@pytest.fixture
def subject(tandem):
    return Subject(tandem, None, uuid4())


@pytest.fixture
def keep(subject, author, now):
    def do(text=SECRET, action=keep_draft, about=subject, **changes):
        texts = {"answer_1": "", "answer_2": "", "answer_3": "", "text": text}
        values = {"person": author, "based_on": 0, "revision": 0, "now": now, **changes}
        return action(subject=about, texts=texts, **values)

    return do


@pytest.fixture
def as_author(client, author):
    client.force_login(author)
    return client


def send(client, subject, **changes):
    """What the page sends while one types."""
    data = {"tandem": subject.tandem.pk, "meeting": "", "version": 0, "revision": 0, "text": SECRET, **changes}
    return client.post(reverse("entry_draft", args=[subject.key]), data)


# ---------------------------------------------------------------- the action


def test_a_draft_is_kept_and_each_change_raises_its_revision(keep):
    assert keep().revision == 1
    assert keep("Anders", revision=1).revision == 2
    assert keep("Anders", revision=1).revision == 2
    assert Draft.objects.get().text == "Anders"


def test_words_typed_elsewhere_are_a_conflict_and_stay(keep):
    keep("Vom Telefon")
    with pytest.raises(DraftConflict) as conflict:
        keep("Vom Schreibtisch")
    assert conflict.value.stored.text == "Vom Telefon"
    assert Draft.objects.get().text == "Vom Telefon"


def test_an_entry_saved_elsewhere_is_a_conflict(keep, subject, author):
    EntryFactory(pk=subject.key, tandem=subject.tandem, text="Gespeichert")
    with pytest.raises(Conflict) as conflict:
        keep("Noch im Tippen")
    assert conflict.value.stored.text == "Gespeichert"
    assert keep("Noch im Tippen", based_on=1).based_on == 1


def test_two_windows_about_one_meeting_share_one_draft(keep, tandem, meeting):
    keep(about=Subject(tandem, meeting, uuid4()))
    with pytest.raises(DraftConflict):
        keep("Anders", about=Subject(tandem, meeting, uuid4()))


def test_what_is_saved_or_empty_again_is_no_draft(keep, subject):
    keep()
    assert keep("  ", revision=1) is None
    EntryFactory(pk=subject.key, tandem=subject.tandem, text="Gespeichert")
    assert keep("Gespeichert") is None
    assert not Draft.objects.exists()


def test_nobody_keeps_a_draft_where_they_may_not_write(keep, subject, tandem):
    for person in (TandemFactory().mentee.person, PersonFactory(is_staff=True, is_superuser=True)):
        with pytest.raises(NotAllowed):
            keep(person=person)
    shared = EntryFactory(tandem=tandem, visibility="tandem")
    with pytest.raises(NotAllowed):
        keep(person=tandem.mentor.person, about=Subject(tandem, None, shared.pk), based_on=1)


def test_where_nobody_can_be_asked_both_texts_are_kept(keep, subject):
    keep("Vom Telefon")
    assert keep("Vom Schreibtisch", keep_beside).text == "Vom Telefon\n\nVom Schreibtisch"
    assert keep("Vom Schreibtisch", keep_beside).text == "Vom Telefon\n\nVom Schreibtisch"


def test_deleting_the_entry_drops_what_was_typed_to_change_it(keep, subject, author):
    entry = EntryFactory(pk=subject.key, tandem=subject.tandem)
    keep(based_on=1)
    delete_entry(entry=entry, person=author)
    assert not Draft.objects.exists()


# ---------------------------------------------------------------- the page that sends


def test_the_page_is_told_what_became_of_the_words(as_author, subject, tandem):
    assert send(as_author, subject).json()["revision"] == 1
    conflict = send(as_author, subject, text="Anders")
    assert conflict.status_code == 409
    assert conflict.json() == {
        "version": 0,
        "revision": 1,
        "words": {"answer_1": "", "answer_2": "", "answer_3": "", "text": SECRET},
    }
    entry = EntryFactory(tandem=tandem, text="Gespeichert", version=3)
    conflict = send(as_author, Subject(tandem, None, entry.pk), version=2)
    assert (conflict.status_code, conflict.json()["version"]) == (409, 3)
    assert send(as_author, subject, text="x" * 20_001, revision=1).status_code == 400


def test_without_a_session_or_in_someone_elses_nothing_is_kept(client, as_author, subject, tandem, author):
    assert send(Client(), subject).status_code == 401
    client.force_login(tandem.mentor.person)
    assert send(client, subject, person=author.pk).status_code == 403
    client.force_login(TandemFactory().mentee.person)
    assert send(client, subject).status_code == 404
    assert not Draft.objects.exists()


def test_one_goes_on_where_one_stopped(as_author, subject, tandem, meeting):
    send(as_author, subject)
    for address in (reverse("journal"), reverse("entry_new", args=[tandem.pk])):
        assert f"?draft={subject.key}" in as_author.get(address).content.decode()
    assert SECRET in as_author.get(f"{reverse('entry_new', args=[tandem.pk])}?draft={subject.key}").content.decode()

    send(as_author, Subject(tandem, meeting, uuid4()), meeting=meeting.pk, text="Über das Treffen")
    page = as_author.get(f"{reverse('entry_new', args=[tandem.pk])}?meeting={meeting.pk}").content.decode()
    assert "Über das Treffen" in page
    assert "It is not saved in your journal yet" in page


@pytest.mark.parametrize("count", [1, 3])
def test_drafts_add_no_queries_to_the_journal(as_author, tandem, count, django_assert_num_queries):
    for number in range(count):
        held = MeetingFactory(tandem=tandem, number=number + 1, state=MeetingState.HELD, starts_at=timezone.now())
        send(as_author, Subject(tandem, held, uuid4()), meeting=held.pk)
    with django_assert_num_queries(7):
        as_author.get(reverse("journal"))


def form_data(response, **changes):
    form = response.context["form"]
    shown = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    return {**shown, "note": response.context["note"], **changes}


def test_saving_ends_the_draft(as_author, subject, tandem):
    send(as_author, subject)
    address = f"{reverse('entry_new', args=[tandem.pk])}?draft={subject.key}"
    saved = as_author.post(address, form_data(as_author.get(address)))
    assert saved.url == reverse("entry", args=[subject.key])
    assert Entry.objects.get().text == SECRET
    assert not Draft.objects.exists()


def test_saving_in_one_place_leaves_what_was_typed_in_another(as_author, subject, tandem):
    address = f"{reverse('entry_new', args=[tandem.pk])}?draft={subject.key}"
    desk = form_data(as_author.get(address), text="Vom Schreibtisch")
    send(as_author, subject, text="Vom Telefon")
    as_author.post(address, desk)
    assert Entry.objects.get().text == "Vom Schreibtisch"

    both = as_author.get(reverse("entry_edit", args=[subject.key])).content.decode()
    assert "Vom Schreibtisch" in both
    assert "Vom Telefon" in both
    assert "Nothing is lost" in both


def test_an_entry_with_unsaved_changes_says_so_to_its_author(as_author, client, tandem):
    entry = EntryFactory(tandem=tandem, visibility="tandem", text="Alt")
    send(as_author, Subject(tandem, None, entry.pk), version=1)
    address = reverse("entry", args=[entry.pk])
    assert "have not saved it yet" in as_author.get(address).content.decode()
    client.force_login(tandem.mentor.person)
    assert "have not saved it yet" not in client.get(address).content.decode()


def test_a_draft_is_dropped_after_a_question(as_author, client, subject, tandem):
    send(as_author, subject)
    address = reverse("draft_discard", args=[subject.key])
    assert SECRET in as_author.get(address).content.decode()
    client.force_login(tandem.mentor.person)
    assert client.post(address).status_code == 404
    client.force_login(tandem.mentee.person)
    client.post(address)
    assert not Draft.objects.exists()


# ---------------------------------------------------------------- sessions that end


def test_what_is_sent_after_the_session_has_ended_is_there_after_signing_in(as_author, author, tandem):
    address = reverse("entry_new", args=[tandem.pk])
    data = form_data(as_author.get(address), text=SECRET)
    as_author.logout()
    sent = as_author.post(address, data, HTTP_ACCEPT_LANGUAGE="en")
    assert sent.url.startswith(f"{reverse('account_login')}?next=")
    assert not Entry.objects.exists()
    assert "What you wrote is kept" in as_author.get(sent.url, HTTP_ACCEPT_LANGUAGE="en").content.decode()

    as_author.force_login(author)
    back = as_author.get(f"{address}?draft={data['key']}").content.decode()
    assert SECRET in back


def test_what_comes_from_an_outdated_page_is_kept_for_who_wrote_it(author, tandem):
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    address = reverse("entry_new", args=[tandem.pk])
    data = form_data(client.get(address), text=SECRET, csrfmiddlewaretoken="x" * 64)
    back = client.post(address, data)
    assert back.url == f"{address}?draft={data['key']}"
    assert SECRET in client.get(back.url).content.decode()

    client.force_login(tandem.mentor.person)
    other = client.post(address, {**data, "text": "Im Namen eines anderen"}, follow=True)
    assert "signed in here before" in other.content.decode()
    assert SECRET not in other.content.decode()
    assert {draft.author for draft in Draft.objects.all()} == {author}


def test_a_forged_note_keeps_nothing(tandem, meeting):
    address = reverse("entry_new", args=[tandem.pk])
    good = note_of(tandem.mentee.person, tandem, meeting)
    stranger = note_of(PersonFactory(), tandem, None)
    for note in ("", "x", good[:-1], stranger):
        data = {"note": note, "key": uuid4(), "version": 0, "text": SECRET}
        assert Client().post(address, data).url == f"{reverse('account_login')}?next={address}"
    assert Client().post(address, {"note": good, "key": "x", "text": SECRET}).status_code == 302
    assert not Draft.objects.exists()


# ---------------------------------------------------------------- nobody else


def test_a_draft_leaks_nowhere(client, subject, tandem, meeting, author):
    client.force_login(author)
    send(client, Subject(tandem, meeting, subject.key), meeting=meeting.pk)
    assert SECRET in client.get(f"{reverse('entry_new', args=[tandem.pk])}?meeting={meeting.pk}").content.decode()
    assert SECRET in str(export(author))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM journals_draft")
        assert SECRET not in repr(cursor.fetchall())
    for person in (tandem.mentor.person, PersonFactory(is_staff=True, is_superuser=True)):
        client.force_login(person)
        for address in (
            reverse("journal"),
            reverse("tandem", args=[tandem.pk]),
            reverse("meeting", args=[meeting.pk]),
            f"{reverse('entry_new', args=[tandem.pk])}?meeting={meeting.pk}",
            reverse("draft_discard", args=[subject.key]),
            reverse("privacy_export"),
        ):
            assert SECRET not in client.get(address).content.decode()


def test_a_draft_is_erased_with_its_author(keep, author):
    keep()
    erase(author)
    assert not Draft.objects.exists()


def test_each_person_has_a_browser_key_of_their_own(author, tandem, settings):
    key = browser_key(author)
    assert len({key, browser_key(tandem.mentor.person)}) == 2
    assert key == browser_key(author)
    settings.SECRET_KEY = "another" * 10
    assert key != browser_key(author)


def test_a_draft_whose_key_is_lost_is_said_and_kept(as_author, subject, tandem, settings):
    send(as_author, subject)
    settings.JOURNAL_KEYS = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleSE="]
    page = as_author.get(f"{reverse('entry_new', args=[tandem.pk])}?draft={subject.key}").content.decode()
    assert "their key is missing" in page
    assert as_author.get(reverse("journal")).status_code == 200
    assert Draft.objects.exists()
