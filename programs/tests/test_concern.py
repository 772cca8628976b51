"""A concern is between its writer and the contact it was written to: on no other page, in no mail, log or raw row."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from notices import kinds
from notices.models import Notice
from people import privacy
from people.errors import ActionError, NotAllowed, WrongState
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from programs import hooks
from programs.actions import concern as actions
from programs.concern_todos import concern_todos
from programs.enums import ConcernState, ParticipationState, ProgramState, TeamRole
from programs.models import Concern, ConcernMessage
from programs.tests.factories import ParticipationFactory, ProgramFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
MARKER = "Zwetschgenstreit"
ANSWER = "Holunderantwort"


@pytest.fixture
def program():
    return ProgramFactory(state=ProgramState.RUNNING)


@pytest.fixture
def writer(program):
    return ParticipationFactory(program=program).person


@pytest.fixture
def contact(program):
    return TeamMemberFactory(program=program, role=TeamRole.CONTACT).person


@pytest.fixture
def concern(program, writer, contact, now):
    return actions.open_concern(program=program, writer=writer, contact=contact, text=MARKER, now=now)


def another_contact(program):
    return TeamMemberFactory(program=program, role=TeamRole.CONTACT).person


def leave_role(person, program):
    program.team.filter(person=person, role=TeamRole.CONTACT).delete()


# ------------------------------------------------------------------ the conversation
def test_a_conversation_from_new_to_closed_and_open_again(concern, writer, contact, now):
    assert concern.state == ConcernState.NEW
    actions.answer_concern(concern=concern, person=contact, text=ANSWER, now=now)
    assert concern.state == ConcernState.LOOKING
    actions.set_concern_state(concern=concern, person=contact, state=ConcernState.CLOSED, now=now)
    actions.answer_concern(concern=concern, person=writer, text="Es geht weiter", now=now + timedelta(minutes=1))
    assert concern.state == ConcernState.LOOKING
    assert [message.text for message in concern.messages.all()] == [MARKER, ANSWER, "Es geht weiter"]
    told = set(Notice.objects.values_list("kind", "recipient"))
    assert told == {("concern_new", contact.pk), ("concern_answered", writer.pk), ("concern_written_on", contact.pk)}


def test_pressed_twice_is_sent_once(concern, program, writer, contact, now):
    again = actions.open_concern(program=program, writer=writer, contact=contact, text=f" {MARKER} ", now=now)
    assert again == concern
    for _twice in range(2):
        actions.answer_concern(concern=concern, person=contact, text=ANSWER, now=now)
    assert ConcernMessage.objects.count() == 2


def test_only_participants_write_and_only_to_a_contact_of_their_programme(program, writer, contact, now):
    draft = ParticipationFactory(program=program, state=ParticipationState.DRAFT, signed_up_at=None).person
    for person in (PersonFactory(), draft, contact):
        with pytest.raises(NotAllowed):
            actions.open_concern(program=program, writer=person, contact=contact, text=MARKER, now=now)
    manager = TeamMemberFactory(program=program).person
    for wrong in (manager, PersonFactory(), another_contact(ProgramFactory()), writer):
        with pytest.raises(ActionError):
            actions.open_concern(program=program, writer=writer, contact=wrong, text=MARKER, now=now)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 8001])
def test_words_are_neither_missing_nor_endless(concern, contact, now, text):
    with pytest.raises(ActionError):
        actions.answer_concern(concern=concern, person=contact, text=text, now=now)


def test_the_writer_does_not_say_that_it_is_looked_at(concern, writer, now):
    with pytest.raises(NotAllowed):
        actions.set_concern_state(concern=concern, person=writer, state=ConcernState.LOOKING, now=now)
    actions.set_concern_state(concern=concern, person=writer, state=ConcernState.CLOSED, now=now)
    with pytest.raises(WrongState):
        actions.set_concern_state(concern=concern, person=writer, state=ConcernState.NEW, now=now)


# ------------------------------------------------------------------ a contact who changes
def test_who_is_no_longer_the_contact_reads_nothing_and_neither_does_the_next(concern, program, contact, now):
    successor = another_contact(program)
    leave_role(contact, program)
    for person in (contact, successor):
        assert not Concern.objects.visible_to(person).exists()
        with pytest.raises(NotAllowed):
            actions.answer_concern(concern=concern, person=person, text=ANSWER, now=now)


def test_the_writer_is_told_once_and_may_hand_it_over(concern, program, writer, contact, now):
    assert actions.tell_left_alone(now) == 0
    successor = another_contact(program)
    leave_role(contact, program)
    for _twice in range(2):
        actions.tell_left_alone(now)
    [notice] = Notice.objects.filter(kind="concern_left_alone")
    assert notice.recipient == writer
    assert kinds.get(notice.kind).still_wanted(notice, now)
    assert [todo.path for todo in concern_todos(writer, now)] == [reverse("concern", args=[concern.pk])]
    with pytest.raises(ActionError):
        actions.answer_concern(concern=concern, person=writer, text="Hallo", now=now)

    with pytest.raises(NotAllowed):
        actions.hand_over(concern=concern, writer=successor, contact=successor, now=now)
    actions.hand_over(concern=concern, writer=writer, contact=successor, now=now)
    assert Concern.objects.visible_to(successor).get() == concern
    assert not kinds.get(notice.kind).still_wanted(notice, now)
    assert Notice.objects.filter(kind="concern_new", recipient=successor).count() == 1


def test_a_contact_whose_account_is_closed_leaves_it_alone_too(concern, contact):
    contact.is_active = False
    contact.save()
    assert Concern.objects.left_alone().get() == concern


# ------------------------------------------------------------------ nobody else
def test_nobody_else_sees_it_on_any_page(client, concern, program, writer, contact, now):
    actions.answer_concern(concern=concern, person=contact, text=ANSWER, now=now)
    page = reverse("concern", args=[concern.pk])
    for person in (writer, contact):
        client.force_login(person)
        shown = client.get(page).content.decode()
        assert MARKER in shown
        assert ANSWER in shown

    staff = {"person__is_staff": True, "person__is_superuser": True}
    manager = TeamMemberFactory(program=program, **staff).person
    second = another_contact(program)
    colleague = ParticipationFactory(program=program).person
    for person in (manager, second, colleague):
        client.force_login(person)
        assert client.get(page).status_code == 404
        for name in ("concern_list", "home", "program_list", "privacy_export"):
            shown = client.get(reverse(name)).content.decode()
            assert MARKER not in shown
            assert ANSWER not in shown
            assert str(concern.pk) not in shown
    client.force_login(manager)
    for path in (
        "/admin/",
        "/admin/notices/notice/",
        "/admin/people/auditevent/",
        f"/admin/people/person/{writer.pk}/",
    ):
        shown = client.get(path, follow=True).content.decode()
        assert str(concern.pk) not in shown
        assert str(kinds.get("concern_new").label) not in shown
        assert MARKER not in shown


def test_it_leaves_no_trace_in_mails_log_audit_or_raw_rows(concern, contact, now, caplog):
    actions.answer_concern(concern=concern, person=contact, text=ANSWER, now=now)
    assert [message.text for message in concern.messages.all()] == [MARKER, ANSWER]  # there is something to leak
    mails = [kinds.get(notice.kind).render(notice) for notice in Notice.objects.all()]
    assert mails
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM programs_concernmessage")
        rows = cursor.fetchall()
    texts = [str(mails), str(rows), caplog.text, str(mail.outbox), *(str(n.__dict__) for n in Notice.objects.all())]
    for text in (*texts, str(concern), str(concern.messages.first())):
        assert MARKER not in text
        assert ANSWER not in text
    assert not AuditEvent.objects.filter(subject_type__contains="concern").exists()
    names = [concern.writer.last_name, concern.contact.last_name]
    assert not any(name in f"{one.subject} {one.paragraphs}" for one in mails for name in names)
    assert all(kinds.get(notice.kind).is_private for notice in Notice.objects.all())


# ------------------------------------------------------------------ pages
def test_the_form_names_the_contact_and_what_else_they_are(client, program, writer, contact):
    TeamMemberFactory(program=program, person=contact)
    client.force_login(writer)
    page = client.get(reverse("concern_new", args=[program.slug])).content.decode()
    assert contact.full_name in page
    assert str(TeamRole.MANAGER.label) in page


def test_without_a_contact_nothing_is_offered(client, program, writer):
    client.force_login(writer)
    page = client.get(reverse("concern_new", args=[program.slug])).content.decode()
    assert "<textarea" not in page


def test_the_page_sends_to_the_one_contact_there_is(client, program, writer, contact):
    client.force_login(writer)
    response = client.post(reverse("concern_new", args=[program.slug]), {"text": MARKER})
    made = Concern.objects.get()
    assert response["Location"] == reverse("concern", args=[made.pk])
    assert (made.writer, made.contact) == (writer, contact)


def test_with_several_contacts_the_writer_chooses_and_keeps_the_words_when_not(client, program, writer, contact):
    second = another_contact(program)
    client.force_login(writer)
    page = reverse("concern_new", args=[program.slug])
    assert MARKER in client.post(page, {"text": MARKER}).content.decode()
    client.post(page, {"text": MARKER, "contact": second.pk})
    assert Concern.objects.get().contact == second


def test_what_is_due_for_the_contact_until_answered(concern, writer, contact, now):
    assert len(concern_todos(contact, now)) == 1
    assert concern_todos(writer, now) == []
    actions.answer_concern(concern=concern, person=contact, text=ANSWER, now=now)
    assert concern_todos(contact, now) == []
    assert len(concern_todos(writer, now)) == 1
    assert concern_todos(writer, now + timedelta(days=8)) == []


# ------------------------------------------------------------------ keeping
def test_taking_it_back_leaves_nothing(concern, writer, contact):
    with pytest.raises(NotAllowed):
        actions.take_back(concern=concern, writer=contact)
    actions.take_back(concern=concern, writer=writer)
    assert not Concern.objects.exists()
    assert not Notice.objects.exists()


def test_half_a_year_after_closing_it_is_deleted(concern, writer, now):
    assert actions.forget_old(now + timedelta(days=400)) == 0
    actions.set_concern_state(concern=concern, person=writer, state=ConcernState.CLOSED, now=now)
    assert actions.forget_old(now + timedelta(days=179)) == 0
    assert actions.forget_old(now + timedelta(days=181)) == 1
    assert not ConcernMessage.objects.exists()


def test_the_archive_keeps_none(concern, program, now):
    program.state = ProgramState.ARCHIVED
    program.save()
    hooks.state_changed(program, ProgramState.CLOSED, now)
    assert not Concern.objects.exists()


def test_each_takes_along_their_own_and_erasing_the_writer_erases_it(concern, writer, contact, now):
    actions.answer_concern(concern=concern, person=contact, text=ANSWER, now=now)
    [part] = [one for one in privacy.parts() if one.key == "concerns"]
    assert [one["text"] for one in part.export(writer)["concerns"][0]["messages"]] == [MARKER, ANSWER]
    assert [one["text"] for one in part.export(contact)["answers_as_contact"]] == [ANSWER]
    assert MARKER not in str(part.export(contact))
    part.erase(contact)
    assert Concern.objects.exists()
    part.erase(writer)
    assert not Concern.objects.exists()
