"""What people hear and find on their start page before a tandem begins."""

from datetime import timedelta

import pytest
from django.utils import translation

from notices import kinds
from notices.models import Notice
from people.tests.factories import PersonFactory
from programs import todos
from programs.enums import ConsentSource, ParticipationState, ProgramState, Role
from programs.tests.factories import (
    ConsentTextFactory,
    MenteeFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db


def notice(kind, participation, recipient, now) -> Notice:
    return Notice(
        kind=kind,
        recipient=recipient,
        dedupe_key="x",
        context={"participation": str(participation.pk)},
        due_at=now,
        expires_at=now + timedelta(days=2),
        next_attempt_at=now,
    )


@pytest.mark.parametrize(
    ("state", "program_state", "wanted"),
    [
        (ParticipationState.SIGNED_UP, ProgramState.OPEN, True),
        (ParticipationState.WITHDRAWN, ProgramState.OPEN, False),
        (ParticipationState.SIGNED_UP, ProgramState.CLOSED, False),
    ],
)
def test_a_confirmation_is_wanted_while_it_is_true(state, program_state, wanted, now):
    mine = ParticipationFactory(state=state, program__state=program_state)
    sent = notice("signed_up", mine, mine.person, now)
    assert kinds.get("signed_up").still_wanted(sent, now) is wanted
    mine.delete()
    assert kinds.get("signed_up").still_wanted(sent, now) is False


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("source", ConsentSource)
def test_a_confirmation_says_where_the_consent_came_from_and_never_the_motivation(language, source, now):
    mine = MenteeFactory(motivation="Nur für die Programmleitung")
    mine.consents.create(text=ConsentTextFactory(program=mine.program), source=source)
    with translation.override(language):
        message = kinds.get("signed_up").render(notice("signed_up", mine, mine.person, now))
    text = " ".join([message.subject, *message.paragraphs])
    assert mine.program.name_de in text or mine.program.name_en in text
    assert "Nur für" not in text
    assert message.path == f"/programs/{mine.program.slug}/"
    assert len(message.paragraphs) == (3 if source == ConsentSource.IMPORT else 2)


def test_the_word_to_a_partner_is_dropped_once_it_is_answered_or_too_late(now):
    partner = PersonFactory(level=5)
    mine = MenteeFactory(joint_with=partner)
    asked = notice("joint_sign_up", mine, partner, now)
    wanted = kinds.get("joint_sign_up").still_wanted
    assert wanted(asked, now) is True
    assert mine.person.full_name in kinds.get("joint_sign_up").render(asked).subject
    answer = ParticipationFactory(program=mine.program, person=partner, joint_with=mine.person)
    assert wanted(asked, now) is False
    answer.delete()
    mine.program.state = ProgramState.MATCHING
    mine.program.save()
    assert wanted(asked, now) is False


@pytest.mark.parametrize(
    ("mine", "count"),
    [
        (None, 1),
        ({"state": ParticipationState.DRAFT}, 1),
        ({"state": ParticipationState.SIGNED_UP}, 0),
        ({"state": ParticipationState.WITHDRAWN}, 0),
    ],
)
def test_the_start_page_offers_what_is_open(mine, count, now):
    program = ProgramFactory(sign_up_until=now.date())
    person = PersonFactory()
    if mine:
        ParticipationFactory(program=program, person=person, **mine)
    assert len(todos.provider(person, now)) == count
    assert todos.provider(PersonFactory(organisation__name="Anderes Haus"), now) == []
    assert todos.provider(person, now + timedelta(days=2)) == []


def test_those_who_run_a_programme_are_not_asked_to_join_it(now):
    member = TeamMemberFactory(program__sign_up_until=now.date())
    assert todos.provider(member.person, now) == []
    ParticipationFactory(program=member.program, person=member.person, state=ParticipationState.DRAFT)
    assert len(todos.provider(member.person, now)) == 1


def test_a_colleagues_wish_stands_on_the_start_page_until_it_is_answered(now):
    program = ProgramFactory()
    person = PersonFactory(level=5)
    wish = MenteeFactory(program=program, joint_with=person)
    [todo] = todos.provider(person, now)
    assert wish.person.full_name in todo.title
    ParticipationFactory(program=program, person=person, role=Role.MENTOR, joint_with=wish.person)
    assert todos.provider(person, now) == []


def test_the_start_page_asks_a_constant_number_of_questions(now, django_assert_num_queries):
    person = PersonFactory()
    MenteeFactory(joint_with=person)
    for _round in range(2):
        with django_assert_num_queries(4):
            todos.provider(person, now)
        for _number in range(3):
            MenteeFactory(joint_with=person)
            ParticipationFactory(person=person, state=ParticipationState.DRAFT)
