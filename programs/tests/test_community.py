"""The community of a programme: nobody stands there but by their own word, and what is written there is safe."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from people.enums import Language
from people.errors import ActionError, NotAllowed
from people.tests.factories import OrganisationFactory, PersonFactory
from programs import actions as program_actions
from programs.actions.community import offer_help, withdraw_help
from programs.community import mentors_again
from programs.enums import EventState, ProgramState, Role
from programs.models import Event, PoolMember, Resource, TopicContact
from programs.tests.factories import (
    EventFactory,
    MenteeFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.RUNNING)


@pytest.fixture
def topic(program):
    return TopicFactory(program=program, name_en="Machine learning")


@pytest.fixture
def mentee(program):
    return MenteeFactory(program=program, person__language=Language.ENGLISH).person


@pytest.fixture
def mentor(program):
    return ParticipationFactory(program=program, person__language=Language.ENGLISH).person


def read(client, person, program, query="") -> str:
    client.force_login(person)
    return client.get(reverse("community", args=[program.slug]) + query).content.decode()


def in_pool(program, **more) -> PoolMember:
    person = more.pop("person", None) or PersonFactory(organisation=program.organisations.get())
    values = {"listed_since": NOW, "is_shown": True, **more}
    member = PoolMember.objects.create(person=person, program=program, **values)
    member.topics.add(TopicFactory(name_en="Social media"))
    return member


# ------------------------------------------------------------------ whom to ask
def test_one_offers_to_be_asked_and_takes_it_back_without_a_trace(client, program, topic, mentee, mentor):
    client.force_login(mentor)
    client.post(reverse("community_contact", args=[program.slug]), {"topics": [topic.pk], "about": "On Fridays"})
    page = read(client, mentee, program)
    assert all(word in page for word in (mentor.full_name, "Machine learning", "On Fridays", f"mailto:{mentor.email}"))
    client.force_login(mentor)
    client.post(reverse("community_contact_stop", args=[program.slug]))
    assert not TopicContact.objects.exists()


def test_only_who_takes_part_offers_and_only_topics_of_the_programme(program, topic, mentor):
    hr = TeamMemberFactory(program=program).person
    for person in (hr, PersonFactory()):
        with pytest.raises(NotAllowed):
            offer_help(program=program, person=person, topics=[topic], about="", now=NOW)
    for topics in ([], [TopicFactory()]):
        with pytest.raises(ActionError):
            offer_help(program=program, person=mentor, topics=topics, about="", now=NOW)


def test_who_leaves_the_programme_stands_there_no_more(program, topic, mentor):
    offer_help(program=program, person=mentor, topics=[topic], about="", now=NOW)
    program_actions.withdraw(participation=program.participations.get(person=mentor), actor=mentor, now=NOW)
    assert not TopicContact.objects.exists()
    withdraw_help(program=program, person=mentor)


@pytest.mark.parametrize(
    "more",
    [{"is_shown": False}, {"listed_since": None}, {"person": "elsewhere"}, {"person": "left"}],
    ids=str,
)
def test_of_the_pool_only_those_who_agreed_and_work_here_are_shown(more, program):
    shown = in_pool(program)
    people = {
        "elsewhere": lambda: PersonFactory(organisation=OrganisationFactory(name="Anderswo AG")),
        "left": lambda: PersonFactory(organisation=program.organisations.get(), is_active=False),
    }
    in_pool(program, **{**more, **({"person": people[more["person"]]()} if "person" in more else {})})
    assert [entry.person for entry in mentors_again(program)] == [shown.person]


def test_joining_the_pool_shows_nobody_without_a_tick(client, program, mentor):
    client.force_login(mentor)
    client.post(reverse("mentor_pool"), {"answer": "yes"})
    assert PoolMember.objects.get().is_shown is False
    client.post(reverse("mentor_pool"), {"answer": "yes", "is_shown": "on"})
    assert PoolMember.objects.get().is_shown is True
    client.post(reverse("mentor_pool"), {"answer": "no", "is_shown": "on"})
    assert PoolMember.objects.get().is_shown is False


def test_a_topic_narrows_the_people_down(client, program, topic, mentee, mentor):
    offer_help(program=program, person=mentor, topics=[topic], about="", now=NOW)
    member = in_pool(program)
    page = read(client, mentee, program, "?topic=Social media")
    assert member.person.full_name in page
    assert mentor.full_name not in page


def test_a_hundred_people_take_the_same_queries_as_one_and_stand_folded(
    client, program, topic, mentee, django_assert_num_queries
):
    def add():
        mentor = ParticipationFactory(program=program).person
        TopicContact.objects.create(program=program, person=mentor).topics.add(topic)
        in_pool(program)
        Resource.objects.create(program=program, title_de="Seite", text_de="Text")
        EventFactory(program=program, state=EventState.INVITED)

    add()
    read(client, mentee, program)
    address = reverse("community", args=[program.slug])
    with django_assert_num_queries(17):
        client.get(address)
    for _number in range(99):
        add()
    with django_assert_num_queries(17):
        page = client.get(address).content.decode()
    assert page.count("mailto:") == 24
    assert "Show all 100" in page
    assert client.get(f"{address}?all").content.decode().count("mailto:") == 200


def test_an_empty_community_says_so_pleasantly(client, program, mentee):
    page = read(client, mentee, program)
    assert "You could be the first." in page
    assert "Propose a session" not in page


# ------------------------------------------------------------------ sessions among mentors
def test_a_mentor_proposes_a_session_in_their_own_words_and_zone(client, program, mentor):
    mentor.time_zone = "Europe/London"
    mentor.save()
    client.force_login(mentor)
    day = (datetime.now(UTC) + timedelta(days=20)).replace(month=1, year=2031, day=15).date()
    form = {"title": "What do we do with silence?", "date": str(day), "time": "10:00", "minutes": "45"}
    address = reverse("peer_session_new", args=[program.slug])
    assert "has passed" in client.post(address, {**form, "date": "2020-01-01"}).content.decode()
    assert "https://" in client.post(address, {**form, "link": "ftp://x"}).content.decode()
    client.post(address, form)
    event = Event.objects.get()
    assert (event.title_en, event.title_de, event.state) == (form["title"], "", EventState.PROPOSED)
    assert event.starts_at == datetime(2031, 1, 15, 10, tzinfo=UTC)
    assert "not decided yet" in read(client, mentor, program)
    client.post(reverse("peer_session_drop", args=[event.pk]))
    assert not Event.objects.exists()


# ------------------------------------------------------------------ resources
@pytest.mark.parametrize(
    "link", ["http://example.org", "javascript:alert(1)", "https:", "//example.org", "example.org"]
)
def test_a_resource_links_to_https_alone(link):
    with pytest.raises(ValidationError):
        Resource(title_de="Seite", link=link).full_clean()


def test_a_resource_reaches_its_role_and_programme_or_everyone_who_takes_part(program, mentee, mentor):
    made = {
        name: Resource.objects.create(title_de=name, text_de="x", **values)
        for name, values in {
            "all": {},
            "mentors everywhere": {"role": Role.MENTOR},
            "ours": {"program": program},
            "our mentees": {"program": program, "role": Role.MENTEE},
            "theirs": {"program": ProgramFactory()},
        }.items()
    }
    hr = TeamMemberFactory(program=program).person

    def seen(person) -> set[str]:
        return set(Resource.objects.visible_to(person).values_list("title_de", flat=True))

    assert seen(mentee) == {"all", "ours", "our mentees"}
    assert seen(mentor) == {"all", "ours", "mentors everywhere"}
    assert seen(PersonFactory()) == set()
    assert seen(hr) == set(made) - {"theirs"}


def test_a_page_is_formatted_and_nothing_in_it_runs(client, program, mentee):
    page = Resource.objects.create(
        program=program, title_en="Good questions", text_en="**Ask** <script>alert(1)</script> [x](javascript:alert(1))"
    )
    client.force_login(mentee)
    html = client.get(reverse("resource", args=[page.pk])).content.decode()
    assert "<strong>Ask</strong>" in html
    assert "<script>alert" not in html
    assert 'href="javascript' not in html


def test_hr_edits_what_is_for_all_and_nothing_of_another_programme(client, program):
    hr = TeamMemberFactory(program=program).person
    theirs = Resource.objects.create(program=ProgramFactory(), title_de="Fremd", text_de="x")
    everywhere = Resource.objects.create(title_de="Alle", text_de="x")
    client.force_login(hr)
    form = {"title_de": "Neu", "title_en": "New", "text_de": "x", "position": "0", "program": "", "role": ""}

    def change(resource) -> int:
        return client.post(reverse("admin:programs_resource_change", args=[resource.pk]), form).status_code

    assert (change(everywhere), change(theirs)) == (302, 404)
    everywhere.refresh_from_db()
    assert everywhere.title_en == "New"
    client.force_login(PersonFactory(is_staff=True))
    assert change(everywhere) in (403, 404)
