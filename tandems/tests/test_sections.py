import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.tests.factories import TopicFactory
from tandems import sections
from tandems.sections import Section, shown
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def registered(monkeypatch):
    """Sections of this test alone."""
    monkeypatch.setattr(sections, "_sections", [])
    return sections.register


def says(word):
    return lambda tandem, person, now: {"word": word} if word else None


def test_sections_stand_by_position_in_their_column_and_only_where_they_have_something(registered, now):
    for position, column, word in ((30, "side", "c"), (10, "side", "a"), (20, "side", ""), (15, "main", "b")):
        registered(Section(position, column, "home.html", says(word)))
    tandem = TandemFactory()

    found = list(shown(tandem, tandem.mentee.person, now, "side"))
    assert [one.context["word"] for one in found] == ["a", "c"]


def test_a_section_registered_twice_is_shown_once(registered, now):
    section = Section(10, "main", "home.html", says("a"))
    registered(section)
    registered(section)
    tandem = TandemFactory()

    assert len(list(shown(tandem, tandem.mentee.person, now, "main"))) == 1


def test_a_section_is_drawn_in_the_room_with_its_own_context_and_the_pages(client, registered):
    tandem = TandemFactory()
    meeting = MeetingFactory(tandem=tandem, number=7)
    registered(Section(10, "side", "tandems/_name.html", lambda *_args: {"meeting": meeting}))
    client.force_login(tandem.mentee.person)

    response = client.get(reverse("tandem", args=[tandem.pk]))
    assert "7 · " in response.content.decode().split("<aside>")[1]


def test_each_jump_of_the_room_leads_to_a_heading_of_it(client):
    tandem = TandemFactory(mentee__person__language="en")
    MeetingFactory(tandem=tandem)
    TopicFactory(program=tandem.program)
    client.force_login(tandem.mentee.person)
    html = client.get(reverse("tandem", args=[tandem.pk])).content.decode()
    jumps = re.findall(r'href="#([^"]+)"', html[html.index('<nav class="jumps"') : html.index('<div class="cols">')])
    assert jumps == ["next-steps", "agreement", "journal", "lists", "topics", "contact"]
    assert [jump for jump in jumps if html.count(f'id="{jump}"') != 1] == []


# what else would be asked for, and whether the meeting comes before it
BEFORE_OTHERS = {
    "a meeting that has passed": ("dated", -1, 0, True),
    "a meeting tomorrow": ("dated", 1, 0, True),
    "a meeting in ten days": ("dated", 10, 10, False),
    "a week that needs a date": ("open", None, 5, True),
    "a week far ahead": ("open", None, 60, False),
}


@pytest.mark.parametrize(("state", "days", "week", "comes_first"), BEFORE_OTHERS.values(), ids=BEFORE_OTHERS)
def test_one_card_asks_for_the_next_thing(client, state, days, week, comes_first):
    now = timezone.now()
    tandem = TandemFactory()
    starts_at = None if days is None else now + timedelta(days=days)
    planned = timezone.localdate(now) + timedelta(days=week)
    MeetingFactory(tandem=tandem, number=1, state=state, starts_at=starts_at, planned_week=planned)
    order = [one.template for one in shown(tandem, tandem.mentee.person, now, "next")]
    assert "tandems/_next.html" in order
    other = Section(60, "next", "home.html", lambda *_args: {})
    sections.register(other)
    try:
        following = next(shown(tandem, tandem.mentee.person, now, "next")).template
    finally:
        sections._sections.remove(other)

    assert (following == "tandems/_next.html") is comes_first
    client.force_login(tandem.mentee.person)
    page = client.get(reverse("tandem", args=[tandem.pk])).content.decode()
    assert page.count('id="next"') == 1
