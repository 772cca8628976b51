"""In a real browser, on a phone: from the offer through the agreement to the first date."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from people.tests.browser import complaints
from programs.enums import ProgramState
from programs.tests.factories import MenteeFactory, ParticipationFactory, ProgramFactory, TopicFactory
from tandems.actions import accept_offer, offer_pair
from tandems.models import Tandem

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 360  # pixels


@pytest.fixture
def offered() -> Tandem:
    """The mentor has said yes already."""
    now = timezone.now()
    today = timezone.localdate()
    program = ProgramFactory(
        state=ProgramState.RUNNING, starts_on=today - timedelta(days=3), ends_on=today + timedelta(days=120)
    )
    topic = TopicFactory(program=program, name_en="Podcasts")
    mentee = MenteeFactory(program=program, person__language="en")
    mentor = ParticipationFactory(program=program, person__language="en", person__first_name="Lena")
    mentee.topic_choices.create(topic=topic, level=1)
    tandem = offer_pair(program=program, mentee=mentee, mentor=mentor, actor=None, now=now)
    return accept_offer(tandem=tandem, person=mentor.person, now=now)


@pytest.fixture
def phone(open_page, live_server, sign_in):
    """`phone(person)`: that person's browser."""

    def one(person):
        page = open_page(locale="en-GB", width=PHONE)
        sign_in(page, live_server, person)
        return page

    return one


def press(page, name: str) -> None:
    """A button that leads to a new page, until that page is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page, link) -> None:
    with page.expect_navigation():
        link.click()


def test_two_people_begin_on_the_phone(phone, live_server, offered):
    mentee, mentor = phone(offered.mentee.person), phone(offered.mentor.person)
    room = f"{live_server.url}/tandems/{offered.pk}/"

    mentee.goto(f"{live_server.url}/offers/{offered.pk}/")
    press(mentee, "Yes, I would like to")
    expect(mentee).to_have_url(room)
    assert complaints(mentee) == []
    # the one next thing stands above the way
    next_thing, way = (mentee.locator(one).bounding_box()["y"] for one in (".next", "#way"))
    assert next_thing < way

    follow(mentee, mentee.get_by_role("link", name="Write our agreement"))
    follow(mentee, mentee.get_by_role("link", name="Begin with suggested wording"))
    expect(mentee.get_by_label("What stays between us")).to_have_value(re.compile("stays between us"))
    topics = mentee.locator("#part-topics")
    topics.get_by_text("Suggestions").click()
    topics.get_by_role("button", name=re.compile("^Take over")).first.click()
    expect(mentee.get_by_label("What we want to talk about")).to_have_value("Podcasts")
    mentee.get_by_label("Weeks between meetings").fill("3")
    assert complaints(mentee) == []
    press(mentee, "Save and ask Lena")
    expect(mentee.get_by_role("heading", name=re.compile("^Waiting for Lena"))).to_be_visible()

    mentor.goto(room)
    follow(mentor, mentor.get_by_role("link", name="Read and answer").first)
    assert complaints(mentor) == []
    press(mentor, "I agree")
    expect(mentor.get_by_text("This is your agreement from now on")).to_be_visible()
    offered.refresh_from_db()
    assert offered.rhythm_weeks == 3

    mentor.goto(room)
    expect(mentor.get_by_text("Every 3 weeks, 60 minutes").first).to_be_visible()
    # what is folded opens for whoever jumps there
    expect(mentor.locator("#lists")).to_be_hidden()
    mentor.locator(".jumps").get_by_role("link", name="Questions and ideas").click()
    expect(mentor.locator("#lists")).to_be_visible()
    follow(mentor, mentor.locator(".next").get_by_role("link", name="Set a date"))
    mentor.get_by_label("Date").fill((timezone.localdate() + timedelta(days=9)).isoformat())
    mentor.get_by_label("Time").fill("10:00")
    press(mentor, "Set the date")
    assert offered.meetings.filter(state="dated").count() == 1

    mentee.goto(room)
    expect(mentee.locator(".path li.now")).to_be_visible()
    assert complaints(mentee) == []


def test_each_sees_their_own_picture_and_the_other_only_what_is_shown(open_page, live_server, sign_in, offered):
    tandem = accept_offer(tandem=offered, person=offered.mentee.person, now=timezone.now())
    address = f"{live_server.url}/tandems/{tandem.pk}/where-we-stand/"
    mentee, mentor = (open_page(locale="en-GB", width=width, color_scheme="dark") for width in (PHONE, 1180))
    sign_in(mentee, live_server, tandem.mentee.person)
    sign_in(mentor, live_server, tandem.mentor.person)

    mentee.goto(f"{address}edit/")
    expect(mentee.get_by_label("Podcasts")).to_have_value("1")  # as said at sign-up
    assert complaints(mentee) == []
    mentee.get_by_label("Podcasts").select_option("3")
    press(mentee, "Save")
    expect(mentee.get_by_text("use it on my own")).to_be_visible()
    assert complaints(mentee) == []
    mentor.goto(address)
    expect(mentor.get_by_role("heading", level=1)).to_be_visible()
    expect(mentor.get_by_text("use it on my own")).to_have_count(0)

    press(mentee, "Show it to " + tandem.mentor.person.first_name)
    mentor.goto(address)
    expect(mentor.get_by_text("use it on my own")).to_be_visible()
    assert complaints(mentor) == []
