"""In a real browser: connection gone, signed out elsewhere, session expired, pressed twice, back: no word is lost."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from journals.models import Draft, Entry
from journals.tests.factories import EntryFactory
from tandems.tests.factories import TandemFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Nur für mich getippt"
STORED = "JSON.stringify(Object.entries(localStorage)) + JSON.stringify(Object.entries(sessionStorage))"
# what the browser notes in its console when a request fails on purpose
EXPECTED = ("ERR_INTERNET_DISCONNECTED", "status of 401", "status of 403", "status of 409", "ERR_FAILED")


@pytest.fixture
def tandem():
    return TandemFactory(mentee__person__language="en", mentor__person__language="en")


@pytest.fixture
def page(open_page, live_server, sign_in, tandem):
    page = open_page(locale="en-GB", width=390, allowed=EXPECTED)
    sign_in(page, live_server, tandem.mentee.person)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url + reverse("entry_new", args=[tandem.pk]))
    return page


def trouble(page, words):
    page.get_by_role("status").filter(has_text=words).wait_for()


def stored(page):
    return page.evaluate(STORED)


def sign_in_by_form(page, person):
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", "password")
    page.click("form button.btn-primary")


def test_words_are_kept_while_typing_and_without_a_connection_and_are_sent_when_it_is_back(page, tandem):
    page.fill("[name=text]", "Bis hierher")
    page.get_by_text("Kept as a draft").wait_for()
    assert Draft.objects.get().text == "Bis hierher"

    page.context.set_offline(True)
    page.fill("[name=text]", WORDS)
    trouble(page, "No connection")
    assert "journal:" in stored(page)
    assert WORDS not in stored(page)
    page.click("form button.btn-primary")
    trouble(page, "No connection")
    assert page.input_value("[name=text]") == WORDS

    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-trouble]")).to_be_empty()
    assert "journal:" not in stored(page)
    assert Draft.objects.get().text == WORDS
    page.dblclick("form.journal button.btn-primary")
    page.get_by_text("Only you can read this entry").wait_for()
    assert Entry.objects.get().text == WORDS
    assert not Draft.objects.exists()

    page.go_back()
    page.wait_for_load_state()
    assert Entry.objects.count() == 1
    page.goto(page.url.split("/journal/")[0] + reverse("entry_edit", args=[Entry.objects.get().pk]))
    assert page.input_value("[name=text]") == WORDS


def test_words_typed_after_the_session_has_ended_are_there_after_signing_in(page, tandem, live_server):
    Session.objects.all().delete()
    page.fill("[name=text]", WORDS)
    trouble(page, "You are signed out")
    assert WORDS not in stored(page)
    page.click("form.journal button.btn-primary")
    page.wait_for_url("**/accounts/login/**")
    sign_in_by_form(page, tandem.mentee.person)
    page.wait_for_url(f"{live_server.url}/journal/new/**")
    assert page.input_value("[name=text]") == WORDS
    page.click("form.journal button.btn-primary")
    page.get_by_text("Only you can read this entry").wait_for()
    assert Entry.objects.get().text == WORDS
    assert "journal:" not in stored(page)


def test_who_signs_in_next_finds_nothing_and_the_author_everything(page, tandem, live_server):
    address = page.url
    page.context.set_offline(True)
    page.fill("[name=text]", WORDS)
    trouble(page, "No connection")
    other = page.context.new_page()  # signs out in another tab, and a colleague signs in
    page.close()
    page = other
    page.context.set_offline(False)
    page.goto(f"{live_server.url}/accounts/logout/")
    page.click("form[data-sign-out] button.btn-primary")
    page.wait_for_url("**/accounts/login/")
    sign_in_by_form(page, tandem.mentor.person)
    page.wait_for_url(f"{live_server.url}/")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.input_value("[name=text]") == ""
    assert WORDS not in stored(page) + page.content()
    assert not Draft.objects.exists()

    page.context.clear_cookies()
    page.goto(address)  # through the sign-in page
    sign_in_by_form(page, tandem.mentee.person)
    page.wait_for_url(address)
    expect(page.locator("[name=text]")).to_have_value(WORDS)
    page.get_by_text("Kept as a draft").wait_for()
    assert Draft.objects.get().author == tandem.mentee.person


def test_words_typed_in_two_places_stand_side_by_side(page, tandem, live_server):
    entry = EntryFactory(tandem=tandem, text="Anfang")
    page.goto(live_server.url + reverse("entry_edit", args=[entry.pk]))
    Draft.objects.create(
        key=entry.pk, tandem=tandem, author=entry.author, text="Vom Telefon", based_on=1, saved_at=timezone.now()
    )
    page.fill("[name=text]", "Vom Schreibtisch")
    page.get_by_text("Written elsewhere").wait_for()
    assert page.locator(".other-text").inner_text().startswith("Written elsewhere")
    assert "Vom Telefon" in page.locator(".other-text").inner_text()
    assert page.input_value("[name=text]") == "Vom Schreibtisch"
    assert Axe().run(page).response["violations"] == []
    page.click("form.journal button.btn-primary")  # nothing goes before one has chosen
    trouble(page, "Both texts are here")
    assert Entry.objects.get().text == "Anfang"

    page.get_by_role("button", name="Add it below").click()
    page.click("form.journal button.btn-primary")
    page.get_by_text("Only you can read this entry").wait_for()
    assert Entry.objects.get().text == "Vom Schreibtisch\n\nVom Telefon"
    assert not Draft.objects.exists()


def test_without_cryptography_in_the_browser_the_words_stay_in_their_tab(page, tandem):
    """Plain http: drafts go to the server all the same, and nothing readable outlives the tab."""
    page.add_init_script("Object.defineProperty(globalThis.crypto, 'subtle', {value: undefined})")
    page.reload()
    page.fill("[name=text]", "Bis hierher")
    page.get_by_text("Kept as a draft").wait_for()
    assert Draft.objects.get().text == "Bis hierher"
    page.context.set_offline(True)
    page.fill("[name=text]", WORDS)
    trouble(page, "No connection")
    assert WORDS in page.evaluate("JSON.stringify(Object.entries(sessionStorage))")
    assert "journal:" not in stored(page)
