"""Session guides: complete in both languages, calling nobody; agendas that add up; choosing one; earlier topics."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from people.errors import ActionError, NotAllowed
from people.tests.factories import PersonFactory
from programs.enums import Role, TopicKind
from programs.tests.factories import TopicFactory
from tandems import rules
from tandems.actions import choose_guide
from tandems.enums import MeetingState, TandemState
from tandems.guide_sections import the_agenda
from tandems.guides import Part, Text, agenda, fitting, guides, scaled
from tandems.models import Meeting
from tandems.tests.factories import MeetingFactory, TandemFactory

WANTED = {
    "getting-to-know",
    "expectations",
    "social-media",
    "ai-tools",
    "working-hours",
    "recruiting",
    "online-marketing",
    "business-models",
    "inclusion",
    "feedback",
    "half-time",
    "closing",
    "just-talk",
}
# both forms of address are impossible at once, so a guide uses neither
ADDRESS = re.compile(r"\b(Sie|Ihnen|Ihre?[mnrs]?|du|dir|dich|deine?[mnrs]?)\b")


def texts(guide):
    return [
        guide.title,
        guide.aim,
        guide.to_try,
        guide.follow_up,
        *(part.text for part in guide.plan),
        *guide.mentee,
        *guide.mentor,
    ]


def test_there_is_a_guide_for_each_occasion_in_an_order():
    assert set(guides()) == WANTED
    assert [guide.position for guide in guides().values()] == list(range(1, len(WANTED) + 1))


@pytest.mark.parametrize("slug", sorted(WANTED))
def test_a_guide_is_whole_in_both_languages(slug):
    guide = guides()[slug]
    assert len(guide.plan) >= 4
    assert min(len(guide.mentee), len(guide.mentor)) >= 2
    for text in texts(guide):
        assert text.de.strip()
        assert text.en.strip()
        assert "!" not in text.de + text.en
        assert text.de != text.en
    with translation.override("de"):
        assert str(guide.title) == guide.title.de
    with translation.override("en"):
        assert str(guide.title) == guide.title.en


@pytest.mark.parametrize("slug", sorted(WANTED))
def test_a_guide_calls_nobody_du_or_sie(slug):
    # at the beginning of a sentence "Sie" may be "they": there is none of either
    assert not [text.de for text in texts(guides()[slug]) if ADDRESS.search(text.de)]


# ------------------------------------------------------------------ time
@pytest.mark.parametrize("minutes", [5, 20, 30, 45, 52, 60, 75, 90, 120, 600])
@pytest.mark.parametrize("with_review", [False, True])
def test_an_agenda_adds_up_to_the_length_of_the_meeting(minutes, with_review):
    for guide in (None, *guides().values()):
        parts = agenda(guide, minutes, with_review=with_review)
        assert sum(part.minutes for part in parts) == minutes
        assert all(part.minutes > 0 for part in parts)


def test_a_guides_own_plan_is_an_hour():
    assert {sum(part.minutes for part in guide.plan) for guide in guides().values()} == {60}
    for guide in guides().values():
        assert agenda(guide, 60, with_review=False) == list(guide.plan)


def test_longer_meetings_keep_the_proportions_in_steps_of_five_minutes():
    parts = [Part(10, "a"), Part(20, "b"), Part(30, "c")]
    assert [part.minutes for part in scaled(parts, 120)] == [20, 40, 60]
    assert [part.minutes for part in scaled(parts, 45)] == [10, 15, 20]
    assert [part.minutes for part in scaled(parts, 7)] == [1, 2, 4]
    assert [part.minutes for part in scaled(parts, 2)] == [1, 1]


@pytest.mark.parametrize(("minutes", "review"), [(90, 10), (60, 10), (45, 10), (30, 5), (9, 3)])
def test_the_next_agenda_begins_with_what_was_tried(minutes, review):
    guide = guides()["ai-tools"]
    parts = agenda(guide, minutes, with_review=True)
    assert parts[0].minutes == review
    with translation.override("en"):
        assert "try" in str(parts[0].text)
        assert "try" not in str(agenda(guide, minutes, with_review=False)[0].text)
    assert agenda(guides()["half-time"], minutes, with_review=True)[0].text == guides()["half-time"].plan[0].text


@pytest.mark.parametrize(
    ("number", "planned", "slug"),
    [(1, 8, "getting-to-know"), (5, 8, "half-time"), (8, 8, "closing"), (2, 8, ""), (2, 2, ""), (3, 4, "")],
)
def test_the_first_the_middle_and_the_last_meeting_have_a_guide_that_fits(number, planned, slug):
    assert fitting(number, planned) == slug


# ------------------------------------------------------------------ choosing
@pytest.mark.django_db
@pytest.mark.parametrize("state", MeetingState.values)
def test_a_guide_is_chosen_by_the_two_for_a_meeting_to_come(state):
    meeting = MeetingFactory(state=state, starts_at=timezone.now())
    person = meeting.tandem.mentor.person
    assert rules.can_prepare(meeting, person) is (state in ("open", "dated"))
    meeting.tandem.state = TandemState.PARTED
    assert not rules.can_prepare(meeting, person)
    with pytest.raises(ActionError):
        choose_guide(meeting=meeting, person=person, guide="ai-tools")
    with pytest.raises(NotAllowed):
        choose_guide(meeting=meeting, person=PersonFactory(is_superuser=True), guide="ai-tools")


@pytest.mark.django_db
def test_none_and_one_that_does_not_exist(client):
    meeting = MeetingFactory()
    person = meeting.tandem.mentor.person
    choose_guide(meeting=meeting, person=person, guide="ai-tools")
    with pytest.raises(ActionError):
        choose_guide(meeting=meeting, person=person, guide="../settings")
    choose_guide(meeting=meeting, person=person, guide="")
    assert Meeting.objects.get().guide == ""


def text(response):
    return unescape(response.content.decode())


@pytest.mark.django_db
def test_the_chosen_guide_is_the_agenda_for_both_on_screen_and_on_paper(client):
    tandem = TandemFactory(mentee__person__language="en", mentor__person__language="en")
    meeting = MeetingFactory(tandem=tandem, number=1)
    guide = guides()["getting-to-know"]
    client.force_login(tandem.mentee.person)
    page = reverse("meeting", args=[meeting.pk])
    assert guide.title.en in text(client.get(page))  # it fits the first meeting
    client.post(reverse("meeting_guide", args=[meeting.pk]), {"guide": "ai-tools"})

    for person, role in ((tandem.mentee.person, Role.MENTEE), (tandem.mentor.person, Role.MENTOR)):
        client.force_login(person)
        for address in (page, reverse("meeting_agenda", args=[meeting.pk])):
            shown = text(client.get(address))
            assert guides()["ai-tools"].aim.en in shown
            assert guides()["ai-tools"].questions(role)[0].en in shown
    assert all(one.title.en in text(client.get(reverse("guides"))) for one in guides().values())
    assert guides()["ai-tools"].to_try.en in text(client.get(reverse("guide", args=["ai-tools"])))


# ------------------------------------------------------------------ topics
@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_open"), [(0, True), (1, False)])
def test_on_the_day_itself_the_time_plan_is_open(days, is_open, now):
    meeting = MeetingFactory(state=MeetingState.DATED, starts_at=now + timedelta(days=days))

    assert the_agenda(meeting, meeting.tandem.mentee.person, now)["is_today"] is is_open


@pytest.mark.django_db
def test_an_earlier_topic_can_be_come_back_to(client):
    tandem = TandemFactory(mentee__person__language="en")
    earlier, later = TopicFactory(program=tandem.program), TopicFactory(program=tandem.program)
    TopicFactory(program=tandem.program, kind=TopicKind.EXCHANGE)
    then = timezone.now() - timedelta(days=3)
    held = MeetingFactory(tandem=tandem, number=1, state=MeetingState.HELD, starts_at=then)
    held.topics.set([earlier])
    client.force_login(tandem.mentee.person)
    room = reverse("tandem", args=[tandem.pk])
    extra = f"{reverse('meeting_add', args=[tandem.pk])}?topic={earlier.pk}"
    assert extra in text(client.get(room))
    assert client.get(extra).context["form"]["topic"].value() == str(earlier.pk)

    ahead = MeetingFactory(tandem=tandem, number=2)
    page = f"{reverse('meeting_date', args=[ahead.pk])}?topic={earlier.pk}"
    assert page in text(client.get(room))
    assert client.get(page).context["form"]["topic"].value() == earlier.pk
    assert f"?topic={later.pk}" not in text(client.get(room))


def test_a_text_reads_in_the_active_language():
    with translation.override("en"):
        assert str(Text("Ja", "Yes")) == "Yes"
