"""HR's pages around steps of weight, the log and the preview: axe finds nothing, and a phone is wide enough."""

import pytest

from mentoring.tests.test_accessibility import complaints
from people import audit
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
    page.click("#changelist-form .actions button")
    page.wait_for_selector("input[name=confirmed]", state="attached")
    found += complaints(page)
    page.click("form.card button.button")
    page.wait_for_selector("button[name=proof]")
    found += complaints(page)
    page.fill("input[name=reason]", "After the holidays")
    page.fill("input[name=password]", "wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector(".errorlist")
    found += complaints(page)
    assert page.input_value("input[name=reason]") == "After the holidays"
    page.fill("input[name=password]", "password")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist .success")
    assert found == []
