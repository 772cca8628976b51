"""In a real browser: times proposed and chosen, a step noted and ticked off; axe finds nothing on these pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from journals.enums import ListKind
from journals.models import ListItem, NextStep
from people.tests.browser import complaints
from people.tests.factories import PersonFactory
from tandems.actions import choose_guide, name_delegate
from tandems.enums import MeetingState
from tandems.models import ProposedSlot
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tandem():
    return TandemFactory(mentee__person__language="de", mentor__person__language="en")


@pytest.fixture
def coming(tandem):
    day = timezone.localdate() + timedelta(days=10)
    return MeetingFactory(tandem=tandem, number=2, planned_week=day - timedelta(days=day.weekday()))


def test_times_are_proposed_on_a_phone_and_chosen_at_a_desk_without_script(
    open_page, live_server, sign_in, tandem, coming
):
    mentee, mentor = tandem.people
    phone = open_page(width=360, color_scheme="dark")
    sign_in(phone, live_server, mentee)
    phone.goto(live_server.url + reverse("meeting_slots", args=[coming.pk]))
    assert complaints(phone) == []
    for number in range(2):
        phone.locator("input[name=suggested]").nth(number).check()
    phone.click("main form .btn-primary")
    phone.wait_for_url(f"**{reverse('meeting', args=[coming.pk])}")
    assert ProposedSlot.objects.count() == 2

    desk = open_page(locale="en", width=1180, java_script_enabled=False)
    sign_in(desk, live_server, mentor)
    desk.goto(live_server.url + reverse("tandem", args=[tandem.pk]))
    desk.click("section.next a.btn-primary")
    desk.click("button[name=slot] >> nth=1")
    desk.wait_for_url(f"**{reverse('meeting', args=[coming.pk])}")
    coming.refresh_from_db()
    assert coming.state == MeetingState.DATED

    desk.goto(live_server.url + reverse("steps", args=[tandem.pk]))
    desk.fill("textarea[name=text]", "Ask three open questions")
    desk.click("main form .btn-primary")
    desk.click("li .tick button[value=done]")
    expect(desk.get_by_role("heading", name="Done and dropped")).to_be_visible()
    assert NextStep.objects.get().state == "done"


def test_nobody_is_kept_from_any_of_these_pages(open_page, live_server, sign_in, tandem, coming):
    mentee, _mentor = tandem.people
    held = MeetingFactory(
        tandem=tandem, number=1, state=MeetingState.HELD, starts_at=timezone.now() - timedelta(days=2)
    )
    NextStep.objects.create(tandem=tandem, owner=mentee, author=mentee, text="Zuletzt sprechen", due_on="2030-01-01")
    choose_guide(meeting=coming, person=mentee, guide="ai-tools")
    name_delegate(person=mentee, delegate=PersonFactory(), now=timezone.now())
    pages = [
        reverse("tandem", args=[tandem.pk]),
        reverse("meeting", args=[coming.pk]),
        reverse("meeting", args=[held.pk]),
        reverse("meeting_hold", args=[coming.pk]),
        reverse("meeting_date", args=[coming.pk]),
        reverse("steps", args=[tandem.pk]),
        reverse("lists", args=[tandem.pk]),
        reverse("availability"),
        reverse("delegate"),
        reverse("guide", args=["ai-tools"]),
    ]
    ListItem.objects.create(tandem=tandem, kind=ListKind.QUESTION, author=mentee, text="Wer liest das?", meeting=coming)
    page = open_page(width=360)
    sign_in(page, live_server, mentee)
    found = []
    for address in pages:
        page.goto(live_server.url + address)
        found += complaints(page)
    assert found == []

    # what is typed into a fold and not sent stands there again, and the fold is open
    page.goto(live_server.url + reverse("meeting", args=[coming.pk]))
    question = page.locator("#own-question")
    expect(question).not_to_be_visible()
    page.locator("details:has(#own-question) > summary").click()
    question.fill("Und wer nicht?")
    page.reload()
    expect(question).to_be_visible()
    expect(question).to_have_value("Und wer nicht?")
