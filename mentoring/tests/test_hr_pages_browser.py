"""HR's pages around steps of weight, the log and the preview: axe finds nothing, and a phone is wide enough."""

import pytest
from playwright.sync_api import expect

from people import audit
from people.tests.browser import complaints
from people.tests.factories import PersonFactory
from programs import briefings
from programs.tests.factories import ConsentTextFactory, TeamMemberFactory, TopicFactory
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "scheme", "width"), [("de", "light", 360), ("en", "dark", 1180)])
def test_everyone_in_hr_can_use_them(open_page, live_server, sign_in, language, scheme, width):
    tandem = TandemFactory()
    MeetingFactory(tandem=tandem)
    program, person = tandem.program, PersonFactory(is_staff=True, language=language)
    TeamMemberFactory(program=program, person=person)
    TopicFactory(program=program)
    ConsentTextFactory(program=program)
    briefings.write_first(program)
    audit.record("program.changed", actor=person, subject=program, program_id=program.pk)
    # a wrong password is answered with 400
    page = open_page(locale=language, width=width, color_scheme=scheme, allowed=("400",))
    sign_in(page, live_server, person)
    found = []
    for path in (
        "/admin/people/auditevent/",
        f"/admin/programme/{program.pk}/preview/",
        f"/admin/programme/{program.pk}/preview/mentee/room/{language}/",
        f"/admin/programme/{program.pk}/preview/mentor/offer/{language}/",
        f"/admin/programme/{program.pk}/agreement/",
    ):
        page.goto(live_server.url + path)
        found += complaints(page)

    page.goto(f"{live_server.url}/admin/tandems/tandem/?program__id__exact={program.pk}")
    page.check("input[name=_selected_action]")
    page.select_option("select[name=action]", "remind_tandems")
    with page.expect_navigation():
        page.click("#changelist-form .actions button")
    expect(page.locator("input[name=confirmed]")).to_be_attached()
    found += complaints(page)
    with page.expect_navigation():
        page.click("form.card button.button")
    expect(page.locator("button[name=proof]").first).to_be_visible()
    found += complaints(page)
    page.fill("input[name=reason]", "After the holidays")
    page.fill("input[name=password]", "wrong")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".errorlist").first).to_be_visible()
    found += complaints(page)
    expect(page.locator("input[name=reason]")).to_have_value("After the holidays")
    page.fill("input[name=password]", "password")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert found == []
