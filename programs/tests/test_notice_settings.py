"""HR sets for a programme which mails are sent, when and in which words."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from notices import choices, delivery, kinds, texts
from notices.kinds import Text
from notices.models import Notice, ProgramKind
from people.errors import ActionError, NotAllowed
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from programs.actions.notices import default_text, set_notice
from programs.enums import ConsentSource, ParticipationState, TeamRole
from programs.tests.factories import ConsentTextFactory, MenteeFactory, ProgramFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
OWN = {"subject_de": "Willkommen", "body_de": "Schön.\n\n{imported}", "subject_en": "", "body_en": ""}


@pytest.fixture
def hr(client):
    member = TeamMemberFactory(role=TeamRole.MANAGER, person__is_staff=True, person__language="en")
    client.force_login(member.person, backend="django.contrib.auth.backends.ModelBackend")
    return member


def kind(code="signed_up"):
    return kinds.get(code)


def store(hr, code="signed_up", *, is_on=True, days=(), **changes):
    values = {**OWN, **changes}
    return set_notice(
        program=hr.program, kind=kind(code), actor=hr.person, is_on=is_on, days=list(days), texts=values, now=NOW
    )


def address(hr, code="signed_up"):
    return reverse("admin:programs_program_notice", args=[hr.program_id, code])


def typed(code="signed_up", **changes):
    """The form as it stands there, with `changes`."""
    values = {}
    for language in ("de", "en"):
        text = default_text(kind(code), language)
        values |= {f"subject_{language}": text.subject, f"body_{language}": text.body.replace("\n", "\r\n")}
    return {**values, **changes}


# ------------------------------------------------------------------ what may be written


@pytest.mark.parametrize(
    ("subject", "body", "field", "words"),
    [
        ("Hello {nmae}", "", "subject", "“{nmae}” is not known here"),
        ("Hello {Program}", "", "subject", "“{Program}” is not known here"),
        ("Hello { program }", "", "subject", "is not known here"),
        ("", "Dear {program.pk}, {imported}", "body", "{program.pk}"),
        ("", "Dear {program, {imported}", "body", "“{program, ” is not known"),
        ("", "A brace } and {imported}", "body", "“}” is not known"),
        ("", "{program}", "body", "{imported} must stand in the text"),
    ],
)
def test_what_cannot_be_filled_in_is_said_in_words(subject, body, field, words):
    with translation.override("en"):
        found = list(texts.problems(kind(), subject, body))
    assert [name for name, _message in found] == [field]
    assert words in found[0][1]


def test_what_may_stand_in_braces_is_named():
    with translation.override("en"):
        [(_field, message)] = texts.problems(kind(), "{x}", "")
    assert message.endswith("{program}, {as_role}, {imported}.")


def test_braces_in_a_value_stay_what_they_are():
    assert Text("{a}", "{a} {b}\n\n{c}").filled({"a": "{b}", "b": "{0.__class__}", "c": ""}) == (
        "{b}",
        ["{b} {0.__class__}"],
    )


def test_line_ends_of_a_browser_part_paragraphs_too():
    assert Text("", "One\r\ntwo\r\n \r\n\r\nThree\r\n").filled({})[1] == ["One\r\ntwo".replace("\r\n", "\n"), "Three"]


# ------------------------------------------------------------------ saving


def test_own_words_are_kept_and_the_change_is_noted_with_settings_and_without_texts(hr):
    store(hr, "joint_sign_up", is_on=False, body_de="Hallo", subject_de="")
    row = ProgramKind.objects.get()
    assert (row.program_id, row.kind, row.is_on, row.body_de) == (hr.program_id, "joint_sign_up", False, "Hallo")
    event = AuditEvent.objects.get(event="program.notice_changed")
    assert (event.actor, event.program_id) == (hr.person, hr.program_id)
    assert event.details == {"kind": "joint_sign_up", "changes": {"is_on": ["True", "False"], "body_de": None}}


def test_what_says_the_same_as_the_usual_text_follows_it(hr):
    texts_now = {name: value for name, value in typed().items() if name.startswith(("subject", "body"))}
    store(hr, **texts_now)
    assert not ProgramKind.objects.exists()
    assert not AuditEvent.objects.filter(event="program.notice_changed").exists()
    store(hr)
    store(hr, **texts_now)
    assert ProgramKind.objects.get().own_text(kind().text) is None


def test_saving_the_same_twice_is_noted_once(hr):
    store(hr)
    store(hr)
    assert AuditEvent.objects.filter(event="program.notice_changed").count() == 1


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("signed_up", {"is_on": False}),
        ("signed_up", {"days": (3,)}),
        ("signed_up", {"body_en": "{nobody} {imported}"}),
    ],
)
def test_what_cannot_be_is_not_saved(code, changes, hr):
    with pytest.raises(ActionError):
        store(hr, code, **changes)
    assert not ProgramKind.objects.exists()


@pytest.mark.parametrize("role", [TeamRole.VIEWER, TeamRole.CONTACT])
def test_only_the_programmes_managers_set_its_mails(role, hr):
    other = TeamMemberFactory(program=hr.program, role=role, person__is_staff=True)
    stranger = TeamMemberFactory(role=TeamRole.MANAGER, person__is_staff=True)
    stranger.program = hr.program
    for member in (other, stranger):
        with pytest.raises(NotAllowed):
            store(member)


def test_what_belongs_to_no_programme_is_not_set_for_one(hr):
    with pytest.raises(NotAllowed):
        store(hr, "address_changed")


# ------------------------------------------------------------------ the pages


def test_the_page_lists_every_kind_with_what_holds(hr, client):
    store(hr)
    page = client.get(reverse("admin:programs_program_notices", args=[hr.program_id])).content.decode()
    for one in kinds.all_kinds():
        assert (address(hr, one.code) in page) == one.per_program
    assert "own text" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(count, hr, client, django_assert_num_queries):
    for code in ["signed_up", "joint_sign_up", "program_moved"][:count]:
        ProgramKind.objects.create(program_id=hr.program_id, kind=code)
    url = reverse("admin:programs_program_notices", args=[hr.program_id])
    client.get(url)
    with django_assert_num_queries(5):  # session, person, programme, decisions, sidebar
        client.get(url)


def test_a_text_is_changed_previewed_for_a_real_person_and_saved(hr, client):
    mine = MenteeFactory(program=hr.program, state=ParticipationState.SIGNED_UP)
    mine.consents.create(text=ConsentTextFactory(program=hr.program), source=ConsentSource.IMPORT)
    MenteeFactory(state=ParticipationState.SIGNED_UP)
    opened = client.get(address(hr))
    assert [sample.key for sample in opened.context["samples"]] == [str(mine.pk)]

    changes = {"subject_de": "Willkommen bei {program}", "sample": str(mine.pk), "_preview": ""}
    previewed = client.post(address(hr), typed(**changes))
    german, english = (message for _language, _label, message in previewed.context["previews"])
    assert german.subject == f"Willkommen bei {hr.program.name_de or hr.program.name_en}"
    assert "The personnel department entered your sign-up" in " ".join(english.paragraphs)
    assert not ProgramKind.objects.exists()

    del changes["_preview"]
    assert client.post(address(hr), typed(**changes, _save="")).status_code == 302
    assert ProgramKind.objects.get().subject_de == "Willkommen bei {program}"


def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_stays(hr, client):
    response = client.post(address(hr), typed(body_de="{wer} {imported}", _save=""))
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"body_de"}
    assert "{wer} {imported}" in response.content.decode()
    assert not ProgramKind.objects.exists()


def test_sent_to_me_it_comes_in_both_languages_in_the_words_just_saved(hr, client):
    response = client.post(address(hr), typed(**OWN, _send=""))
    assert response.status_code == 302
    delivery.deliver_due(now=timezone.now())
    assert sorted(letter.subject for letter in mail.outbox) == sorted(
        ["[Preview] Willkommen", f"[Preview] You are signed up: {kind().placeholders[0].example}"]
    )
    assert all(letter.to[0].endswith(f"<{hr.person.email}>") for letter in mail.outbox)
    hr.delete()
    assert not kind("text_preview").still_wanted(Notice.objects.first(), timezone.now())


def test_another_programmes_page_does_not_exist(hr, client):
    other = ProgramFactory()
    for name, arguments in [("notices", [other.pk]), ("notice", [other.pk, "signed_up"])]:
        url = reverse(f"admin:programs_program_{name}", args=arguments)
        assert client.get(url).status_code == client.post(url, typed()).status_code == 404
    assert client.get(address(hr, "address_changed")).status_code == 404
    assert client.get(address(hr, "nobody_knows")).status_code == 404


# ------------------------------------------------------------------ what holds then


def test_own_words_hold_in_their_language_and_the_usual_ones_in_the_other(hr):
    store(hr)
    made = choices.load()
    for language, subject in [("de", "Willkommen"), ("en", None)]:
        with translation.override(language):
            own = made.own_text(kind(), hr.program_id)
            assert (own.subject if own else None) == subject
    assert made.own_text(kind(), hr.program_id + 1) is None


def test_own_words_with_what_the_kind_no_longer_has_give_way_to_the_usual_ones(hr):
    mine = MenteeFactory(program=hr.program)
    notice = Notice(kind="signed_up", recipient=PersonFactory(), context={"participation": mine.pk})
    with translation.override("en"):
        assert kind().render(notice, Text("Own", "{gone}")).subject.startswith("You are signed up")
        assert kind().render(notice, Text("Own", "{program}")).subject == "Own"
