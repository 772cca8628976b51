"""HR's form for a programme, as a person fills it in."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from people.models import AuditEvent
from people.tests.factories import OrganisationFactory, PersonFactory
from people.tests.proof import REASON, prove
from programs.admin.program_fields import FIELDSETS
from programs.enums import Breakdown, ConsentSource, Measure, ProgramState, TeamRole
from programs.models import Participation, Program
from programs.tests.factories import (
    ConsentTextFactory,
    GoalFactory,
    ParticipationFactory,
    ProgramFactory,
    TeamMemberFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db
INLINES = ("goals", "topics", "team", "consent_texts")


@pytest.fixture
def program():
    program = ProgramFactory(state=ProgramState.DRAFT)
    TeamMemberFactory(program=program)
    ConsentTextFactory(program=program)
    return program


@pytest.fixture
def hr(program) -> Client:
    return signed_in(program.team.get().person)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(program) -> str:
    return reverse("admin:programs_program_change", args=[program.pk])


def filled_in(client, program) -> dict:
    """What a browser would send back if nothing was changed."""
    response = client.get(page_of(program))
    data: dict = {}
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if value is True:
                data[field.html_name] = "on"
            elif isinstance(value, list):
                data[field.html_name] = [str(getattr(item, "pk", item)) for item in value]
            elif value is not None and value is not False:
                data[field.html_name] = str(getattr(value, "isoformat", lambda value=value: value)())
    return data


def errors_of(response) -> dict:
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found.update({f"{inline.formset.prefix}.{name}": text for name, text in form.errors.items()})
        if inline.formset.non_form_errors():
            found[inline.formset.prefix] = inline.formset.non_form_errors()
    return found


def added(data, prefix, **values):
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
    data.update({f"{prefix}-{number}-{name}": value for name, value in values.items()})
    return data


def test_whoever_creates_a_programme_goes_on_to_what_it_still_needs():
    person = PersonFactory(is_staff=True)
    client = signed_in(person)
    data = {
        "name_de": "Führung auf Augenhöhe",
        "purpose": "leadership",
        "organisations": [OrganisationFactory().pk],
        "rhythm_weeks": "4",
        "meeting_minutes": "60",
        "answer_days": "10",
        "ask_order": "together",
    }
    response = client.post(reverse("admin:programs_program_add"), data)
    program = Program.objects.get()
    assert response.url == page_of(program)
    assert program.slug == "fuehrung-auf-augenhoehe"
    assert program.organisations.count() == 1
    assert program.team.get().person == person
    page = client.get(response.url)
    assert {item.code for item in page.context["missing"]} >= {"goal", "topics", "viewer", "contact", "sponsor"}
    assert "consent" not in {item.code for item in page.context["missing"]}


def test_saving_without_a_change_changes_nothing(hr, program):
    GoalFactory(program=program)
    TopicFactory(program=program)
    before = Program.objects.values().get()
    response = hr.post(page_of(program), filled_in(hr, program))
    assert response.status_code == 302, errors_of(response)
    assert Program.objects.values().get() == before
    assert not AuditEvent.objects.exists()


def test_a_form_opened_before_a_step_does_not_take_the_step_back(hr, program):
    data = filled_in(hr, program)
    Program.objects.update(state=ProgramState.OPEN)
    assert hr.post(page_of(program), {**data, "name_de": "Neu"}).status_code == 302
    program.refresh_from_db()
    assert (program.state, program.name_de) == (ProgramState.OPEN, "Neu")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name_de": "", "name_en": ""}, "name_de"),
        ({"ends_on": "2026-01-01"}, "ends_on"),
        ({"sign_up_until": "2026-05-01"}, "sign_up_until"),
        ({"weight_topics": "11"}, "weight_topics"),
        ({"smallest_group": "3"}, "smallest_group"),
        ({"sponsor": "niemand@example.org"}, "sponsor"),
        ({"rhythm_weeks": "0"}, "rhythm_weeks"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(hr, program, typed, field):
    response = hr.post(page_of(program), {**filled_in(hr, program), **typed})
    assert list(errors_of(response)) == [field]


def test_the_smallest_group_can_only_be_raised_once_people_could_sign_up(hr, program):
    Program.objects.update(state=ProgramState.RUNNING, smallest_group=8)
    data = filled_in(hr, program)
    assert list(errors_of(hr.post(page_of(program), {**data, "smallest_group": "7"}))) == ["smallest_group"]
    assert hr.post(page_of(program), {**data, "smallest_group": "9"}).status_code == 302
    Program.objects.update(state=ProgramState.DRAFT)
    assert hr.post(page_of(program), {**data, "smallest_group": "4"}).status_code == 302


def test_by_what_groups_results_are_shown_is_fixed_once_people_could_sign_up(hr, program):
    Program.objects.update(state=ProgramState.OPEN, breakdown=Breakdown.DEPARTMENT)
    data = filled_in(hr, program)
    for other in (Breakdown.COMPANY, Breakdown.NONE):
        assert list(errors_of(hr.post(page_of(program), {**data, "breakdown": other}))) == ["breakdown"]
    assert hr.post(page_of(program), data).status_code == 302
    Program.objects.update(state=ProgramState.DRAFT)
    assert hr.post(page_of(program), {**data, "breakdown": Breakdown.COMPANY}).status_code == 302
    program.refresh_from_db()
    assert program.breakdown == Breakdown.COMPANY


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title_de": ""}, "title_de"),
        ({"baseline": "85"}, "target"),
        ({"target": "120"}, "target"),
        ({"measure": Measure.USEFULNESS, "target": "6"}, "target"),
        ({"reported": "3"}, "reported"),
    ],
)
def test_a_goal_that_does_not_fit_is_said_at_its_field(hr, program, typed, field):
    goal = {"title_de": "Treffen", "measure": Measure.MEETINGS_HELD, "baseline": "0", "target": "85", "position": "0"}
    data = added(filled_in(hr, program), "goals", **{**goal, **typed})
    response = hr.post(page_of(program), data)
    assert list(errors_of(response)) == [f"goals.{field}"]


def test_a_consent_text_that_someone_agreed_to_stays_and_a_new_version_is_added(hr, program):
    first = program.consent_texts.get()
    mine = ParticipationFactory(program=program)
    mine.consents.create(text=first, source=ConsentSource.BROWSER)
    data = filled_in(hr, program)
    data["consent_texts-0-text_de"] = "Heimlich geändert"
    added(data, "consent_texts", text_de="Neue Fassung", text_en="")
    response = hr.post(page_of(program), data)
    assert response.status_code == 302, errors_of(response)
    first.refresh_from_db()
    assert first.text_de == "Ich nehme freiwillig teil."
    newest = program.current_consent_text()
    assert (newest.version, newest.text_de) == (2, "Neue Fassung")
    assert mine.consents.get().text == first


def test_a_programme_keeps_a_manager(hr, program):
    data = filled_in(hr, program)
    response = hr.post(page_of(program), {**data, "team-0-role": TeamRole.VIEWER})
    assert "team" in errors_of(response)
    response = hr.post(page_of(program), {**data, "team-0-DELETE": "on"})
    assert "team" in errors_of(response)
    assert program.team.get().role == TeamRole.MANAGER


@pytest.mark.parametrize(
    ("person", "is_taken"),
    [({"is_staff": True}, True), ({"is_staff": False}, False), ({"is_staff": True, "is_active": False}, False)],
)
def test_managers_need_access_to_the_admin(hr, program, person, is_taken):
    person = PersonFactory(**person)
    data = added(filled_in(hr, program), "team", role=TeamRole.MANAGER, person=person.email.upper())
    response = hr.post(page_of(program), data)
    assert program.team.filter(person=person).exists() is is_taken
    assert (response.status_code == 302) is is_taken


def test_a_topic_that_people_chose_can_neither_go_nor_change_its_kind(hr, program):
    topic = TopicFactory(program=program)
    ParticipationFactory(program=program).topic_choices.create(topic=topic, level=2)
    data = filled_in(hr, program)
    assert errors_of(hr.post(page_of(program), {**data, "topics-0-DELETE": "on"}))
    assert "topics.kind" in errors_of(hr.post(page_of(program), {**data, "topics-0-kind": "exchange"}))
    assert program.topics.get().choices.count() == 1


def test_the_same_topic_twice_is_refused(hr, program):
    data = filled_in(hr, program)
    for name in ("Social Media", "social media"):
        added(data, "topics", kind="learn", name_de=name, position="0")
    assert list(errors_of(hr.post(page_of(program), data))) == ["topics.name_de"]


def test_a_step_is_explained_by_get_and_taken_by_post(hr, program):
    Program.objects.update(state=ProgramState.OPEN)
    address = reverse("admin:programs_program_state", args=[program.pk, "matching"])
    assert hr.get(address).status_code == 200
    program.refresh_from_db()
    assert program.state == ProgramState.OPEN
    assert hr.post(address).url == reverse("admin:programme_cockpit", args=[program.pk])
    program.refresh_from_db()
    assert program.state == ProgramState.MATCHING


def test_a_programme_that_lacks_something_is_not_opened_by_post_either(hr, program):
    address = reverse("admin:programs_program_state", args=[program.pk, "open"])
    assert b'method="post"' not in hr.get(address).content.split(b'id="content-main"')[1]
    hr.post(address)
    program.refresh_from_db()
    assert program.state == ProgramState.DRAFT


@pytest.mark.parametrize("language", ["de", "en"])
def test_hr_uploads_looks_and_imports(hr, program, language):
    person = program.team.get().person
    person.language = language
    person.save()
    TopicFactory(program=program, name_de="Onlinemarketing")
    mentor = PersonFactory()
    text = f"E-Mail;Rolle;Themen;Zeiten\n{mentor.email};Mentor;Onlinemarketing=3;Mo vormittags\nwer;Chef;;\n"
    address = reverse("admin:programs_program_sign_ups", args=[program.pk])
    looked = hr.post(address, {"file": SimpleUploadedFile("a.csv", text.encode())})
    preview = hr.get(looked.url)
    assert preview.context["counts"] == {"new": 1, "changed": 0, "same": 0, "wrong": 1}
    assert not Participation.objects.exists()

    hr.post(looked.url, {"only_sound": "1"})
    assert not Participation.objects.exists()
    hr.post(looked.url, {"consent": "1"})
    assert not Participation.objects.exists()
    prove(hr, person)
    assert hr.post(looked.url, {"only_sound": "1", "consent": "1", **REASON}).url == address
    assert Participation.objects.get().consents.get().source == ConsentSource.IMPORT


def test_a_file_that_cannot_be_read_is_said_at_the_field(hr, program):
    address = reverse("admin:programs_program_sign_ups", args=[program.pk])
    for content in (b"\x00\x01\x02", b"Nur;Unsinn\n1;2"):
        response = hr.post(address, {"file": SimpleUploadedFile("a.csv", content)})
        assert response.context["form"].errors["file"]
    assert hr.post(address, {}).context["form"].errors["file"]


def test_a_step_saves_what_was_changed_and_asks_before_it_happens(hr, program):
    Program.objects.update(state=ProgramState.OPEN)
    data = filled_in(hr, program)
    response = hr.post(page_of(program), {**data, "name_de": "Neu", "_step": "matching"})
    assert response.url == reverse("admin:programs_program_state", args=[program.pk, "matching"])
    program.refresh_from_db()
    assert (program.state, program.name_de) == (ProgramState.OPEN, "Neu")
    for step in ("closed", "nonsense"):
        assert "/state/" not in hr.post(page_of(program), {**data, "_step": step}).url


def test_every_error_is_listed_above_the_form_with_a_way_to_its_field(hr, program):
    TopicFactory(program=program, name_de="KI")
    data = {**filled_in(hr, program), "ends_on": "2026-01-01", "weight_topics": "11", "_step": "open"}
    added(data, "topics", kind="learn", name_de="KI", name_en="", position="0")
    refused = hr.post(page_of(program), data)
    html = refused.content.decode()
    anchors = [one.anchor for one in refused.context["wrong"]]
    assert anchors == ["id_ends_on", "id_weight_topics", "id_topics-1-name_de"]
    for anchor in anchors:
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html
    added(data, "team", role="nonsense", person="")
    assert any(one.anchor.startswith("id_team-") for one in hr.post(page_of(program), data).context["wrong"])


def test_the_usual_topics_come_along_with_what_was_changed(hr, program):
    data = {**filled_in(hr, program), "name_de": "Neuer Name", "_usual_topics": "1"}
    added(data, "topics", kind="learn", name_de="Eigenes Thema", name_en="Own topic", position="0")
    assert hr.post(page_of(program), data).url.endswith("#topics-group")
    program.refresh_from_db()
    assert program.name_de == "Neuer Name"
    assert program.topics.filter(name_de="Eigenes Thema").exists()
    assert program.topics.count() >= 17


def test_the_page_of_a_programme_takes_a_constant_number_of_queries(hr, program, django_assert_max_num_queries):
    for _round in range(2):
        with django_assert_max_num_queries(40):
            hr.get(page_of(program))
        for number in range(10):
            TopicFactory(program=program)
            GoalFactory(program=program, due_on=program.starts_on + timedelta(days=number))


def test_settings_are_folded_except_where_something_is_wrong(hr, program):
    def folded(response):
        return {str(one.name) for one in response.context["adminform"] if "collapse" in one.classes}

    everything = folded(hr.get(page_of(program)))
    assert len(everything) == len(FIELDSETS) - 1
    data = {**filled_in(hr, program), "ends_on": "2026-01-01", "weight_topics": "11"}  # both share a line with others
    wrong = everything - folded(hr.post(page_of(program), data))
    assert wrong == {str(FIELDSETS[1][0]), str(FIELDSETS[4][0])}


def test_the_next_phase_is_offered_before_the_early_end(hr, program):
    Program.objects.update(state=ProgramState.RUNNING)
    states = [step.state for step in hr.get(page_of(program)).context["steps"]]
    assert states[:2] == [ProgramState.CLOSING, ProgramState.CLOSED]
