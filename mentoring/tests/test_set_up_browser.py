"""HR's way in the browser from an installation without a programme to running ones, with each blueprint and in both
languages.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation
from playwright.sync_api import expect

from mentoring.tests.players import answer_offers, match, signed_up
from people.tests.factories import OrganisationFactory, PersonFactory
from programs import blueprints
from programs.actions import set_program_state
from programs.enums import ProgramState
from programs.models import Program

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
MOST_FIELDS = 25
LOCALES = {"de": "de-DE", "en": "en-GB"}


@pytest.mark.parametrize("language", LOCALES)
def test_hr_sets_up_a_programme_of_each_blueprint_and_lets_it_run(language, open_page, sign_in, live_server):
    company = OrganisationFactory()
    hr, sponsor, viewer, contact = (PersonFactory(organisation=company, level=level) for level in (3, 1, 2, 3))
    hr.is_staff, hr.language = True, language
    hr.save()
    page = open_page(LOCALES[language])
    sign_in(page, live_server, hr)
    page.goto(live_server.url + "/admin/")
    starts_on = timezone.localdate() + timedelta(weeks=10)
    for blueprint in blueprints.ours().values():
        with translation.override(language):
            name = blueprint.name
        made = Counter(pages=0, fields=0)
        choose(page, name, made)
        fill(page, {"starts_on": starts_on.isoformat()}, made)
        fill(page, {"sponsor": sponsor.email, "viewer": viewer.email, "contact": contact.email}, made)
        fill(page, {}, made)
        page.click(".button[href*='/state/open/']")
        page.wait_for_url("**/state/open/")
        take_the_step(page)
        program = Program.objects.get(state=ProgramState.OPEN)
        assert made["pages"] == 4
        assert 5 < made["fields"] <= MOST_FIELDS
        lets_it_run(page, live_server, program, hr)


def choose(page: Any, name: str, made: Counter) -> None:
    page.click("a[href$='/new-programme/']")
    page.wait_for_url("**/new-programme/")
    page.locator("section.card", has=page.get_by_role("heading", name=name, exact=True)).locator("a.button").click()
    made["pages"] += 1


def fill(page: Any, values: dict[str, str], made: Counter) -> None:
    """What is prefilled stays; the rest is typed. Every field that is seen counts."""
    expect(page.locator("form.set-up")).to_be_visible()
    page.wait_for_load_state()
    made["pages"] += 1
    made["fields"] += page.locator("form.set-up .form-row").count()
    for name, value in values.items():
        page.fill(f"form.set-up [name={name}]", value)
    with page.expect_navigation():
        page.click("form.set-up .actions-row button")
    assert page.locator(".errorlist").count() == 0, page.locator("form").inner_text()


def take_the_step(page: Any) -> None:
    with page.expect_navigation():
        page.click(".actions-row form button.button")
    expect(page.locator(".messagelist .success")).to_be_visible()


def lets_it_run(page: Any, live_server: Any, program: Program, hr: Any) -> None:
    """Two people sign up, are matched and say yes; HR takes the step to running on the programme's page."""
    signed_up(program, pairs=1)
    set_program_state(program=program, state=ProgramState.MATCHING, actor=hr, now=timezone.now())
    match(program)
    answer_offers(program)
    page.goto(f"{live_server.url}/admin/programs/program/{program.pk}/state/running/")
    take_the_step(page)
    program.refresh_from_db()
    assert program.state == ProgramState.RUNNING
    page.goto(live_server.url + "/admin/")
    with translation.override(hr.language):
        expect(page.get_by_text(program.name).first).to_be_visible()
