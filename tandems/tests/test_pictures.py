"""Where each sees themselves in the topics: one's own picture, shown to the other by a step that can be taken back."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import reverse

from people.errors import ActionError, NotAllowed
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from programs.actions.assessment import assess_oneself
from programs.models import SelfAssessment
from programs.personal_assessments import erase, export
from programs.tests.factories import TopicFactory
from tandems.actions.picture import share_picture, take_picture_back
from tandems.models import SharedPicture
from tandems.picture import draw
from tandems.sections import shown
from tandems.tests.factories import TandemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def topics(program):
    names = ("Podcasts", "Spreadsheets", "Chatbots")
    return [TopicFactory(program=program, name_en=name, position=place) for place, name in enumerate(names)]


@pytest.fixture
def say(tandem, mentee, topics, now):
    """The mentee says how far they are in the three topics."""

    def one(*levels, days=0, **changes):
        values = {"participation": tandem.mentee, "person": mentee, "now": now + timedelta(days=days)}
        said = {topic: level for topic, level in zip(topics, levels, strict=False) if level is not None}
        return assess_oneself(**{**values, "levels": said, **changes})

    return one


def test_a_picture_shows_then_and_now(say, topics):
    first, second = say(0, 2), say(3, 2, 1, days=90)
    picture = draw([first, second], topics)

    assert [(line.topic, line.first, line.latest) for line in picture.lines] == [
        ("Podcasts", 0, 3),
        ("Spreadsheets", 2, 2),
        ("Chatbots", 1, 1),
    ]
    assert picture.finding.startswith("Further along in 1 of 3 topics since")
    assert picture.lines[0].words == "none yet → use it on my own"
    assert picture.lines[0].from_x < picture.lines[0].to_x


def test_a_second_picture_on_a_day_replaces_the_first_and_earlier_days_stay(say, tandem):
    say(0), say(1, days=3), say(2, days=3)
    assert [list(one.levels.values()) for one in tandem.mentee.assessments.all()] == [[0], [2]]


def test_what_cannot_be_said(say, mentor, topics):
    with pytest.raises(NotAllowed):
        say(1, person=mentor)
    with pytest.raises(ActionError):
        say()
    with pytest.raises(ActionError):
        say(5)
    with pytest.raises(ActionError):
        say(levels={TopicFactory(): 1})
    assert not SelfAssessment.objects.exists()


def test_only_the_two_can_show_a_picture(tandem, now):
    with pytest.raises(NotAllowed):
        share_picture(tandem=tandem, person=PersonFactory(), now=now)
    with pytest.raises(NotAllowed):
        take_picture_back(tandem=tandem, person=PersonFactory())


def test_it_is_in_no_admin_in_no_log_and_not_readable_in_the_database(say):
    before = AuditEvent.objects.count()
    picture = say(3, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT stored FROM programs_selfassessment")
        stored = cursor.fetchone()[0]

    assert sorted(picture.levels.values()) == [1, 3]
    assert "{" not in stored
    assert SelfAssessment not in admin.site._registry
    assert SharedPicture not in admin.site._registry
    assert AuditEvent.objects.count() == before


def test_it_can_be_taken_along_and_erased(say, mentee):
    say(0, 4)
    assert export(mentee)[0]["levels"] == {"Podcasts": "none yet", "Spreadsheets": "could teach it"}
    erase(mentee)
    assert export(mentee) == []


# ------------------------------------------------------------------ pages
@pytest.fixture
def page(client, tandem):
    def one(person, name="picture"):
        person.language = "en"
        person.save()
        client.force_login(person)
        return client.get(reverse(name, args=[tandem.pk]))

    return one


def test_the_form_starts_from_the_sign_up_and_then_from_the_last_time(page, say, tandem, mentee, topics, client):
    tandem.mentee.topic_choices.create(topic=topics[1], level=2)
    form = page(mentee, "picture_edit").context["form"]
    assert [field.value() for field in form] == [None, 2, None]

    names = list(form.fields)
    answer = client.post(reverse("picture_edit", args=[tandem.pk]), {names[0]: "3", names[1]: ""}, follow=True)
    assert "As of" in answer.content.decode()
    assert "use it on my own" in answer.content.decode()
    assert tandem.mentee.assessments.get().levels == {topics[0].pk: 3}
    assert [field.value() for field in page(mentee, "picture_edit").context["form"]] == [3, 2, None]


def test_the_other_sees_it_only_while_it_is_shown(page, say, client, tandem, mentee, mentor):
    say(0, days=-9), say(4)
    assert "could teach it" in page(mentee).content.decode()

    def sees_it(person):
        return page(person).context["other"] is not None

    assert not sees_it(mentor)
    client.force_login(mentee)
    client.post(reverse("picture_share", args=[tandem.pk]))
    assert sees_it(mentor)
    assert not sees_it(mentee)  # showing one's own opens nothing of the other
    client.force_login(mentee)
    client.post(reverse("picture_take_back", args=[tandem.pk]))
    assert not sees_it(mentor)


def test_what_is_shown_in_one_tandem_is_not_shown_in_another(say, page, client, program, tandem, mentee, now):
    say(4)
    other = TandemFactory(program=program, mentee=tandem.mentee)
    share_picture(tandem=other, person=mentee, now=now)

    assert page(tandem.mentor.person).context["other"] is None


def test_the_room_asks_gently_at_the_start_and_never_after(say, tandem, mentee, mentor, now):
    def asks(person, days=0):
        found = shown(tandem, person, now + timedelta(days=days), "next")
        return "tandems/_next_picture.html" in [section.template for section in found]

    assert not asks(mentee, days=70)
    say(1)
    assert (asks(mentee), asks(mentor)) == (False, True)


@pytest.mark.parametrize(("days", "is_asked"), [(100, False), (183, True), (205, True)])
def test_the_room_asks_once_more_towards_the_end(say, tandem, mentee, mentor, now, days, is_asked):
    def asks(person):
        found = shown(tandem, person, now + timedelta(days=days), "next")
        return "tandems/_next_picture_again.html" in [section.template for section in found]

    say(1)
    assert (asks(mentee), asks(mentor)) == (is_asked, False)  # the mentor has said nothing: no change to come
    say(2, days=days - 30)
    assert not asks(mentee)


@pytest.mark.parametrize("times", [1, 5])
def test_the_page_takes_the_same_queries_for_any_number_of_pictures(
    client, say, tandem, mentee, times, django_assert_num_queries
):
    for number in range(times):
        say(number % 5, days=number)
    client.force_login(mentee)
    with django_assert_num_queries(8):
        client.get(reverse("picture", args=[tandem.pk]))
