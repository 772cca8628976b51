import pytest

from evaluation.enums import InvitationState, Occasion
from evaluation.models import Answer, Invitation, Response
from evaluation.surveys import AlreadyAnswered, InvalidAnswers, SurveyClosed, decline, rewriting, submit
from evaluation.surveys.answering import link_of, questions_for
from evaluation.tests.factories import InvitationFactory, WaveFactory, answer, noon
from people.models import AuditEvent
from programs.enums import Role
from programs.tests.factories import MenteeFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    return InvitationFactory(wave__occasion=Occasion.START)


@pytest.fixture
def now(invitation):
    return noon(invitation.wave.opens_on)


def test_an_answer_is_stored_without_a_person(invitation, now):
    submit(invitation=invitation, answers={"network": 4, "confidence": 2}, now=now)
    response = Response.objects.get()
    assert sorted(Answer.objects.values_list("question__code", "value")) == [("confidence", 2), ("network", 4)]
    assert response.role == Role.MENTOR
    assert Invitation.objects.get().state == InvitationState.ANSWERED
    assert {field.name for field in Response._meta.fields} == {"id", "wave", "role", "group", "link"}
    assert {field.name for field in Answer._meta.fields} == {"id", "response", "question", "topic", "value", "text"}


def test_an_answer_leaves_no_audit_event(invitation, now):
    submit(invitation=invitation, answers={"network": 4}, now=now)
    assert not AuditEvent.objects.exists()


def test_answering_twice_changes_nothing(invitation, now):
    submit(invitation=invitation, answers={"network": 4}, now=now)
    with pytest.raises(AlreadyAnswered):
        submit(invitation=invitation, answers={"network": 1}, now=now)
    assert Answer.objects.get().value == 4


def test_who_said_no_may_still_answer_but_not_the_other_way_round(invitation, now):
    decline(invitation=invitation, now=now)
    submit(invitation=Invitation.objects.get(), answers={"network": 3}, now=now)
    with pytest.raises(AlreadyAnswered):
        decline(invitation=Invitation.objects.get(), now=now)


def test_a_closed_survey_takes_no_answer(invitation, now):
    with pytest.raises(SurveyClosed):
        submit(invitation=invitation, answers={"network": 3}, now=noon(invitation.wave.closes_on.replace(day=24)))
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"network": 6},
        {"network": 0},
        {"network": "4"},
        {"network": True},
        {"skill": {1: 3}},  # mentees only
        {"unheard-of": 3},
        {"confidence": None},
    ],
)
def test_answers_that_do_not_fit_are_refused_and_leave_nothing(invitation, now, answers):
    with pytest.raises(InvalidAnswers):
        submit(invitation=invitation, answers=answers, now=now)
    assert not Response.objects.exists()
    assert Invitation.objects.get().state == InvitationState.OPEN


def test_topics_of_another_programme_are_refused():
    wave = WaveFactory(occasion=Occasion.START)
    mentee = MenteeFactory(program=wave.program)
    with pytest.raises(InvalidAnswers):
        answer(wave, mentee, skill={TopicFactory().pk: 3})


def test_topics_are_answered_one_by_one():
    wave = WaveFactory(occasion=Occasion.START)
    one, other = TopicFactory(program=wave.program), TopicFactory(program=wave.program)
    answer(wave, MenteeFactory(program=wave.program), skill={one.pk: 3, other.pk: None})
    assert list(Answer.objects.values_list("topic", "value")) == [(one.pk, 3)]


def test_before_and_after_are_linked_by_a_hash_that_needs_the_key(settings):
    start = WaveFactory(occasion=Occasion.START)
    end = WaveFactory(occasion=Occasion.END, program=start.program)
    mentee = MenteeFactory(program=start.program)
    answer(start, mentee, network=2)
    answer(end, mentee, network=4)
    (link,) = set(Response.objects.values_list("link", flat=True))
    assert link == link_of(program_id=start.program_id, person_id=mentee.person_id)
    settings.ANSWER_KEY = "another"
    assert link != link_of(program_id=start.program_id, person_id=mentee.person_id)


def test_answers_after_meetings_are_linked_to_nothing():
    wave = WaveFactory(occasion=Occasion.MEETING)
    answer(wave, MenteeFactory(program=wave.program), useful=5)
    assert Response.objects.get().link == ""


def test_every_answer_gives_all_rows_of_the_wave_new_keys():
    wave, elsewhere = WaveFactory(), WaveFactory()
    answer(elsewhere, MenteeFactory(program=elsewhere.program), useful=1)
    for _n in range(3):
        answer(wave, MenteeFactory(program=wave.program), useful=5)
    old = set(Response.objects.filter(wave=wave).values_list("pk", flat=True))
    old_answers = set(Answer.objects.filter(response__wave=wave).values_list("pk", flat=True))
    untouched = set(Response.objects.filter(wave=elsewhere).values_list("pk", flat=True))

    answer(wave, MenteeFactory(program=wave.program), useful=5)

    assert not old & set(Response.objects.values_list("pk", flat=True))
    assert not old_answers & set(Answer.objects.values_list("pk", flat=True))
    assert untouched == set(Response.objects.filter(wave=elsewhere).values_list("pk", flat=True))
    assert Answer.objects.filter(response__wave=wave).count() == 4


def test_in_a_large_wave_an_answer_takes_some_others_along(monkeypatch):
    monkeypatch.setattr(rewriting, "AT_MOST", 3)
    wave = WaveFactory()
    for _n in range(6):
        answer(wave, MenteeFactory(program=wave.program), useful=5)
    old = set(Response.objects.values_list("pk", flat=True))

    answer(wave, MenteeFactory(program=wave.program), useful=4)

    new = set(Response.objects.values_list("pk", flat=True)) - old
    assert len(new) == 3 + 1
    assert Answer.objects.filter(response__in=new, value=4).count() == 1
    assert (Response.objects.count(), Answer.objects.count(), Invitation.objects.count()) == (7, 7, 7)


def test_invitations_keep_their_keys():
    wave = WaveFactory()
    waiting = InvitationFactory(wave=wave)
    given = answer(wave, MenteeFactory(program=wave.program), useful=5)
    assert set(Invitation.objects.values_list("pk", "state")) == {(waiting.pk, "open"), (given.pk, "answered")}


def test_free_text_is_encrypted_and_comes_back_after_rewriting():
    from django.db import connection

    wave = WaveFactory(occasion=Occasion.END)
    answer(wave, MenteeFactory(program=wave.program), change="Mehr Zeit für Fragen")
    answer(wave, MenteeFactory(program=wave.program), change="Nichts")
    assert set(Answer.objects.values_list("text", flat=True)) == {"Mehr Zeit für Fragen", "Nichts"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM evaluation_answer")
        assert not any("Fragen" in row[0] for row in cursor.fetchall())


@pytest.mark.parametrize("others", [1, 30])
def test_an_answer_costs_the_same_queries_among_few_and_many(others, django_assert_num_queries):
    wave = WaveFactory(occasion=Occasion.MEETING)
    for _n in range(others):
        answer(wave, MenteeFactory(program=wave.program), useful=5)
    invitation = InvitationFactory(wave=wave)
    invitation = Invitation.objects.select_related("participation").get(pk=invitation.pk)
    with django_assert_num_queries(22):
        submit(invitation=invitation, answers={"useful": 4}, now=noon(wave.opens_on))


def test_each_role_is_asked_in_its_own_words():
    wave = WaveFactory(occasion=Occasion.START)
    asked = {role: [question.code for question in questions_for(wave, role)] for role in Role.values}
    assert asked[Role.MENTEE] == ["skill", "understanding", "confidence", "network"]
    assert asked[Role.MENTOR] == ["explaining", "understanding", "confidence", "network"]
