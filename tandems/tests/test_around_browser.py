"""On a phone: a pause, a decision together, thanks, the certificate, words in confidence, hours. axe agrees."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone

from people.tests.factories import PersonFactory
from programs.actions.manager_consent import ask_managers
from programs.enums import ProgramState, TeamRole
from programs.tests.factories import ParticipationFactory, ProgramFactory, TeamMemberFactory
from tandems.actions import propose_closing
from tandems.enums import ClosingChoice, MeetingState, TandemState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tandem():
    """Ten days before the last day; the mentee has proposed to end, the line manager has been asked."""
    now = timezone.now()
    program = ProgramFactory(
        state=ProgramState.RUNNING,
        starts_on=(now - timedelta(days=100)).date(),
        ends_on=(now + timedelta(days=10)).date(),
        hours_budget=12,
    )
    mentor = ParticipationFactory(
        program=program, person__language="en", person__manager=PersonFactory(level=3, language="en")
    )
    tandem = TandemFactory(program=program, mentor=mentor, started_at=now - timedelta(days=100))
    MeetingFactory(tandem=tandem, state=MeetingState.HELD, starts_at=now - timedelta(days=60))
    MeetingFactory(tandem=tandem, state=MeetingState.OPEN, planned_week=now.date())
    TeamMemberFactory(program=program, role=TeamRole.CONTACT)
    ask_managers(now)
    propose_closing(tandem=tandem, person=tandem.mentee.person, choice=ClosingChoice.END, last_day=now.date(), now=now)
    return tandem


def test_the_way_from_a_pause_to_the_certificate(open_page, live_server, sign_in, tandem):
    page = open_page(locale="en", width=360)
    found = []

    def look(path=""):
        if path:
            page.goto(live_server.url + path)
        broken = Axe().run(page).response["violations"]
        found.extend(f"{page.url}: {rule['id']} {rule['nodes'][0]['html'][:200]}" for rule in broken)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{page.url}: wider than the screen")

    sign_in(page, live_server, tandem.mentor.person)
    look(reverse("pause", args=[tandem.pk]))
    page.fill("#id_until", (timezone.now() + timedelta(days=3)).date().isoformat())
    page.get_by_role("button", name="Begin the pause").click()
    look()
    page.get_by_role("button", name="Go on now").click()

    look(reverse("concern_new", args=[tandem.program.slug]))
    page.fill("textarea", "We hardly ever meet.")
    page.get_by_role("button", name="Send in confidence").click()
    look()

    look(reverse("closing", args=[tandem.pk]))
    page.get_by_role("button", name="I agree").click()
    tandem.refresh_from_db()
    assert tandem.state == TandemState.COMPLETED
    page.fill("textarea[name=text]", "Thank you for your patience.")
    page.get_by_role("button", name="Leave these words").click()
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
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="I agree").click()
    assert "agreed to 12 hours" in page.inner_text("main")
