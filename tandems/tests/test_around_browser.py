"""On a phone: a pause, a decision together, thanks, the certificate, words in confidence, hours. axe agrees."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from people.tests.browser import complaints
from people.tests.factories import PersonFactory
from people.times.clock import day_of
from programs.actions.manager_consent import ask_managers
from programs.enums import ProgramState, TeamRole
from programs.tests.factories import ParticipationFactory, ProgramFactory, TeamMemberFactory
from tandems.actions import propose_closing
from tandems.enums import ClosingChoice, MeetingState, TandemState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_midnight():
    """The clock goes on from ten in the morning: no day ends between two steps."""
    with time_machine.travel(timezone.now().replace(hour=10, minute=0), tick=True):
        yield


@pytest.fixture
def tandem():
    """Ten days before the last day; the mentee has proposed to end, the line manager has been asked."""
    now = timezone.now()
    today = day_of(now)
    program = ProgramFactory(
        state=ProgramState.RUNNING,
        starts_on=today - timedelta(days=100),
        ends_on=today + timedelta(days=10),
        hours_budget=12,
    )
    mentor = ParticipationFactory(
        program=program, person__language="en", person__manager=PersonFactory(level=3, language="en")
    )
    tandem = TandemFactory(program=program, mentor=mentor, started_at=now - timedelta(days=100))
    MeetingFactory(tandem=tandem, state=MeetingState.HELD, starts_at=now - timedelta(days=60))
    MeetingFactory(tandem=tandem, state=MeetingState.OPEN, planned_week=today)
    TeamMemberFactory(program=program, role=TeamRole.CONTACT)
    ask_managers(now)
    propose_closing(tandem=tandem, person=tandem.mentee.person, choice=ClosingChoice.END, last_day=today, now=now)
    return tandem


def test_the_way_from_a_pause_to_the_certificate(open_page, live_server, sign_in, tandem):
    page = open_page(locale="en", width=360)
    found = []

    def look(path=""):
        if path:
            page.goto(live_server.url + path)
        found.extend(complaints(page))

    def press(name):
        with page.expect_navigation():
            page.get_by_role("button", name=name).click()

    sign_in(page, live_server, tandem.mentor.person)
    look(reverse("pause", args=[tandem.pk]))
    page.fill("#id_until", (timezone.now() + timedelta(days=3)).date().isoformat())
    press("Begin the pause")
    expect(page.get_by_role("button", name="Go on now")).to_be_visible()
    look()
    press("Go on now")

    look(reverse("concern_new", args=[tandem.program.slug]))
    page.fill("textarea", "We hardly ever meet.")
    press("Send in confidence")
    expect(page.get_by_text("We hardly ever meet.")).to_be_visible()
    look()

    look(reverse("closing", args=[tandem.pk]))
    press("I agree")
    tandem.refresh_from_db()
    assert tandem.state == TandemState.COMPLETED
    page.fill("textarea[name=text]", "Thank you for your patience.")
    press("Leave these words")
    expect(page.get_by_text("Thank you for your patience.")).to_be_visible()
    look()
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="Certificate in English").click()
    assert downloaded.value.suggested_filename.endswith("-en.pdf")
    look(reverse("mentor_pool"))
    assert "\n".join(found) == ""


def test_the_line_manager_agrees_on_the_phone(open_page, live_server, sign_in, tandem):
    page = open_page(locale="en", width=360)
    sign_in(page, live_server, tandem.mentor.person.manager)
    page.goto(live_server.url + reverse("team"))
    assert complaints(page) == []
    page.get_by_role("button", name="I agree").click()
    expect(page.locator("main")).to_contain_text("agreed to 12 hours")
