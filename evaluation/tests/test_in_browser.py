"""A survey on a phone, in a real browser: a group at a time, interrupted and gone on with, sent once, and then gone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evaluation.enums import Occasion
from evaluation.models import Answer
from evaluation.tests.factories import InvitationFactory, WaveFactory
from people.tests.browser import complaints
from programs.tests.factories import MenteeFactory, TopicFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Ein offenes Ohr"  # with blanks, which are in no key, no token and no ciphertext


@pytest.fixture
def invitation():
    today = timezone.localdate()
    wave = WaveFactory(occasion=Occasion.AFTER, opens_on=today, closes_on=today + timedelta(days=9))
    for _number in range(5):
        TopicFactory(program=wave.program)
    mentee = MenteeFactory(program=wave.program, person__language="de")
    return InvitationFactory(wave=wave, participation=mentee)


def kept(page):
    return page.evaluate("Object.entries(localStorage).map(([key, value]) => key + value).join()")


def opened(page, group):
    """Until the group that is asked for shows itself: from then on the page also keeps what is answered."""
    expect(page.locator("[data-step-progress] p")).to_have_text(f"Teil {group} von 4")
    expect(page.locator("section:visible")).to_have_count(1)


# whether what lies on the device, opened with the key of the page, has these words
HAS_KEPT = """
async (words) => {
  const { draft, draftKey } = document.querySelector("form[data-draft]").dataset;
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", bytes(draftKey), "AES-GCM", false, ["decrypt"]);
  const item = JSON.parse(localStorage.getItem(draft));
  if (!item) return false;
  const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(item.iv) }, key, bytes(item.words));
  return new TextDecoder().decode(opened).includes(words);
}
"""


def onward(page):
    page.locator("[data-step-next]").click()


def test_a_survey_on_a_phone_is_interrupted_gone_on_with_and_sent(open_page, live_server, sign_in, invitation):
    page = open_page(width=360)
    sign_in(page, live_server, invitation.person)
    address = f"{live_server.url}/surveys/{invitation.pk}/"
    page.goto(address)
    opened(page, 1)
    page.locator("section:visible input[value='4']").first.check()
    onward(page)
    onward(page)
    opened(page, 3)
    page.locator("section:visible input[value='5']").first.check()
    onward(page)
    opened(page, 4)
    page.locator("section:visible input[type=number]").fill("7")
    page.locator("section:visible input[type=checkbox]").nth(1).check()
    page.locator("section:visible textarea").fill(WORDS)
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert complaints(page) == []
    # away, and back again: where one was, with what one had said; on the device lies no word of it
    page.wait_for_function(HAS_KEPT, arg=WORDS)
    page.goto(f"{live_server.url}/")
    assert WORDS not in kept(page)
    page.goto(address)
    opened(page, 4)
    expect(page.locator("p[data-restored]")).to_be_visible()
    expect(page.locator("section:visible textarea")).to_have_value(WORDS)
    # the Enter key on an earlier group sends nothing
    page.locator("[data-step-back]").click()
    opened(page, 3)
    page.locator("section:visible input[value='5']").first.press("Enter")
    opened(page, 4)
    assert not Answer.objects.exists()
    page.locator("[data-step-send]").click()
    expect(page.locator("[data-survey-forget]")).to_be_attached()
    page.wait_for_function("localStorage.length === 0")
    found = dict(Answer.objects.exclude(question__kind="text").values_list("question__code", "value"))
    assert found == {"skill": 4, "still_using": 5, "contact": 7, "stayed": 0b10}
    assert Answer.objects.get(question__kind="text").text == WORDS
    assert WORDS not in page.content()


def test_whoever_would_rather_not_leaves_nothing_on_the_device(open_page, live_server, sign_in, invitation):
    page = open_page(width=360)
    sign_in(page, live_server, invitation.person)
    page.goto(f"{live_server.url}/surveys/{invitation.pk}/")
    opened(page, 1)
    page.locator("section:visible input[value='2']").first.check()
    page.wait_for_function("localStorage.length === 1")
    page.locator("form[data-survey-decline] button").click()
    page.wait_for_url(f"{live_server.url}/")
    page.wait_for_function("localStorage.length === 0")


def test_without_script_everything_stands_on_one_page_and_can_be_sent(open_page, live_server, sign_in, invitation):
    page = open_page(width=360, java_script_enabled=False)
    sign_in(page, live_server, invitation.person)
    page.goto(f"{live_server.url}/surveys/{invitation.pk}/")
    page.locator("input[type=number]").fill("3")
    page.locator("button[data-step-send]").click()
    expect(page.locator("[data-survey-forget]")).to_be_attached()
    assert Answer.objects.get().value == 3
