"""Own questionnaires: written, checked, frozen, approved; and what a works council's approval holds up."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from evaluation.enums import Occasion, QuestionKind
from evaluation.models import Approval, Question, Questionnaire, Wave
from evaluation.surveys import open_waves
from evaluation.surveys.checks import hints, problems
from evaluation.surveys.choosing import choices_for
from evaluation.surveys.editing import (
    Frozen,
    NotSound,
    approve,
    discard,
    draft_of,
    new_version,
    release,
    take_back,
    withdraw_approval,
)
from evaluation.tests.factories import WaveFactory, answer, take_part
from people.errors import ActionError, NotAllowed
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from programs import checklist
from programs.enums import ProgramState
from programs.tests.factories import MenteeFactory, ProgramFactory, TeamMemberFactory, TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 2, 20)


@pytest.fixture
def program():
    program = ProgramFactory(state=ProgramState.RUNNING)
    take_part(program, 1, 1)
    return program


@pytest.fixture
def manager(program):
    return TeamMemberFactory(program=program).person


@pytest.fixture
def draft(program, manager):
    return new_version(program=program, occasion=Occasion.MEETING, actor=manager)


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


# ---------------------------------------------------------------- versions
def test_an_own_version_begins_as_a_copy_of_ours(program, draft):
    ours = Questionnaire.objects.ours().get(occasion=Occasion.MEETING)
    fields = ("code", "kind", "text_de", "text_en", "construct", "level", "position")
    assert list(draft.questions.values_list(*fields)) == list(ours.questions.values_list(*fields))
    assert (draft.program, draft.version, draft.released_at) == (program, 1, None)
    assert events() == ["questionnaire.begun"]


def test_one_version_is_written_at_a_time(program, manager, draft):
    assert new_version(program=program, occasion=Occasion.MEETING, actor=manager) == draft


def test_a_draft_is_put_to_nobody_and_a_ready_version_to_everyone_in_this_programme(program, manager, draft):
    ours = Questionnaire.objects.ours().get(occasion=Occasion.MEETING)
    assert choices_for(program)[Occasion.MEETING].used == ours
    release(questionnaire=draft, actor=manager, now=NOW)
    assert choices_for(program)[Occasion.MEETING].used == draft
    assert choices_for(ProgramFactory())[Occasion.MEETING].used == ours


def test_a_ready_version_can_be_taken_back_until_it_is_used(program, manager, draft):
    release(questionnaire=draft, actor=manager, now=NOW)
    take_back(questionnaire=draft, actor=manager)
    assert draft_of(program, Occasion.MEETING) == draft
    release(questionnaire=draft, actor=manager, now=NOW)
    WaveFactory(program=program, questionnaire=draft)
    with pytest.raises(Frozen):
        take_back(questionnaire=draft, actor=manager)
    newer = new_version(program=program, occasion=Occasion.MEETING, actor=manager)
    assert newer.version == 2
    assert [one.code for one in newer.questions.all()] == [one.code for one in draft.questions.all()]


def test_a_draft_can_be_deleted_and_a_ready_version_cannot(manager, draft):
    release(questionnaire=draft, actor=manager, now=NOW)
    with pytest.raises(ActionError, match="take it back"):
        discard(questionnaire=draft, actor=manager)
    take_back(questionnaire=draft, actor=manager)
    discard(questionnaire=draft, actor=manager)
    assert not Questionnaire.objects.filter(pk=draft.pk)
    assert events()[-1] == "questionnaire.discarded"


def test_nobody_edits_ours_or_another_programmes(program, manager, draft):
    ours = Questionnaire.objects.ours().get(occasion=Occasion.MEETING)
    stranger = TeamMemberFactory().person
    for action in (lambda: release(questionnaire=ours, actor=manager, now=NOW),
                   lambda: discard(questionnaire=draft, actor=stranger),
                   lambda: new_version(program=program, occasion=Occasion.END, actor=stranger)):  # fmt: skip
        with pytest.raises(NotAllowed):
            action()


def test_a_programme_with_own_used_questionnaires_can_still_be_deleted(program, manager, draft):
    release(questionnaire=draft, actor=manager, now=NOW)
    wave = WaveFactory(program=program, questionnaire=draft)
    answer(wave, MenteeFactory(program=program), useful=4)
    approve(program=program, questionnaire=draft, approved_on=DAY, approved_by="BR", actor=manager, now=NOW)
    program.tandems.all().delete()
    program.delete()
    assert not Questionnaire.objects.filter(pk=draft.pk)


# ---------------------------------------------------------------- checks
def ask(questionnaire, **fields):
    known = {"kind": QuestionKind.AGREEMENT, "text_de": "Frage", "text_en": "Question", "code": "own", "position": 99}
    return Question.objects.create(questionnaire=questionnaire, **{**known, **fields})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "choice"}, "Write what there is to choose from"),
        ({"kind": "choice", "options_de": "ja", "options_en": "yes"}, "Offer two to ten"),
        ({"kind": "several", "options_de": "a\nb", "options_en": "a\nb\nc"}, "same number of lines"),
        ({"kind": "several", "options_de": "a\na", "options_en": "a\nb"}, "stands here twice"),
        ({"kind": "several", "options_de": "a\nb"}, "In English is missing: what to choose from"),
        ({"options_de": "a\nb"}, "Only a choice"),
        ({"kind": "number", "unit_de": "Mal", "unit_en": "times"}, "Say the least and the most"),
        ({"kind": "number", "unit_de": "Mal", "unit_en": "times", "least": 4, "most": 4}, "must be more than"),
        ({"kind": "number", "least": 0, "most": 4}, "Say what is counted"),
        ({"least": 2}, "Only a number"),
        ({"kind": "text", "role": "mentor"}, "never shown by group"),
        ({"text_en": ""}, "In English is missing: “Question”"),
        ({"text_de": "", "text_en": ""}, "Fill in German, English or both"),
        ({"code": "useful", "role": "mentor"}, "the code useful stands at two questions"),
    ],
)
def test_what_is_wrong_is_said_before_it_is_used(manager, draft, fields, expected):
    if fields.get("text_en") == "":
        expected = expected.replace("Question", "Frage")
    ask(draft, **fields)
    assert any(expected in problem for problem in problems(draft)), problems(draft)
    with pytest.raises(NotSound):
        release(questionnaire=draft, actor=manager, now=NOW)
    assert draft_of(draft.program, Occasion.MEETING)


def test_ours_are_sound():
    for one in Questionnaire.objects.ours():
        assert problems(one) == []


def test_a_survey_in_one_language_is_sound(draft):
    draft.questions.update(text_en="")
    Questionnaire.objects.filter(pk=draft.pk).update(title_en="", intro_en="")
    draft.refresh_from_db()
    assert problems(draft) == []


def test_more_questions_than_fit_into_two_minutes_are_too_many(draft):
    for number in range(9):
        ask(draft, code=f"own-{number}")
    assert any("more than two minutes" in problem for problem in problems(draft))


def test_line_managers_are_asked_no_free_text(program, manager):
    draft = new_version(program=program, occasion=Occasion.MANAGERS, actor=manager)
    assert problems(draft) == []
    ask(draft, kind="text")
    assert any("recognise themselves" in problem for problem in problems(draft))


def test_what_is_compared_is_the_same_question_at_both_ends(program, manager):
    draft = new_version(program=program, occasion=Occasion.START, actor=manager)
    assert problems(draft) == []
    draft.questions.filter(code="network").update(text_en="Whom do I know?")
    assert any("worded differently at the other end" in problem for problem in problems(draft))
    ask(draft, code="only-here")
    assert any("Not asked at the end so far: Question" in hint for hint in hints(draft))


# ---------------------------------------------------------------- the works council
@pytest.fixture
def strict(program):
    program.questionnaires_need_approval = True
    program.save()
    return program


def approved(program, questionnaire, manager):
    return approve(
        program=program,
        questionnaire=questionnaire,
        approved_on=DAY,
        approved_by="Gesamtbetriebsrat",
        actor=manager,
        now=NOW,
    )


def test_without_approval_no_survey_opens(strict, manager):
    assert open_waves(NOW) == []
    start = Questionnaire.objects.ours().get(occasion=Occasion.START)
    approval = approved(strict, start, manager)
    assert (approval.approved_on, approval.approved_by, approval.recorded_by) == (DAY, "Gesamtbetriebsrat", manager)
    (wave,) = open_waves(NOW)
    assert wave.questionnaire == start
    event = AuditEvent.objects.get(event="questionnaire.approved")
    assert event.details == {"occasion": "start", "version": 1, "approved_on": "2026-02-20"}
    assert event.program_id == strict.pk


def test_an_approval_holds_for_one_programme(strict, manager):
    other = ProgramFactory(questionnaires_need_approval=True)
    approved(strict, Questionnaire.objects.ours().get(occasion=Occasion.START), manager)
    assert choices_for(strict)[Occasion.START].used
    assert choices_for(other)[Occasion.START].used is None


def test_a_new_version_waits_for_its_own_approval_and_the_old_one_goes_on(strict, manager):
    ours = Questionnaire.objects.ours().get(occasion=Occasion.MEETING)
    approved(strict, ours, manager)
    newer = new_version(program=strict, occasion=Occasion.MEETING, actor=manager)
    with pytest.raises(ActionError, match="still being written"):
        approved(strict, newer, manager)
    release(questionnaire=newer, actor=manager, now=NOW)
    assert choices_for(strict)[Occasion.MEETING].used == ours
    approved(strict, newer, manager)
    assert choices_for(strict)[Occasion.MEETING].used == newer


def test_what_was_approved_never_changes(strict, manager):
    draft = new_version(program=strict, occasion=Occasion.MEETING, actor=manager)
    release(questionnaire=draft, actor=manager, now=NOW)
    approved(strict, draft, manager)
    with pytest.raises(Frozen):
        take_back(questionnaire=draft, actor=manager)


def test_a_withdrawn_approval_is_remembered_and_stops_further_surveys(strict, manager):
    approval = approved(strict, Questionnaire.objects.ours().get(occasion=Occasion.START), manager)
    with pytest.raises(NotAllowed):
        withdraw_approval(approval=approval, actor=PersonFactory(is_staff=True))
    withdraw_approval(approval=approval, actor=manager)
    assert not Approval.objects.exists()
    assert open_waves(NOW) == []
    assert events()[-1] == "questionnaire.approval_withdrawn"


def test_the_checklist_says_which_surveys_wait(strict, manager):
    (item,) = [item for item in checklist.missing(strict) if item.code == "approval"]
    assert "at the start, after meetings" in str(item.text)
    assert item.path == reverse("admin:evaluation_questionnaire_program", args=[strict.pk])
    for one in Questionnaire.objects.ours():
        approved(strict, one, manager)
    assert "approval" not in {item.code for item in checklist.missing(strict)}


# ---------------------------------------------------------------- HR's pages
@pytest.fixture
def hr(client, manager):
    manager.language = "en"
    manager.save()
    client.force_login(manager)
    return client


def page(draft):
    return reverse("admin:evaluation_questionnaire_change", args=[draft.pk])


def test_hr_sees_when_each_survey_opens_and_what_waits(hr, strict):
    html = hr.get(reverse("admin:evaluation_questionnaire_program", args=[strict.pk])).content.decode()
    for text in ("After meetings", "Half-way", "Three months later", "Record the approval"):
        assert text in html
    assert "Line managers" not in html
    waves = hr.get(reverse("admin:evaluation_wave_changelist")).content.decode()
    assert "wait for the works council" in waves
    assert "half-way" in waves


def test_hr_records_an_approval_and_not_one_of_tomorrow(hr, strict):
    ours = Questionnaire.objects.ours().get(occasion=Occasion.START)
    address = reverse("admin:evaluation_questionnaire_approve", args=[strict.pk, ours.pk])
    refused = hr.post(address, {"approved_on": "2099-01-01", "approved_by": "BR"})
    assert "still to come" in refused.content.decode()
    assert hr.post(address, {"approved_on": "2026-02-20", "approved_by": "BR"}).status_code == 302
    assert Approval.objects.get().approved_by == "BR"
    html = hr.get(reverse("admin:evaluation_questionnaire_program", args=[strict.pk])).content.decode()
    assert "by BR" in html


def fields_of(draft, **more):
    """The form as it stands on the page, with `more` in its first question."""
    questions = list(draft.questions.all())
    data = {"title_de": draft.title_de, "title_en": draft.title_en, "intro_de": "", "intro_en": ""}
    data |= {"questions-TOTAL_FORMS": len(questions), "questions-INITIAL_FORMS": len(questions)}
    for number, one in enumerate(questions):
        names = ("position", "kind", "role", "text_de", "text_en", "construct", "level", "code")
        data |= {f"questions-{number}-{name}": getattr(one, name) for name in names}
        data |= {f"questions-{number}-id": one.pk, f"questions-{number}-questionnaire": draft.pk}
    return data | {f"questions-0-{name}": value for name, value in more.items()}


def test_hr_edits_a_draft_and_puts_it_to_use(hr, draft):
    response = hr.post(page(draft), fields_of(draft, text_en="It was useful.", text_de="Es war nützlich."))
    assert response.status_code == 302
    assert draft.questions.get(code="useful").text_de == "Es war nützlich."
    assert events()[-1] == "questionnaire.changed"
    hr.post(page(draft), {**fields_of(draft), "_then": "release"})
    draft.refresh_from_db()
    assert draft.released_at
    assert "Take back and edit" in hr.get(page(draft)).content.decode()


def test_what_is_wrong_with_a_question_stands_beside_it(hr, draft):
    response = hr.post(page(draft), fields_of(draft, kind="choice"))
    assert response.status_code == 200
    assert "Write what there is to choose from" in response.content.decode()


def test_what_is_in_use_is_read_and_not_edited(hr, program, draft):
    Questionnaire.objects.filter(pk=draft.pk).update(released_at=NOW)
    WaveFactory(program=program, questionnaire=draft)
    html = hr.get(page(draft)).content.decode()
    assert "In use, stays as it is" in html
    assert "New version for" in html
    assert hr.post(page(draft), fields_of(draft, text_de="Anders")).status_code == 403
    hr.post(reverse("admin:evaluation_questionnaire_step", args=[draft.pk, "discard"]))
    assert Questionnaire.objects.filter(pk=draft.pk).exists()


def test_hr_sees_a_draft_as_people_will_on_a_phone(hr, program, draft):
    TopicFactory(program=program)
    html = hr.get(reverse("admin:evaluation_questionnaire_preview", args=[draft.pk])).content.decode()
    assert html.count("?language=") == 3
    response = hr.get(reverse("admin:evaluation_questionnaire_phone", args=[draft.pk, "de", "mentor"]))
    assert "Das Treffen war für mich nützlich." in response.content.decode()
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert 'type="submit"' not in response.content.decode()
    assert hr.get(reverse("admin:evaluation_questionnaire_phone", args=[draft.pk, "de", "manager"])).status_code == 404


def test_another_programmes_draft_does_not_exist(hr, program):
    other = TeamMemberFactory(person__is_staff=True)
    foreign = new_version(program=other.program, occasion=Occasion.MEETING, actor=other.person)
    assert hr.get(page(foreign)).status_code == 404
    assert hr.get(reverse("admin:evaluation_questionnaire_preview", args=[foreign.pk])).status_code == 404
    listed = hr.get(reverse("admin:evaluation_questionnaire_changelist")).content.decode()
    assert page(foreign) not in listed
    assert hr.post(reverse("admin:evaluation_questionnaire_own", args=[other.program.pk, "end"])).status_code == 404


@pytest.mark.parametrize("drafts", [1, 3])
def test_the_list_of_questionnaires_takes_the_same_queries_for_few_and_many(
    hr, program, manager, drafts, django_assert_num_queries
):
    for occasion in list(Occasion)[:drafts]:
        new_version(program=program, occasion=occasion, actor=manager)
    address = reverse("admin:evaluation_questionnaire_changelist")
    hr.get(address)
    with django_assert_num_queries(7):
        html = hr.get(address).content.decode()
    assert html.count("being written") == drafts


@pytest.mark.parametrize("waves", [1, 3])
def test_the_page_of_surveys_takes_the_same_queries_for_few_and_many(hr, program, waves, django_assert_num_queries):
    for number in range(waves):
        WaveFactory(program=program, opens_on=date(2026, 3, 10 + number))
    address = reverse("admin:evaluation_questionnaire_program", args=[program.pk])
    hr.get(address)
    with django_assert_num_queries(10):
        hr.get(address)
    assert Wave.objects.count() == waves
