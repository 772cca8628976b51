"""From the start page to an answer, and the community's pages: usable by all, on a phone and on a screen."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from people.tests.browser import complaints
from programs.actions.community import offer_help
from programs.actions.events import send_invitations
from programs.enums import EventAnswer, ProgramState
from programs.models import EventReply, Resource
from programs.tests.factories import (
    EventFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
    TopicFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "scheme", "width"), [("de", "dark", 360), ("en", "light", 1180)])
def test_a_mentor_answers_an_invitation_and_finds_the_community(
    open_page, live_server, sign_in, language, scheme, width
):
    now = timezone.now()
    program = ProgramFactory(state=ProgramState.RUNNING)
    mentor = ParticipationFactory(program=program, person__language=language).person
    event = EventFactory(program=program, starts_at=now + timedelta(days=3), capacity=9, place="Saal 2")
    send_invitations(event=event, actor=TeamMemberFactory(program=program).person, now=now)
    other = ParticipationFactory(program=program).person
    offer_help(program=program, person=other, topics=[TopicFactory(program=program)], about="Freitags", now=now)
    Resource.objects.create(program=program, title_de="Gute Fragen", text_de="# Eins\n- zwei")
    page = open_page(locale=language, width=width, color_scheme=scheme)
    sign_in(page, live_server, mentor)
    page.goto(live_server.url)
    with page.expect_navigation():
        page.locator(f"main a[href='/events/{event.pk}/']").first.click()
    found = complaints(page)
    page.locator("label[for=is_named]").click()
    with page.expect_navigation():
        page.locator("button[name=comes][value=yes]").click()
    expect(page.locator("main")).to_contain_text(mentor.full_name)
    found += complaints(page)
    reply = EventReply.objects.get(person=mentor)
    assert (reply.answer, reply.is_named) == (EventAnswer.YES, True)
    for path in ("community/", "community/ask-me/", "community/session/"):
        page.goto(f"{live_server.url}/programs/{program.slug}/{path}")
        found += complaints(page)
    assert found == []
