"""On a phone: no connection while the agreement is written, an expired session, pressing twice: no word is lost."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Error, expect

from tandems.models import Agreement
from tandems.tests.factories import TandemFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AIMS, BETWEEN_US = "Ehrlich sagen, was nicht geht", "Was hier gesagt wird, bleibt hier"


def test_no_word_of_an_agreement_is_lost(open_page, live_server, sign_in):
    tandem = TandemFactory(mentee__person__language="en", mentor__person__language="en")
    page = open_page(locale="en-GB", width=390, allowed=("ERR_INTERNET_DISCONNECTED",))
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, live_server, tandem.mentee.person)
    address = live_server.url + reverse("agreement_edit", args=[tandem.pk])
    page.goto(address)

    page.fill("[name=aims]", AIMS)
    page.context.set_offline(True)
    page.fill("[name=confidential]", BETWEEN_US)
    with pytest.raises(Error, match="DISCONNECTED"), page.expect_navigation():
        page.click("form .btn-primary")
    expect(page).to_have_url("chrome-error://chromewebdata/")
    page.context.set_offline(False)
    page.goto(address)
    expect(page.locator("[name=aims]")).to_have_value(AIMS)
    expect(page.locator("[name=confidential]")).to_have_value(BETWEEN_US)

    Session.objects.all().delete()  # it has expired, or ended in another tab
    page.fill("[name=when_stuck]", "Wir reden darüber")
    page.click("form .btn-primary")
    page.wait_for_url("**/accounts/login/**")
    assert not Agreement.objects.exists()
    page.fill("input[name=login]", tandem.mentee.person.email)
    page.fill("input[name=password]", "password")
    page.click("form button.btn-primary")
    page.wait_for_url(address)
    expect(page.locator("[name=when_stuck]")).to_have_value("Wir reden darüber")

    page.dblclick("form .btn-primary")
    page.wait_for_url(live_server.url + reverse("agreement", args=[tandem.pk]))
    saved = Agreement.objects.get()
    assert (saved.aims, saved.confidential, saved.when_stuck) == (AIMS, BETWEEN_US, "Wir reden darüber")
    page.go_back()
    expect(page).to_have_url(address)
    assert Agreement.objects.count() == 1
    for storage in ("sessionStorage", "localStorage"):
        assert AIMS not in page.evaluate(f"JSON.stringify(Object.entries({storage}))")
