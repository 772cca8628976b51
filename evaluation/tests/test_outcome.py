"""What has come of it, for one who takes part: their own change for their eyes alone, the figures once it is over."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from evaluation.enums import Occasion
from evaluation.figures import catalogue, participants
from evaluation.figures.publishing import publish
from evaluation.tests.factories import WaveFactory, answer, noon, take_part
from people import privacy
from people.models import AuditEvent
from people.tests.factories import OrganisationFactory, PersonFactory
from programs.actions.assessment import assess_oneself
from programs.enums import ParticipationState, ProgramState, TeamRole
from programs.tests.factories import ParticipationFactory, ProgramFactory, TeamMemberFactory, TopicFactory
from tandems.actions.picture import share_picture
from tandems.enums import MeetingState
from tandems.tests.factories import MeetingFactory, TandemFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = date(2026, 3, 4)


@pytest.fixture
def program():
    return ProgramFactory(slug="eye-level", state=ProgramState.RUNNING, smallest_group=5)


@pytest.fixture
def topics(program):
    return [TopicFactory(program=program, name_en=name) for name in ("Podcasts", "Chatbots")]


@pytest.fixture
def tandem(program, topics):
    return TandemFactory(program=program)


def say(participation, topics, *levels, days=0):
    said = dict(zip(topics, levels, strict=False))
    return assess_oneself(
        participation=participation, person=participation.person, levels=said, now=noon(DAY + timedelta(days))
    )


def read(client, person, slug="eye-level"):
    person.language = "en"
    person.save(update_fields=["language"])
    client.force_login(person)
    return client.get(reverse("outcome", args=[slug]))


def test_the_change_from_first_to_last_stands_there_in_words(client, tandem, topics):
    for days, levels in ((0, (0, 3)), (40, (1, 3)), (90, (3, 2))):
        say(tandem.mentee, topics, *levels, days=days)
    html = read(client, tandem.mentee.person).content.decode()
    assert "Further along in 1 of 2 topics since" in html
    assert "none yet → use it on my own" in html
    assert "use it on my own → use it with help" in html
    assert "common, and no step back" in html
    assert "only you" in html


@pytest.mark.parametrize(
    ("pictures", "sentence"),
    [
        ([], "You have not said yet where you stand"),
        ([(1, 1)], "So far you have said once where you stand"),
        ([(1, 1), (1, 2)], "Hollow:"),
    ],
)
def test_one_picture_or_none_is_no_change(client, tandem, topics, pictures, sentence):
    for number, levels in enumerate(pictures):
        say(tandem.mentor, topics, *levels, days=60 * number)
    html = read(client, tandem.mentor.person).content.decode()
    assert sentence in html
    assert ("no step back" in html) is False


def test_before_the_tandem_has_begun_there_is_nothing_to_say(client, program, topics):
    waiting = ParticipationFactory(program=program)
    assert "As soon as your tandem has begun" in read(client, waiting.person).content.decode()


def test_what_one_has_given_is_one_s_own(client, tandem, program):
    for other in (tandem, TandemFactory(program=program), TandemFactory(mentor__person=tandem.mentor.person)):
        MeetingFactory(tandem=other, state=MeetingState.HELD, starts_at=noon(DAY), held_at=noon(DAY), minutes=90)
    found = read(client, tandem.mentor.person)
    assert (found.context["held"], found.context["hours"]) == (1, 1.5)


# ------------------------------------------------------------------ their eyes only
def test_nobody_but_those_who_take_part_has_the_page(client, tandem, program):
    team = [TeamMemberFactory(program=program, role=role).person for role in TeamRole]
    root = PersonFactory(is_staff=True, is_superuser=True)
    left = ParticipationFactory(program=program, state=ParticipationState.WITHDRAWN).person
    draft = ParticipationFactory(program=program, state=ParticipationState.DRAFT).person
    for person in (*team, root, left, draft, PersonFactory()):
        assert read(client, person).status_code == 404
    client.logout()
    assert client.get(reverse("outcome", args=["eye-level"])).status_code == 302


def test_what_one_says_about_oneself_is_on_no_page_of_another(client, tandem, topics, now):
    """Not even of the partner to whom it is shown: that is the picture's page."""
    say(tandem.mentee, topics, 0), say(tandem.mentee, topics, 4, days=60)
    share_picture(tandem=tandem, person=tandem.mentee.person, now=now)
    assert "could teach it" in read(client, tandem.mentee.person).content.decode().split("<tbody>")[1]
    found = read(client, tandem.mentor.person)
    assert found.context["picture"] is None
    assert "could teach it" not in found.content.decode()


def test_another_s_export_and_the_log_do_not_know_it(tandem, topics):
    before = AuditEvent.objects.count()
    say(tandem.mentee, topics, 4, 4)
    words = [str(part.export(tandem.mentor.person)) for part in privacy.parts()]
    assert not any("could teach it" in text for text in words)
    assert any("could teach it" in str(part.export(tandem.mentee.person)) for part in privacy.parts())
    assert AuditEvent.objects.count() == before


# ------------------------------------------------------------------ the programme's figures
def close(program, mentees=6, mentors=6):
    """A programme that has closed, with what mentees and mentors answered after meetings."""
    people = take_part(program, mentees, mentors)
    wave = WaveFactory(program=program, occasion=Occasion.MEETING)
    for person in people:
        answer(wave, person, useful=4, open=5)
    publish(program, noon(wave.closes_on + timedelta(1)))
    type(program).objects.filter(pk=program.pk).update(state=ProgramState.CLOSED)
    program.refresh_from_db()
    return people


def codes(response):
    return [result.figure.code for result in response.context["results"]]


def test_the_programme_s_figures_are_there_once_it_has_closed(client, program):
    people = close(program)
    found = read(client, people[0].person)
    assert {"usefulness", "openness"} <= set(codes(found)) <= set(participants.CODES)
    assert "Tandems find their meetings useful: 4.0 of 5" in found.content.decode()
    type(program).objects.update(state=ProgramState.RUNNING)
    found = read(client, people[0].person)
    assert codes(found) == []
    assert "When the programme has closed" in found.content.decode()


@pytest.mark.parametrize(("mentees", "is_there"), [(5, False), (6, True)])
def test_whoever_knows_an_answer_sees_groups_of_one_more(client, mentees, is_there):
    """Five answered: shown to leadership, but one of the five would be left with four."""
    program = ProgramFactory(slug="eye-level", state=ProgramState.RUNNING, smallest_group=5)
    people = close(program, mentees, 0)
    assert ("usefulness" in codes(read(client, people[0].person))) is is_there
    assert program.smallest_group == 5


def test_where_several_companies_take_part_nobody_sees_the_whole(client, program):
    people = close(program)
    program.organisations.add(OrganisationFactory(name="Werk"))
    found = read(client, people[0].person)
    assert codes(found) == []
    assert "There is nothing to show" in found.content.decode()


def test_figures_by_role_of_cost_and_in_people_s_own_words_are_not_for_participants():
    kept = set(catalogue.BY_CODE) - set(participants.CODES)
    assert {"sides", "growth_by_role", "hours", "managers", "decisions", "retention", "acceptance", "wishes"} <= kept
    assert set(participants.CODES) <= set(catalogue.BY_CODE)


def test_the_page_takes_the_same_queries_with_one_tandem_and_with_three(
    client, program, topics, django_assert_num_queries
):
    people = close(program)
    read(client, people[0].person)
    address = reverse("outcome", args=["eye-level"])
    for _round in range(2):
        with django_assert_num_queries(31):
            client.get(address)
        for _n in range(2):
            TandemFactory(program=program, mentor=people[-1])
            say(people[0], topics, 1, 2, days=60)
