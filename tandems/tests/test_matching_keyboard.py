"""The review of a run, worked without a mouse and without the page being drawn anew for each step."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from people.tests.browser import complaints
from programs.enums import ProgramState
from programs.tests.factories import MenteeFactory, ParticipationFactory, TeamMemberFactory
from tandems.matching import run_now, start_run
from tandems.models import PairRule, Tandem

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def run():
    hr = TeamMemberFactory(program__state=ProgramState.MATCHING)
    MenteeFactory.create_batch(3, program=hr.program)
    ParticipationFactory.create_batch(4, program=hr.program)
    return run_now(start_run(program=hr.program, actor=hr.person, now=NOW), NOW)


@pytest.fixture
def page(run, browser_page, sign_in, live_server):
    sign_in(browser_page, live_server, run.created_by)
    browser_page.goto(live_server.url + reverse("admin:tandems_matchingrun_change", args=[run.pk]))
    return browser_page


def tab_to(page, selector):
    """Press Tab until the focus is there."""
    for _press in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is out of reach of the keyboard")


def test_a_pair_is_kept_by_keyboard_and_only_its_own_card_is_drawn_anew(page, run):
    proposal = run.proposals.all()[1]
    page.evaluate("document.querySelector('h1').dataset.kept = 'yes'")
    tab_to(page, f"#p-{proposal.pk} summary")
    page.keyboard.press("Enter")
    expect(page.locator(f"#decide-{proposal.pk}")).to_be_visible()
    tab_to(page, f"#decide-{proposal.pk}")
    with page.expect_response(lambda answer: "/keep/" in answer.url) as answer:
        page.keyboard.press("Enter")
    assert answer.value.text().count("<article") == 1
    page.wait_for_selector(f"#p-{proposal.pk}[aria-live]")
    assert page.evaluate("document.querySelector('h1').dataset.kept") == "yes"
    assert PairRule.objects.get().mentee == proposal.mentee
    expect(page.locator("article")).to_have_count(3)


def test_chosen_proposals_are_released_by_keyboard(page, run):
    first, second, third = run.proposals.all()
    # the buttons stand above the list: choose, then go back to them
    for proposal in (first, third):
        tab_to(page, f"#c-{proposal.pk}")
        page.keyboard.press("Space")
    tab_back_to(page, ".bar button")
    while page.evaluate("document.activeElement.previousElementSibling") is not None:
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/release/")
    tab_to(page, "button.button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    # a step of weight: why, and that it is still the same person
    for name, words in (("reason", "So agreed"), ("password", "password")):
        tab_to(page, f"input[name={name}]")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    assert set(Tandem.objects.values_list("proposal", flat=True)) == {first.pk, third.pk}
    second.refresh_from_db()
    assert second.state == "proposed"


def tab_back_to(page, selector):
    for _press in range(200):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is out of reach of the keyboard")


@pytest.mark.parametrize(("language", "scheme", "width"), [("de", "light", 360), ("en", "dark", 1180)])
def test_axe_finds_nothing_on_the_review_folded_and_opened(
    run, open_page, sign_in, live_server, language, scheme, width
):
    type(run.created_by).objects.filter(pk=run.created_by_id).update(language=language)
    page = open_page(locale=language, width=width, color_scheme=scheme)
    sign_in(page, live_server, run.created_by)
    page.goto(live_server.url + reverse("admin:tandems_matchingrun_change", args=[run.pk]))
    found = complaints(page)
    page.locator("article summary").first.click()
    expect(page.locator("article details[open]")).to_have_count(1)
    assert found + complaints(page) == []
