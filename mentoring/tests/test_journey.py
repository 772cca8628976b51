"""A whole tandem without any script: each step is a link or a form of a page, sent as the page holds it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from mentoring.tests.by_hand import Form, Visitor
from programs.enums import ProgramState, TeamRole
from programs.tests.factories import (
    MenteeFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
    TopicFactory,
)
from tandems.actions import offer_pair
from tandems.models import Tandem

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
AIM, PRIVATE, SHARED = "Say honestly what does not work", "I was lost, and said so", "Nobody asks in the big round"
SENTENCE = "Whoever speaks last hears most"


@pytest.fixture
def clock():
    """`clock(day)`: ten in the morning in Berlin, so many days after the beginning."""
    with time_machine.travel(BEGAN, tick=False) as traveller:
        yield lambda day: traveller.move_to(BEGAN + timedelta(days=day))


@pytest.fixture
def offered(db) -> Tandem:
    program = ProgramFactory(
        state=ProgramState.RUNNING, starts_on=BEGAN.date(), ends_on=(BEGAN + timedelta(days=84)).date()
    )
    for name in ("Podcasts", "Recruiting"):
        TopicFactory(program=program, name_en=name)
    TeamMemberFactory(program=program, role=TeamRole.CONTACT)
    mentee = MenteeFactory(program=program, person__language="en", person__first_name="Ruth")
    mentor = ParticipationFactory(program=program, person__language="en", person__first_name="Lena")
    return offer_pair(program=program, mentee=mentee, mentor=mentor, actor=None, now=BEGAN)


def form_with(visitor: Visitor, name: str) -> Form:
    return next(form for form in visitor.forms if name in form.values or name in form.choices)


def test_from_the_offer_to_the_certificate(clock, offered):
    clock(0)
    ruth, lena = Visitor(offered.mentee.person), Visitor(offered.mentor.person)
    room = f"/tandems/{offered.pk}/"

    # the offer, found at home
    for one in (ruth, lena):
        one.open("/")
        one.follow("See and answer")
        one.press("Yes, I would like to")
    assert ruth.open(room).count("Our tandem")

    # the agreement: suggested wording, a suggestion taken over, answered by the other
    ruth.follow("Write our agreement")
    ruth.follow("Begin with suggested wording")
    ruth.press("Take over", aims=AIM)
    assert form_with(ruth, "aims").values["aims"][0].startswith(AIM)
    ruth.press("Save and ask Lena")
    lena.open(room)
    lena.follow("Read and answer")
    assert AIM in lena.html
    lena.press("I agree")
    assert "This is your agreement from now on" in lena.html

    # where each stands; shown on purpose
    ruth.open(room)
    ruth.follow("Say where I stand")
    ruth.follow("Say where")
    levels = dict.fromkeys(form_with(ruth, next(iter(ruth.forms[-1].choices))).choices, "1")
    ruth.press("Save", **levels)
    assert "Recruiting" in ruth.html
    ruth.press("Show it to Lena")
    assert "Ruth" in lena.open(f"{room}where-we-stand/")

    # times are proposed and one is picked, then moved
    lena.open(room)
    lena.follow("Propose times")
    suggested = form_with(lena, "suggested").choices["suggested"][:2]
    lena.press("Propose these times", suggested=suggested, place="Room 3")
    ruth.open(room)
    ruth.follow("Choose")
    ruth.press("Choose")
    assert "Room 3" in ruth.html
    meeting = ruth.page
    ruth.follow("Move")
    ruth.press("Move", date="2026-03-12", time="10:00", reason="The dentist")
    assert "10" in ruth.html

    # preparing: a guide and a question
    lena.open(meeting)
    lena.press("Take it", guide="getting-to-know")
    lena.press("Add the question", text="What do you expect of me?")
    assert "What do you expect of me?" in ruth.open(meeting)

    # it took place
    clock(10)
    ruth.open(room)
    ruth.follow("It took place")
    ruth.press("Log the meeting", minutes="75")
    assert "75 minutes" in ruth.html

    # the journal: for oneself, then opened on purpose
    ruth.open(meeting)
    ruth.follow("Write in my journal")
    ruth.press("Save", answer_1=PRIVATE, text=SHARED, visibility="private")
    entry = ruth.page
    lena.open(entry)
    assert lena.status == 404
    assert PRIVATE not in lena.open(room)
    ruth.follow("Open it to Lena")
    ruth.press("Open it to Lena")
    assert PRIVATE in lena.open(entry)

    # a next step, done; something for a list, tried
    ruth.open(meeting)
    ruth.press(
        "Note the step", text="Speak last in the team meeting", owner=form_with(ruth, "owner").choices["owner"][0]
    )
    ruth.open(room)
    assert "Speak last in the team meeting" in ruth.html
    ruth.press("Tick off as done")
    assert "Speak last in the team meeting" not in ruth.html
    lena.open(f"{room}lists/")
    lena.press("Note it", text="A week without attachments", kind="try")
    lena.open(room)
    lena.press("Tick off as tried")

    # a sentence for all: one suggests, the other agrees
    lena.follow("Suggest a sentence")
    lena.press("Suggest it to Ruth", text=SENTENCE)
    assert "Your key to this sentence" in lena.html
    ruth.open(room)
    ruth.follow("Read and decide")
    ruth.press("I agree")
    assert SENTENCE in ruth.open(room)

    # a pause with its end, and back earlier; meanwhile the session has ended
    ruth.follow("Pause for a while")
    ruth.press("Begin the pause", until="2026-04-20")
    clock(20)
    lena.open(room)
    lena.press("Sign in", login=offered.mentor.person.email, password="password")
    assert lena.path == room
    lena.press("Go on now")
    assert "Go on now" not in lena.html

    # half-way: a guide to look back, and met without a date
    clock(42)
    lena.open(room)
    lena.press("Sign in", login=offered.mentor.person.email, password="password")
    lena.follow("2 · ")
    lena.press("Take it", guide="half-time")
    assert "Half-time" in lena.html
    lena.follow("We have met already")
    lena.press("Log the meeting", date="2026-04-13", time="09:00", minutes="60")
    assert "60 minutes" in lena.html

    # the end: decided together, thanks, the certificate
    clock(70)
    for person, one in ((offered.mentee.person, ruth), (offered.mentor.person, lena)):
        one.client.force_login(person)
    ruth.open(room)
    ruth.follow("End, go on, or other topics")
    ruth.press("Propose it to Lena", choice="end", last_day="2026-05-11")
    lena.open(room)
    lena.follow("Read and answer")
    lena.press("I agree")
    lena.press("Leave these words", text="Thank you for your patience")
    assert "Thank you for your patience" in ruth.open(f"{room}closing/")
    ruth.follow("Certificate in English")
    assert ruth.answer.content.startswith(b"%PDF")
    assert ruth.answer.headers["Content-Type"] == "application/pdf"
