"""axe finds nothing on the pages of the frame, in both themes and languages, and nothing is wider than a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from people.accounts import addresses
from people.actions import save_person
from people.tests.browser import complaints
from people.tests.factories import PersonFactory
from programs.tests.factories import MenteeFactory, ProgramFactory, TeamMemberFactory
from tandems.enums import MeetingState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STRANGERS_PAGES = ("/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/", "/accounts/signup/")
OWN_PAGES = ("/", "/nothing-here/", "/accounts/email/", "/accounts/logout/", "/admin/")


def person_with_everything(language: str):
    person = PersonFactory(language=language, level=2, is_staff=True)
    tandem = TandemFactory(mentee=MenteeFactory(person=person))
    for number in (1, 2, 3):
        MeetingFactory(
            tandem=tandem, number=number, state=MeetingState.DATED, starts_at=timezone.now() + timedelta(days=number)
        )
    ProgramFactory()
    TeamMemberFactory(person=person)
    return person


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("de", "light", 360), ("de", "dark", 1180), ("en", "light", 1180), ("en", "dark", 360)],
)
def test_everyone_can_use_the_frame(open_page, live_server, sign_in, language, scheme, width):
    page = open_page(locale=language, width=width, color_scheme=scheme, allowed=("404",))
    found = []
    for path in STRANGERS_PAGES:
        page.goto(live_server.url + path)
        found += complaints(page)
    sign_in(page, live_server, person_with_everything(language))
    for path in OWN_PAGES:
        page.goto(live_server.url + path)
        found += complaints(page)
    assert found == []


def test_everyone_can_say_whether_a_changed_address_is_theirs(open_page, live_server, sign_in):
    person = PersonFactory(language="en")
    own, elsewhere = open_page(width=360, color_scheme="dark"), open_page(width=1180)
    sign_in(own, live_server, person)
    person.email = "a.new.and.rather.long.address@somewhere.example.org"
    save_person(person=person, changed=["email"], actor=PersonFactory(is_staff=True), now=timezone.now())
    sign_in(elsewhere, live_server, person)

    found = []
    link = reverse("address_link", args=[addresses.link_token(person)])
    for page, path in ((own, reverse("address")), (elsewhere, reverse("address")), (open_page(width=360), link)):
        page.goto(live_server.url + path)
        found += complaints(page)
    assert found == []
    expect(own.get_by_role("heading", name="Is this your new address?")).to_be_visible()
    expect(elsewhere.get_by_role("heading", name="Please confirm your new address")).to_be_visible()


def test_the_skip_link_is_the_first_stop_of_the_keyboard(open_page, live_server, sign_in):
    page = open_page(locale="en")
    sign_in(page, live_server, PersonFactory(language="en"))
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
