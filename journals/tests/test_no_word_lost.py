"""In a real browser: connection gone, signed out elsewhere, session expired, pressed twice, back: no word is lost."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from journals.models import Draft, Entry
from journals.tests.factories import EntryFactory
from people.tests.browser import complaints
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
    write_at(page, live_server.url + reverse("entry_new", args=[tandem.pk]))
    return page


def write_at(page, address):
    """The form at `address`, once its script looks after what is typed."""
    page.goto(address)
    is_looked_after(page)


def is_looked_after(page):
    expect(page.locator("form.journal[data-ready]")).to_be_attached()


def text(page):
    return page.locator("[name=text]")


def trouble(page, words):
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def is_drafted(page, words):
    """The server has said that it keeps what is typed."""
    expect(page.get_by_text("Kept as a draft")).to_be_visible()
    assert Draft.objects.get().text == words


def is_saved(page):
    expect(page.get_by_text("Saved. Only you can read this entry.")).to_be_visible()


def stored(page):
    return page.evaluate(STORED)


def waits_here(page):
    """Until something waits on this device: nobody can read it."""
    page.wait_for_function(f"({STORED}).includes('journal:')")
    assert WORDS not in stored(page)


def nothing_waits_here(page):
    page.wait_for_function(f"!({STORED}).includes('journal:')")


def sign_in_by_form(page, person):
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", "password")
    page.click("form button.btn-primary")


def test_words_are_kept_while_typing_and_without_a_connection_and_are_sent_when_it_is_back(page, tandem):
    page.fill("[name=text]", "Bis hierher")
    is_drafted(page, "Bis hierher")

    page.context.set_offline(True)
    page.fill("[name=text]", WORDS)
    trouble(page, "No connection")
    waits_here(page)
    page.click("form.journal button.btn-primary")
    expect(page.locator("form.journal")).not_to_have_attribute("data-going", "yes")
    trouble(page, "No connection")
    expect(text(page)).to_have_value(WORDS)

    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-trouble]")).to_be_empty()
    nothing_waits_here(page)
    assert Draft.objects.get().text == WORDS
    page.dblclick("form.journal button.btn-primary")
    is_saved(page)
    assert Entry.objects.get().text == WORDS
    assert not Draft.objects.exists()

    page.go_back()
    is_looked_after(page)
    assert Entry.objects.count() == 1
    write_at(page, page.url.split("/journal/")[0] + reverse("entry_edit", args=[Entry.objects.get().pk]))
    expect(text(page)).to_have_value(WORDS)


def test_words_typed_after_the_session_has_ended_are_there_after_signing_in(page, tandem, live_server):
    Session.objects.all().delete()
    page.fill("[name=text]", WORDS)
    trouble(page, "You are signed out")
    waits_here(page)
    page.click("form.journal button.btn-primary")
    page.wait_for_url("**/accounts/login/**")
    sign_in_by_form(page, tandem.mentee.person)
    page.wait_for_url(f"{live_server.url}/journal/new/**")
    expect(text(page)).to_have_value(WORDS)
    page.click("form.journal button.btn-primary")
    is_saved(page)
    assert Entry.objects.get().text == WORDS
    nothing_waits_here(page)


def test_who_signs_in_next_finds_nothing_and_the_author_everything(page, tandem, live_server):
    address = page.url
    page.context.set_offline(True)
    page.fill("[name=text]", WORDS)
    trouble(page, "No connection")
    waits_here(page)
    other = page.context.new_page()  # signs out in another tab, and a colleague signs in
    page.close()
    page = other
    page.context.set_offline(False)
    page.goto(f"{live_server.url}/accounts/logout/")
    page.click("form[data-sign-out] button.btn-primary")
    page.wait_for_url("**/accounts/login/")
    sign_in_by_form(page, tandem.mentor.person)
    page.wait_for_url(f"{live_server.url}/")
    write_at(page, address)
    assert page.input_value("[name=text]") == ""
    assert WORDS not in stored(page) + page.content()
    assert not Draft.objects.exists()

    page.context.clear_cookies()
    page.goto(address)  # through the sign-in page
    sign_in_by_form(page, tandem.mentee.person)
    page.wait_for_url(address)
    expect(text(page)).to_have_value(WORDS)
    is_drafted(page, WORDS)
    assert Draft.objects.get().author == tandem.mentee.person


def test_words_typed_in_two_places_stand_side_by_side(page, tandem, live_server):
    entry = EntryFactory(tandem=tandem, text="Anfang")
    write_at(page, live_server.url + reverse("entry_edit", args=[entry.pk]))
    Draft.objects.create(
        key=entry.pk, tandem=tandem, author=entry.author, text="Vom Telefon", based_on=1, saved_at=timezone.now()
    )
    page.fill("[name=text]", "Vom Schreibtisch")
    expect(page.locator(".other-text")).to_contain_text(re.compile(r"^\s*Written elsewhere.*Vom Telefon", re.DOTALL))
    expect(text(page)).to_have_value("Vom Schreibtisch")
    assert complaints(page) == []
    page.click("form.journal button.btn-primary")  # nothing goes before one has chosen
    trouble(page, "Both texts are here")
    assert Entry.objects.get().text == "Anfang"

    page.get_by_role("button", name="Add it below").click()
    page.click("form.journal button.btn-primary")
    is_saved(page)
    assert Entry.objects.get().text == "Vom Schreibtisch\n\nVom Telefon"
    assert not Draft.objects.exists()


def test_without_cryptography_in_the_browser_the_words_stay_in_their_tab(page, tandem):
    """Plain http: drafts go to the server all the same, and nothing readable outlives the tab."""
    page.add_init_script("Object.defineProperty(globalThis.crypto, 'subtle', {value: undefined})")
    page.reload()
    is_looked_after(page)
    page.fill("[name=text]", "Bis hierher")
    is_drafted(page, "Bis hierher")
    page.context.set_offline(True)
    page.fill("[name=text]", WORDS)
    trouble(page, "No connection")
    page.wait_for_function("words => JSON.stringify(Object.entries(sessionStorage)).includes(words)", arg=WORDS)
    nothing_waits_here(page)
