"""In a real browser: no typed word is lost, none stays where it does not belong, a double click sends once."""

import pytest
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.test import override_settings
from django.urls import path
from playwright.sync_api import expect

from mentoring import urls
from people.tests.factories import PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = """{% extends "base.html" %}{% block content %}<form method="post" data-keep="note">{% csrf_token %}
<label>Note <textarea name="note">{{ saved }}</textarea></label>
<label>Secret <input type="password" name="secret"></label>
<button id="send">Save</button></form>{% endblock %}"""
received: list[str] = []


def note(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        received.append(request.POST["note"])
        if request.POST["note"] == "Refused":
            messages.error(request, "Someone was faster.")
        return HttpResponseRedirect(request.path if "stays" in request.path else "/")
    return HttpResponse(engines["django"].from_string(PAGE).render({"saved": ""}, request))


urlpatterns = [path("note/", note), path("note/stays/", note), *urls.urlpatterns]


@pytest.fixture
def page(open_page, live_server, sign_in):
    received.clear()
    with override_settings(ROOT_URLCONF=__name__):
        page = open_page()
        sign_in(page, live_server, PersonFactory(email="ruth@example.org", language="en"))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{live_server.url}/note/")
        yield page


def kept(page) -> str:
    return page.evaluate("JSON.stringify(Object.entries(sessionStorage).filter(([key]) => key.startsWith('keep:')))")


def test_words_survive_a_page_that_was_left(page, live_server):
    page.fill("textarea", "Half a thought")
    page.goto(f"{live_server.url}/accounts/email/")
    page.goto(f"{live_server.url}/note/")
    expect(page.locator("textarea")).to_have_value("Half a thought")
    expect(page.get_by_role("status")).to_have_count(1)


def test_words_that_were_accepted_are_forgotten(page, live_server):
    page.fill("textarea", "A whole thought")
    page.click("#send")
    page.wait_for_url(f"{live_server.url}/")
    assert received == ["A whole thought"]
    assert kept(page) == "[]"


def test_a_page_that_stays_with_its_form_forgets_what_it_accepted_and_keeps_what_it_refused(page, live_server):
    page.goto(f"{live_server.url}/note/stays/")
    for words, left in (("Accepted", ""), ("Refused", "Refused")):
        page.fill("textarea", words)
        with page.expect_navigation():
            page.click("#send")
        expect(page.locator("textarea")).to_have_value(left)
        assert received[-1] == words
    page.click("form .notice button")
    expect(page.locator("form .notice")).to_have_count(0)
    assert kept(page) == "[]"


def test_words_survive_a_session_that_has_ended(page, live_server):
    page.fill("textarea", "Written for an hour")
    Session.objects.all().delete()
    page.click("#send")
    page.wait_for_url("**/accounts/login/**")
    assert "Written for an hour" in kept(page)

    page.fill("input[name=login]", "ruth@example.org")
    page.fill("input[name=password]", "password")
    page.click("form button.btn-primary")
    page.wait_for_url("**/note/")
    expect(page.locator("textarea")).to_have_value("Written for an hour")
    assert received == []


def test_words_that_were_put_back_can_be_dropped(page, live_server):
    page.fill("textarea", "Better not")
    page.goto(f"{live_server.url}/note/")
    page.click("form .notice button")
    expect(page.locator("form .notice")).to_have_count(0)
    assert page.input_value("textarea") == ""
    assert kept(page) == "[]"


def test_signing_out_removes_every_word_from_the_device(page):
    page.fill("textarea", "For me alone")
    page.evaluate("document.querySelector('[data-sign-out]').requestSubmit()")
    page.wait_for_url("**/accounts/login/")
    assert kept(page) == "[]"


def test_someone_else_at_the_same_screen_does_not_find_the_words(page, live_server, sign_in):
    page.fill("textarea", "For me alone")
    assert "For me alone" in kept(page)
    sign_in(page, live_server, PersonFactory(language="en"))
    page.goto(f"{live_server.url}/note/")
    assert page.input_value("textarea") == ""
    assert kept(page) == "[]"


def test_passwords_are_never_kept(page):
    page.fill("input[name=secret]", "hush, not a word")
    page.fill("textarea", "as loud as can be")
    assert "as loud as can be" in kept(page)
    assert "not a word" not in kept(page)


def test_a_double_click_sends_once(page, live_server):
    page.fill("textarea", "Once")
    page.dblclick("#send")
    page.wait_for_url(f"{live_server.url}/")
    assert received == ["Once"]


def test_the_account_menu_closes_on_escape(page):
    page.click(".menu summary")
    menu = page.locator(".menu")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
