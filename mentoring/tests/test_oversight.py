"""What the works council and data protection see, and what they do not."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst

from evaluation.enums import Occasion
from evaluation.tests.factories import WaveFactory
from mentoring.tests.world import SECRET, build_world
from people import audit
from people.models import AuditEvent
from people.tests.factories import PersonFactory
from programs.enums import TeamRole
from programs.tests.factories import ParticipationFactory, ProgramFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def auditor(client):
    person = PersonFactory(language="en")
    client.force_login(person)
    return person


@pytest.fixture
def program(auditor):
    program = ProgramFactory(rhythm_weeks=3)
    TeamMemberFactory(program=program, person=auditor, role=TeamRole.AUDITOR)
    return program


def text(client, program, query="") -> str:
    return client.get(reverse("oversight", args=[program.slug]) + query).content.decode()


def test_settings_roles_figures_and_mails_are_there(client, program):
    manager = TeamMemberFactory(program=program).person
    page = text(client, program)
    for part in ("Weeks between meetings", manager.full_name, "Learning by topic", "Confirmation of your sign-up"):
        assert part in page


def test_a_survey_is_called_by_its_occasion_not_as_it_speaks_to_those_it_asks(client, program):
    wave = WaveFactory(program=program, occasion=Occasion.MEETING)
    page = text(client, program)
    assert "After your meetings" not in page
    assert f'<span class="what">{capfirst(wave.get_occasion_display())}<br>' in page


def test_nothing_of_participants_and_tandems_is_there(client):
    world = build_world()
    client.force_login(world.people["auditor"])
    looked_at = {"subject": world.tandem.mentee, "program_id": world.program.pk}
    audit.record("participation.looked_at", actor=world.people["hr"], **looked_at)
    audit.record("tandem.started", actor=None, subject=world.tandem, program_id=world.program.pk)
    for name in ("mentee", "line_manager"):  # what they do themselves is in the log, and nothing that says who they are
        audit.record("participation.changed", actor=world.people[name], **looked_at)
    for address in ("oversight", "oversight_log"):
        page = client.get(reverse(address, args=[world.program.slug])).content.decode()
        assert world.people["hr"].full_name in page
        assert "jemand aus der Belegschaft" in page or "an employee" in page
        for name in ("mentee", "mentor", "line_manager"):
            assert world.people[name].last_name not in page
        assert SECRET not in page


def test_a_setting_is_logged_with_its_old_and_new_value_and_a_text_only_as_changed(client, program):
    manager = TeamMemberFactory(program=program, person=PersonFactory(is_staff=True)).person
    client.force_login(manager)
    address = reverse("admin:programs_program_change", args=[program.pk])
    form = client.get(address).context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"rhythm_weeks": 5, "description_en": "Something new", "organisations": [program.organisations.get().pk]}
    for inline in client.get(address).context["inline_admin_formsets"]:
        management = inline.formset.management_form
        data |= {f"{management.prefix}-{name}": management[name].value() for name in management.fields}
        for row in inline.formset.initial_forms:
            data |= {f"{row.prefix}-{name}": row[name].value() or "" for name in row.fields}
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["wrong"]
    changes = AuditEvent.objects.get(event="program.changed").details["changes"]
    assert changes["rhythm_weeks"] == ["3", "5"]
    assert changes["description_en"] is None
    client.force_login(program.team.get(role=TeamRole.AUDITOR).person)
    page = text(client, program)
    assert "weeks between meetings: 3 → 5" in page
    assert "Something new" in page  # as a setting, once
    assert page.count("Something new") == 1


def test_the_log_is_filtered_by_day_and_kind_and_goes_into_a_file(client, program):
    for event in ("program.changed", "program.set_up"):
        audit.record(event, actor=None, subject=program, program_id=program.pk)
    other = ProgramFactory()
    audit.record("program.created", actor=None, subject=other, program_id=other.pk)
    assert len(client.get(reverse("oversight", args=[program.slug])).context["rows"]) == 2
    only = client.get(reverse("oversight", args=[program.slug]) + "?event=program.set_up")
    assert [row.what for row in only.context["rows"]] == [str(audit.label("program.set_up"))]
    assert client.get(reverse("oversight", args=[program.slug]) + "?until=2000-01-01").context["rows"] == []
    broken = client.get(reverse("oversight", args=[program.slug]) + "?since=nonsense&event=nonsense")
    assert broken.status_code == 200
    lines = client.get(reverse("oversight_log", args=[program.slug]) + "?event=program.set_up").content.decode()
    assert len(lines.strip().splitlines()) == 2
    assert AuditEvent.objects.filter(event="program.log_exported").count() == 1


def test_who_looks_at_a_sign_up_is_noted_once_a_day(client):
    row = ParticipationFactory()
    manager = TeamMemberFactory(program=row.program, person=PersonFactory(is_staff=True)).person
    client.force_login(manager)
    for _time in range(2):
        client.get(reverse("admin:programs_participation_change", args=[row.pk]))
        client.get(reverse("admin:people_person_change", args=[row.person.pk]))
    assert AuditEvent.objects.filter(event="participation.looked_at", program_id=row.program_id).count() == 1
    assert AuditEvent.objects.filter(event="person.looked_at", program_id=None).count() == 1


def test_another_role_is_not_enough(client, auditor):
    for role in (TeamRole.MANAGER, TeamRole.VIEWER, TeamRole.CONTACT):
        program = ProgramFactory()
        TeamMemberFactory(program=program, person=auditor, role=role)
        assert client.get(reverse("oversight", args=[program.slug])).status_code == 404


def test_the_page_takes_the_same_queries_for_few_and_many_events(client, program, django_assert_num_queries):
    for count in (1, 30):
        for _number in range(count):
            audit.record("program.changed", actor=PersonFactory(), subject=program, program_id=program.pk)
        with translation.override("en"), django_assert_num_queries(16):
            text(client, program)
