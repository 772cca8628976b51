"""HR's pages, as HR opens them."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people import audit
from people.accounts import addresses
from people.enums import ImportState
from people.imports import apply as doors
from people.imports import apply_import, check_file, jobs
from people.models import AddressChange, AuditEvent, PeopleImport, Person
from people.tests.factories import DepartmentFactory, OrganisationFactory, PersonFactory
from people.tests.proof import REASON, prove

DATA = Path(__file__).parent / "data"
pytestmark = pytest.mark.django_db


@pytest.fixture
def hr():
    return PersonFactory(is_staff=True, employee_number="", language="en", email="hr@example.org")


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def office(client, hr):
    """HR's browser, a moment after HR has proved who they are."""
    sign_in(client, hr)
    prove(client, hr)
    return client


def upload(client, name, content=None):
    file = SimpleUploadedFile(name, (DATA / name).read_bytes() if content is None else content)
    return client.post(reverse("admin:people_peopleimport_add"), {"file": file}, follow=True)


def page(people_import, step="change"):
    return reverse(f"admin:people_peopleimport_{step}", args=[people_import.pk])


def text(response):
    return response.content.decode()


ADDRESSES = ["people_peopleimport_changelist", "people_peopleimport_add", "people_person_changelist"]
ADDRESSES += ["people_auditevent_changelist", "people_organisation_changelist", "people_department_changelist"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_whoever_is_not_hr_sees_nothing(client, name):
    assert client.get(reverse(f"admin:{name}")).status_code == 302
    response = sign_in(client, PersonFactory()).get(reverse(f"admin:{name}"))
    assert response.status_code in (302, 403, 404)


@pytest.mark.parametrize("step", ["change", "report", "apply", "discard", "recheck"])
def test_an_import_is_hr_s_alone(client, step):
    people_import = check_file(
        file_name="employees_bank.csv", content=(DATA / "employees_bank.csv").read_bytes(), actor=None
    )
    method = client.get if step in ("change", "report") else client.post
    sign_in(client, PersonFactory())
    assert method(page(people_import, step)).status_code in (302, 403, 404)
    people_import.refresh_from_db()
    assert people_import.state == ImportState.CHECKED


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["Apply all: 420 people", "Show all 420"]), ("de", ["Genossenschaftsbank"])]
)
def test_hr_uploads_looks_and_applies(client, hr, language, words):
    hr.language = language
    hr.save()
    office = sign_in(client, hr)
    prove(office, hr)
    response = upload(office, "employees_bank.csv")
    for word in words:
        assert word in text(response)
    people_import = PeopleImport.objects.get()
    assert people_import.created_by == hr
    assert Person.objects.count() == 1
    assert 'name="only_sound"' not in text(response)

    response = office.post(page(people_import, "apply"), REASON, follow=True)
    assert response.status_code == 200
    assert Person.objects.count() == 421
    assert AuditEvent.objects.get(event="people.imported").actor == hr


@pytest.fixture
def bank(hr):
    people_import = check_file(
        file_name="employees_bank.csv", content=(DATA / "employees_bank.csv").read_bytes(), actor=hr
    )
    return apply_import(people_import=people_import, actor=hr, now=timezone.now())


def test_a_broken_file_shows_what_is_wrong_beside_the_cell_and_runs_nothing(office, bank):
    content = text(upload(office, "employees_broken.csv"))
    assert "14 rows are wrong" in content
    assert "31.02.2019" in content
    assert "row 3 (Thomas Caspar)" in content
    assert "<script>alert(1)" not in content
    assert "&lt;script&gt;alert(1)" in content
    assert "Apply all" not in content
    assert "Import the 2 sound rows" in content


def test_the_sound_rows_are_imported_only_by_their_own_button(office, bank):
    upload(office, "employees_broken.csv")
    people_import = PeopleImport.objects.get(state="checked")
    assert "Some rows are wrong" in text(office.post(page(people_import, "apply"), REASON, follow=True))
    assert Person.objects.filter(first_name="Volkhard").exists()
    content = text(office.post(page(people_import, "apply"), {"only_sound": "1", **REASON}, follow=True))
    assert "2 people changed" in content
    assert "14 rows not imported" in content
    assert Person.objects.active().count() == 421
    content = text(office.get(reverse("admin:people_person_changelist"), {"q": "4201044"}))
    assert "&lt;script&gt;" in content
    assert "<script>alert" not in content


def test_only_those_ticked_are_deactivated(office, bank):
    upload(office, "employees_broken.csv")
    people_import = PeopleImport.objects.get(state="checked")
    ticked = Person.objects.get(employee_number="4201100")
    office.post(page(people_import, "apply"), {"only_sound": "1", "deactivate": [ticked.pk], **REASON})
    assert set(Person.objects.filter(is_active=False)) == {ticked}


def test_all_who_are_missing_can_be_deactivated_at_once(office, bank):
    upload(office, "employees_broken.csv")
    people_import = PeopleImport.objects.get(state="checked")
    office.post(page(people_import, "apply"), {"only_sound": "1", "deactivate_all": "1", **REASON})
    assert Person.objects.filter(is_active=False).count() == 404


def test_a_file_that_cannot_be_read_is_said_at_its_field(office):
    response = upload(office, "x.csv", b"\x00\x01\x02")
    assert "cannot be read" in text(response)
    assert not PeopleImport.objects.exists()


def test_the_long_list_has_pages_of_its_own(office):
    upload(office, "employees_bank.csv")
    people_import = PeopleImport.objects.get()
    assert text(office.get(page(people_import), {"show": "new", "page": 5})).count('class="number" data-label') == 20
    assert office.get(page(people_import), {"show": "nonsense"}).status_code == 404


def test_the_report_can_be_downloaded_while_the_rows_are_there(office, bank):
    upload(office, "employees_broken.csv")
    people_import = PeopleImport.objects.get(state="checked")
    response = office.get(page(people_import, "report"))
    assert "no-store" in response["Cache-Control"]
    assert "31.02.2019" in response.content.decode("utf-8-sig")
    office.post(page(people_import, "discard"))
    assert office.get(page(people_import, "report")).status_code == 404
    assert "discarded" in text(office.get(page(people_import)))


def test_looking_changes_nothing(office):
    upload(office, "employees_bank.csv")
    people_import = PeopleImport.objects.get()
    for step in ("apply", "discard", "recheck"):
        office.get(page(people_import, step))
    people_import.refresh_from_db()
    assert people_import.state == ImportState.CHECKED
    assert Person.objects.count() == 1


def test_a_stale_preview_says_so_and_shows_the_new_one(office, hr):
    upload(office, "employees_bank.csv")
    people_import = PeopleImport.objects.get()
    bank = OrganisationFactory(name="Genossenschaftsbank Neckartal eG")
    PersonFactory(organisation=bank, employee_number="4201001", email="new@example.org", department=None)
    content = text(office.post(page(people_import, "apply"), REASON, follow=True))
    assert "please check again" in content
    assert "1 person changes" in content
    assert Person.objects.count() == 2


def test_a_large_import_shows_its_progress_and_can_be_left(office, hr, monkeypatch):
    upload(office, "employees_bank.csv")
    people_import = PeopleImport.objects.get()
    doors.queue(people_import=people_import, actor=hr, now=timezone.now(), only_sound=False, deactivate=[])
    response = office.get(page(people_import))
    assert 'http-equiv="refresh"' in text(response)
    assert "You can leave this page" in text(response)
    jobs.carry_out(people_import, timezone.now())
    assert "420 new people" in text(office.get(page(people_import)))


# ---------------------------------------------------------------- persons


def edit(office, person, **changes):
    form = office.get(reverse("admin:people_person_change", args=[person.pk])).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in data.items() if value is not False}
    return office.post(reverse("admin:people_person_change", args=[person.pk]), data | changes)


def test_no_password_is_shown_and_nothing_can_be_deleted(office):
    person = PersonFactory()
    content = text(office.get(reverse("admin:people_person_change", args=[person.pk])))
    assert person.password not in content
    assert 'name="is_staff"' not in content
    assert office.get(reverse("admin:people_person_delete", args=[person.pk])).status_code == 403


def test_another_line_manager_is_stored_and_logged(office, hr):
    person, manager = PersonFactory(), PersonFactory()
    assert edit(office, person, manager=manager.pk, site="Mosbach").status_code == 302
    person.refresh_from_db()
    assert (person.manager, person.site) == (manager, "Mosbach")
    event = AuditEvent.objects.get(event="person.changed")
    assert (event.actor, event.details) == (hr, {"fields": ["manager", "site"]})


def test_a_circle_and_a_wrong_department_are_refused_at_their_fields(office):
    person = PersonFactory()
    report = PersonFactory(manager=person)
    elsewhere = DepartmentFactory(organisation=OrganisationFactory(name="Werk"), name="Service")
    response = edit(office, person, manager=report.pk, department=elsewhere.pk, spoken_languages="deutsch")
    errors = response.context["adminform"].form.errors
    assert set(errors) == {"manager", "department", "spoken_languages"}


def test_an_address_that_someone_has_is_refused(office):
    PersonFactory(email="taken@example.org")
    response = edit(office, PersonFactory(), email="TAKEN@example.org")
    assert response.status_code == 200
    assert response.context["adminform"].form.errors


def test_a_new_person_cannot_sign_in_by_password(office):
    bank = OrganisationFactory()
    data = {"first_name": "Neu", "last_name": "Hier", "email": "Neu@example.org", "organisation": bank.pk}
    response = office.post(reverse("admin:people_person_add"), data | {"language": "de", "time_zone": "Europe/Berlin"})
    assert response.status_code == 302
    assert not Person.objects.get(email="neu@example.org").has_usable_password()


def test_only_system_administrators_touch_their_own_kind(client, office):
    root = PersonFactory(is_staff=True, is_superuser=True, language="en")
    address = reverse("admin:people_person_change", args=[root.pk])
    assert office.post(address, {"email": "hr@example.org"}).status_code == 403
    assert office.post(reverse("admin:people_person_deactivate", args=[root.pk])).status_code == 403
    other_hr = PersonFactory(is_staff=True)
    edit(office, other_hr, email="mine@example.org", is_superuser="on")
    other_hr.refresh_from_db()
    assert other_hr.email != "mine@example.org"
    assert not other_hr.is_superuser
    assert 'name="is_staff"' in text(sign_in(client, root).get(address))


def test_deactivating_asks_first_and_can_be_undone(office):
    person = PersonFactory()
    address = reverse("admin:people_person_deactivate", args=[person.pk])
    assert "Their participation in programmes ends" in text(office.get(address))
    person.refresh_from_db()
    assert person.is_active
    office.post(address, REASON)
    person.refresh_from_db()
    assert not person.is_active
    office.post(reverse("admin:people_person_reactivate", args=[person.pk]))
    person.refresh_from_db()
    assert person.is_active


def test_several_are_deactivated_after_asking(office, hr):
    people = [PersonFactory(), PersonFactory()]
    data = {"action": "deactivate_selected", "_selected_action": [person.pk for person in people]}
    assert "confirmed" in text(office.post(reverse("admin:people_person_changelist"), data))
    assert Person.objects.active().count() == 3
    office.post(reverse("admin:people_person_changelist"), data | {"confirmed": "1", **REASON})
    assert list(Person.objects.active()) == [hr]


def test_erased_people_are_not_listed(office):
    PersonFactory(last_name="Verschwunden", erased_at=timezone.now())
    assert "Verschwunden" not in text(office.get(reverse("admin:people_person_changelist")))


# ---------------------------------------------------------------- log, queries


def test_the_log_is_to_be_read_and_nothing_else(office, hr):
    event = audit.record("person.changed", actor=hr, subject=hr)
    hidden = audit.record("tandem.parted", actor=None, subject=hr, program_id=7)
    content = text(office.get(reverse("admin:people_auditevent_changelist")))
    assert "Person changed" in content
    assert "tandem.parted" not in content
    assert office.get(reverse("admin:people_auditevent_change", args=[event.pk])).status_code == 200
    assert office.get(reverse("admin:people_auditevent_change", args=[hidden.pk])).status_code == 302
    assert office.get(reverse("admin:people_auditevent_add")).status_code == 403
    assert office.post(reverse("admin:people_auditevent_change", args=[event.pk]), {"event": "x"}).status_code == 403
    assert office.get(reverse("admin:people_auditevent_delete", args=[event.pk])).status_code == 403


def of_people(queries):
    """The queries of this floor; what the admin's frame asks on behalf of other floors is theirs to count."""
    return len([query for query in queries if 'FROM "people_' in query["sql"]])


@pytest.mark.parametrize("count", [1, 30])
def test_the_pages_take_the_same_queries_whatever_their_length(office, hr, count):
    for number in range(count):
        person = PersonFactory(employee_number=f"{number}")
        audit.record("person.changed", actor=person, subject=person)
    rows = "\n".join(f"{n};V;N;n{n}@example.org;{person.organisation};4" for n in range(count))
    content = f"Personalnummer;Vorname;Nachname;E-Mail;Unternehmen;Ebene\n{rows}".encode()
    for _number in range(count):
        people_import = check_file(file_name="x.csv", content=content, actor=hr)
    expected = {
        reverse("admin:people_person_changelist"): 6,  # me, two counts, list, organisations, departments
        reverse("admin:people_auditevent_changelist"): 6,
        reverse("admin:people_peopleimport_changelist"): 3,  # me, count, list
        page(people_import): 2,
    }
    found = {}
    for address in expected:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(address).status_code == 200
        found[address] = of_people(queries)
    assert found == expected


def test_a_line_break_in_a_name_does_not_reach_a_mail_header(client):
    client.force_login(PersonFactory(is_staff=True), backend="django.contrib.auth.backends.ModelBackend")
    typed = {"first_name": "Ruth\r\nBcc: x@example.org", "last_name": "A", "email": "ruth@example.org"}
    rest = {"language": "de", "time_zone": "Europe/Berlin", "spoken_languages": "de"}
    assert client.post(reverse("admin:people_person_add"), {**typed, **rest}).status_code == 302
    assert Person.objects.get(email="ruth@example.org").first_name == "Ruth Bcc: x@example.org"


def test_hr_sees_which_new_addresses_wait_and_an_administrator_vouches_for_one(client, office, hr):
    person = PersonFactory(email="new@example.org", confirmed_email="old@example.org")
    AddressChange.objects.create(person=person, changed_by=hr)
    page = reverse("admin:people_person_change", args=[person.pk])
    vouch = {"action": "vouch_selected", "_selected_action": person.pk} | REASON
    listed = reverse("admin:people_person_changelist")
    assert "not confirmed yet" in office.get(page).content.decode()
    assert [one.pk for one in office.get(listed, {"address": "waits"}).context["cl"].queryset] == [person.pk]
    office.post(listed, vouch)
    assert addresses.opens_at(person) is None

    root = PersonFactory(is_staff=True, is_superuser=True, language="en")
    sign_in(client, root)
    prove(client, root)
    assert "Vouch for the new address" in client.get(page).content.decode()
    client.post(listed, vouch)
    assert addresses.opens_at(person) is not None
    assert "has vouched for it" in client.get(page).content.decode()


def test_whoever_runs_the_server_can_vouch_and_has_to_say_why():
    person = PersonFactory(email="new@example.org", confirmed_email="old@example.org")
    AddressChange.objects.create(person=person)
    call_command("vouch_address", "new@example.org", reason="Passport seen", stdout=StringIO())
    assert addresses.opens_at(person) is not None
    with pytest.raises(CommandError):
        call_command("vouch_address", "nobody@example.org", reason="Passport seen")
