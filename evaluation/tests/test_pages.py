import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from evaluation.enums import InvitationState, Occasion
from evaluation.figures import catalogue
from evaluation.figures.publishing import publish
from evaluation.models import Answer, Invitation, Response
from evaluation.tests.factories import InvitationFactory, WaveFactory, answer, evaluated_program, noon, take_part
from people.tests.factories import PersonFactory
from programs.enums import ProgramState, TeamRole
from programs.tests.factories import MenteeFactory, ProgramFactory, TeamMemberFactory, TopicFactory
from tandems.tests.factories import TandemFactory

pytestmark = pytest.mark.django_db
FEW = "Too few answers to show them without revealing people."


@pytest.fixture
def invitation():
    """A mentee's, in English, for the survey at the end."""
    wave = WaveFactory(occasion=Occasion.END)
    TopicFactory(program=wave.program, name_en="AI", name_de="KI")
    mentee = MenteeFactory(program=wave.program, person__language="en")
    with time_machine.travel(noon(wave.opens_on), tick=False):
        yield InvitationFactory(wave=wave, participation=mentee)


@pytest.fixture
def page(client, invitation):
    client.force_login(invitation.person)
    return reverse("survey", args=[invitation.pk])


def test_the_page_says_who_reads_what_and_from_how_many_on(client, page):
    html = client.get(page).content.decode()
    assert "Results are shown from 5 people on" in html
    assert "Who reads this" in html
    assert "What should change in the programme?" in html
    assert "AI" in html


def test_the_page_in_german(client, page, invitation):
    invitation.person.language = "de"
    invitation.person.save()
    html = client.get(page).content.decode()
    assert "Was sollte sich am Programm ändern?" in html
    assert "KI" in html


@pytest.mark.parametrize(("occasion", "offered"), [(Occasion.HALF_WAY, True), (Occasion.END, False)])
def test_half_way_help_is_a_step_of_its_own_before_and_after_answering(client, occasion, offered):
    wave = WaveFactory(occasion=occasion)
    mentee = MenteeFactory(program=wave.program, person__language="en")
    client.force_login(mentee.person)
    with time_machine.travel(noon(wave.opens_on), tick=False):
        invitation = InvitationFactory(wave=wave, participation=mentee)
        before = client.get(reverse("survey", args=[invitation.pk])).content.decode()
        answer(wave, mentee, **({"fit": 2} if offered else {"change": "Mehr Zeit"}))
        after = client.get(reverse("survey", args=[invitation.pk])).content.decode()
    way = reverse("concern_new", args=[wave.program.slug])
    assert [(way in html, "sees your name" in html) for html in (before, after)] == [(offered, offered)] * 2


def test_answers_go_in_and_nothing_shows_them_again(client, page, invitation):
    topic = invitation.wave.program.topics.get()
    answers = {f"skill-{topic.pk}": "3", "network": "4", "recommend": "9", "change": "Mehr Zeit"}
    html = client.post(page, answers, follow=True).content.decode()
    assert "Thank you, your answers have arrived." in html
    assert "Mehr Zeit" not in html
    assert Answer.objects.count() == 4
    assert '<form method="post" class="above" data-keep' not in client.get(page).content.decode()


def test_sending_twice_is_harmless(client, page):
    client.post(page, {"network": "4"})
    response = client.post(page, {"network": "1"}, follow=True)
    assert "Thank you, your answers have arrived." in response.content.decode()
    assert Answer.objects.get().value == 4


def test_an_empty_form_comes_back_with_a_sentence(client, page, invitation):
    html = client.post(page, {"change": "  "}).content.decode()
    assert "Please answer at least one question" in html
    assert Invitation.objects.get().state == InvitationState.OPEN


def test_a_wrong_value_comes_back_with_everything_that_was_typed(client, page):
    html = client.post(page, {"network": "7", "change": "Mehr Zeit"}).content.decode()
    assert "Mehr Zeit" in html
    assert "errorlist" in html
    assert not Response.objects.exists()


def test_one_can_say_no_and_still_change_ones_mind(client, page, invitation):
    client.post(reverse("survey_decline", args=[invitation.pk]))
    assert Invitation.objects.get().state == InvitationState.DECLINED
    assert "I would rather not answer" not in client.get(page).content.decode()
    client.post(page, {"network": "4"})
    assert Invitation.objects.get().state == InvitationState.ANSWERED


def test_a_closed_survey_says_so(client, page, invitation):
    type(invitation.wave).objects.update(closes_on=invitation.wave.opens_on, opens_on="2026-02-01")
    with time_machine.travel(noon(invitation.wave.closes_on), tick=False):
        client.force_login(invitation.person)
        assert "This survey is closed" in client.get(page).content.decode()
        client.post(page, {"network": "4"})
    assert not Response.objects.exists()


def test_nobody_else_finds_the_survey(client, page, invitation):
    client.force_login(PersonFactory(is_staff=True, is_superuser=True))
    assert client.get(page).status_code == 404
    assert client.post(page, {"network": "4"}).status_code == 404


def test_the_home_page_is_told_of_an_open_survey_in_one_query(invitation, django_assert_num_queries):
    from evaluation.todos import surveys

    with django_assert_num_queries(1), translation.override("en"):
        (todo,) = surveys(invitation.person, noon(invitation.wave.opens_on))
    assert todo.path == reverse("survey", args=[invitation.pk])
    assert todo.due_at is not None
    assert timezone.localdate(todo.due_at) == invitation.wave.closes_on
    assert surveys(invitation.person, noon(invitation.wave.closes_on.replace(day=24))) == []


# ---------------------------------------------------------------- dashboards
def test_programmes_stand_side_by_side_in_the_order_of_their_life_with_what_each_may_tell(client, program, viewer):
    for state in (ProgramState.CLOSED, ProgramState.OPEN):
        TeamMemberFactory(program=ProgramFactory(state=state), person=viewer, role=TeamRole.VIEWER)
    client.force_login(viewer)
    html = client.get(reverse("evaluation_list")).content.decode()
    assert re.findall(r"<h2[^>]*>([^<]*)</h2>", html) == ["Running", "To come", "Over"]
    assert "<b>+1.5</b>" in html  # the topic most was learned in
    assert "<b>4.0</b>" in html  # usefulness
    type(program).objects.filter(pk=program.pk).update(smallest_group=12)
    html = client.get(reverse("evaluation_list")).content.decode()
    assert "+1.5" not in html
    assert "<b>4.0</b>" not in html
    assert "too few to show" in html


def test_a_programme_whose_first_tandems_have_just_begun_has_not_lost_their_rhythm(client, viewer, program):
    fresh = ProgramFactory(state=ProgramState.RUNNING, slug="fresh")
    TeamMemberFactory(program=fresh, person=viewer, role=TeamRole.VIEWER)
    TandemFactory(program=fresh, started_at=timezone.now())
    assert "The first tandems have begun." in open_page(client, viewer, "fresh").content.decode()


@pytest.fixture
def program():
    return evaluated_program()


@pytest.fixture
def viewer(program):
    member = TeamMemberFactory(program=program, role=TeamRole.VIEWER, person__is_staff=False, person__language="en")
    return member.person


def open_page(client, person, slug, query=""):
    client.force_login(person)
    return client.get(reverse("evaluation", args=[slug]) + query)


def test_leadership_reads_the_findings(client, program, viewer):
    html = open_page(client, viewer, "eye-level").content.decode()
    assert "Mentees rate themselves 1.5 points higher in “AI” than at the start" in html
    assert "Tandems find their meetings useful: 4.0 of 5" in html
    assert "100% would recommend the programme, 0% would not" in html
    assert FEW not in html


def test_too_few_answers_are_hidden_and_never_zero(client, program, viewer):
    program.smallest_group = 6
    program.save()
    mentors = open_page(client, viewer, "eye-level", "?role=mentor").content.decode()
    assert FEW in mentors
    assert "Tandems find their meetings useful" not in mentors
    # nor the others: all less them would tell it
    mentees = open_page(client, viewer, "eye-level", "?role=mentee").content.decode()
    assert "Tandems find their meetings useful" not in mentees
    assert "Tandems find their meetings useful: 4.0 of 5" in open_page(client, viewer, "eye-level").content.decode()


def test_free_texts_are_shown_only_for_all_together(client, program, viewer):
    assert "=1+3" in open_page(client, viewer, "eye-level").content.decode()
    assert "=1+3" not in open_page(client, viewer, "eye-level", "?role=mentee").content.decode()


def test_an_unknown_role_is_everyone(client, program, viewer):
    html = open_page(client, viewer, "eye-level", "?role=nonsense&group=c1&period=1999-1").content.decode()
    assert html.count("selected") == 2
    assert '<option value="" selected>Mentees and mentors</option>' in html
    assert '<option value="" selected>All so far</option>' in html


def test_german_pages_speak_of_the_same(client, program, viewer):
    viewer.language = "de"
    viewer.save()
    assert "KI" in open_page(client, viewer, "eye-level").content.decode()


@pytest.mark.parametrize("role", [TeamRole.CONTACT, None])
def test_nobody_else_reads_figures(client, program, role):
    person = PersonFactory(is_superuser=True, is_staff=True)
    if role:
        TeamMemberFactory(program=program, person=person, role=role)
    assert open_page(client, person, "eye-level").status_code == 404
    assert client.get(reverse("evaluation_csv", args=["eye-level"])).status_code == 404
    assert "Eye level" not in client.get(reverse("evaluation_list")).content.decode()


def test_a_sponsor_without_a_role_reads_no_figures(client, program):
    program.sponsor = PersonFactory()
    program.save()
    assert open_page(client, program.sponsor, "eye-level").status_code == 404


def test_the_file_says_what_the_page_says_and_runs_nothing(client, program, viewer):
    client.force_login(viewer)
    text = client.get(reverse("evaluation_csv", args=["eye-level"])).content.decode("utf-8-sig")
    assert "Tandems find their meetings useful: 4.0 of 5" in text
    assert "'=1+3" in text
    assert "+1.50" in text


def test_the_file_hides_what_the_page_hides(client, program, viewer):
    program.smallest_group = 6
    program.save()
    client.force_login(viewer)
    text = client.get(reverse("evaluation_csv", args=["eye-level"]) + "?role=mentor").content.decode("utf-8-sig")
    assert FEW in text
    assert "useful: 4" not in text


@pytest.mark.parametrize("others", [1, 3])
def test_the_list_takes_the_same_queries_for_few_and_many(client, program, viewer, others, django_assert_num_queries):
    for _n in range(others):
        TeamMemberFactory(program=ProgramFactory(), person=viewer, role=TeamRole.VIEWER)
    client.force_login(viewer)
    client.get(reverse("evaluation_list"))
    with django_assert_num_queries(25):
        response = client.get(reverse("evaluation_list"))
    assert response.content.decode().count('<th scope="row">') == 1 + others


@pytest.mark.parametrize("waves", [1, 3])
def test_a_dashboard_takes_the_same_queries_for_few_and_many_answers(
    client, program, viewer, waves, django_assert_num_queries
):
    people = take_part(program, waves * 5, 0)
    for number in range(waves):
        wave = WaveFactory(program=program, opens_on=f"2026-04-{10 + number}", closes_on="2026-05-01")
        wave.refresh_from_db()
        for one in people:
            answer(wave, one, useful=4)
    publish(program, noon(wave.opens_on))
    open_page(client, viewer, "eye-level")
    with django_assert_num_queries(25):
        client.get(reverse("evaluation", args=["eye-level"]))


def test_a_dashboard_shows_every_figure_of_the_catalogue_and_no_other(client, program, viewer):
    html = open_page(client, viewer, "eye-level").content.decode()
    found = [figure.code for figure in catalogue.FIGURES if f'id="{figure.code}"' in html]
    assert set(found) == set(catalogue.BY_CODE)
    # no meetings and no later surveys here: named at the end, without a card; decisions stand on top
    empty = {"meetings", "hours", "covered", "insights", "half_way", "after", "managers", "second_half", "stayed_words"}
    empty |= {"you_said", "retention", "goals_over_time"}
    assert len(re.findall(r'<figure class="card[^"]*" id=', html)) == len(catalogue.FIGURES) - len(empty) - 1
    assert "tandems have lost their rhythm" in html.split("</section>")[0]
