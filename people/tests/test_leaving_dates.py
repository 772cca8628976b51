"""Last days and families of departments: as HR's file brings them, in the admin, and in what is kept about a person."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from people import actions, privacy
from people.imports import apply_import, check_file
from people.imports.issues import Issue
from people.imports.preview import Preview
from people.models import Department, Organisation, Person
from people.tests.factories import DepartmentFactory, OrganisationFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)
HEADINGS = "Personalnummer;Vorname;Nachname;E-Mail;Unternehmen;Ebene"


def row(number, *more):
    return ";".join([f"{number};V{number};N{number};p{number}@example.org;Bank;4", *more])


def check(*rows, more=()):
    content = "\n".join([";".join([HEADINGS, *more]), *rows]).encode()
    return check_file(file_name="x.csv", content=content, actor=None, now=NOW)


def apply(people_import, **options):
    return apply_import(people_import=people_import, actor=None, now=NOW, **options)


def issues(people_import):
    found = {row["number"]: row["issues"] for row in people_import.plan["rows"] if row["issues"]}
    return {number: [Issue(**issue).text for issue in of_row] for number, of_row in found.items()}


def changes(people_import):
    return {
        row.number: [f"{c.label}: {c.before} → {c.after}" for c in row.changes]
        for row in Preview(people_import).changed
    }


def stored(number, **fields):
    names = {"first_name": f"V{number}", "last_name": f"N{number}", "email": f"p{number}@example.org"}
    bank = OrganisationFactory(name="Bank")
    return PersonFactory(organisation=bank, employee_number=str(number), department=None, **{**names, **fields})


@pytest.mark.parametrize(
    "heading", ["Austrittsdatum", "AUSTRITT", "letzter Arbeitstag", "Leaving date", "termination_date", "Last day"]
)
def test_headings_of_the_last_day_are_known(heading):
    apply(check(row(1, "31.03.2026"), more=[heading]))
    assert Person.objects.get().left_on == date(2026, 3, 31)


@pytest.mark.parametrize("text", ["31.02.2026", "Ende März", "31/03/2026"])
def test_what_is_no_date_is_an_error_of_its_row(text):
    assert issues(check(row(1, text), row(2, ""), more=["Austritt"])) == {
        1: [f"“{text}” is not a date that exists. Please write dates as 28.02.2019 or 2019-02-28."]
    }


def test_nobody_leaves_before_they_come():
    stored(2, hired_on=date(2020, 1, 1))
    text = "The leaving date, 31.12.2019, lies before the first day."
    assert issues(check(row(1, "01.01.2020", "31.12.2019"), more=["Eintritt", "Austritt"])) == {1: [text]}
    assert issues(check(row(2, "31.12.2019"), more=["Austritt"])) == {1: [text]}


@pytest.mark.parametrize(("day", "is_there"), [("15.03.2026", False), ("16.03.2026", True), ("31.12.2026", True)])
def test_a_last_day_still_to_come_leaves_an_account_open(day, is_there):
    person, new = stored(1), row(2, day)
    people_import = check(row(1, day), new, more=["Austritt"])
    assert ("Account: open → closed" in changes(people_import)[1]) is not is_there
    summary = apply(people_import).summary
    person.refresh_from_db()
    assert (person.is_active, Person.objects.get(employee_number="2").is_active) == (is_there, is_there)
    assert person.left_on is not None
    assert summary["deactivated"] == (not is_there)


def test_someone_new_who_has_left_is_shown_as_that_and_has_no_account():
    people_import = check(row(1, "31.12.2025"), more=["Austritt"])
    assert Preview(people_import).new[0].place == "Bank, there until 31/12/2025, without an account"
    apply(people_import)
    assert not Person.objects.get().is_active


def test_the_same_file_twice_changes_nothing():
    rows = [row(1, "31.12.2025", "Markt"), row(2, "", "")]
    for summary in ({"new": 2}, {"same": 2}):
        people_import = check(*rows, more=["Austritt", "Ressort"])
        assert summary.items() <= people_import.summary.items()
        apply(people_import)


def test_a_system_administrator_s_account_stays_open():
    person = stored(1, is_superuser=True)
    apply(check(row(1, "31.12.2025"), more=["Austritt"]))
    person.refresh_from_db()
    assert person.is_active
    assert person.left_on == date(2025, 12, 31)


@pytest.mark.parametrize(("columns", "cells"), [(["Austritt"], [""]), ([], [])])
def test_whoever_comes_back_has_no_last_day_any_more(columns, cells):
    person = stored(1, level=4, is_active=False, left_on=date(2025, 12, 31))
    people_import = check(row(1, *cells), more=columns)
    assert sorted(changes(people_import)[1]) == ["Account: closed → open again", "Leaving date: 31/12/2025 → "]
    apply(people_import)
    person.refresh_from_db()
    assert person.is_active
    assert person.left_on is None


def test_a_file_without_the_column_leaves_the_last_day_of_someone_who_is_there():
    person = stored(1, level=4, left_on=date(2026, 12, 31))
    assert check(row(1)).summary["same"] == 1
    assert Person.objects.get() == person


def test_whoever_is_hired_again_has_no_last_day_any_more():
    stored(1, level=4, hired_on=date(2020, 1, 1), left_on=date(2021, 1, 1))
    apply(check(row(1, "01.02.2026"), more=["Eintritt"]))
    assert Person.objects.get().left_on is None


def test_a_company_s_last_days_are_known_up_to_the_day_of_the_file():
    stored(1, level=4)
    apply(check(row(2)))
    assert Organisation.objects.get().leavings_known_on is None
    apply(check(row(3, ""), more=["Austritt"]))
    assert Organisation.objects.get().leavings_known_on == NOW.date()


# ------------------------------------------------------------------ families of departments
def test_the_family_of_a_department_is_read_and_shown_once():
    sales = DepartmentFactory(organisation=OrganisationFactory(name="Bank"), name="Firmenkunden")
    for number in (1, 2):
        person = stored(number, level=4)
        Person.objects.filter(pk=person.pk).update(department=sales)
    people_import = check(
        row(1, "Firmenkunden", "Markt"),
        row(2, "Firmenkunden", ""),
        row(3, "IT", "Betrieb"),
        more=["Abteilung", "Ressort"],
    )
    assert changes(people_import) == {1: ["Family of the department:  → Markt"]}
    apply(people_import)
    assert {one.name: one.family_name for one in Department.objects.all()} == {"Firmenkunden": "Markt", "IT": "Betrieb"}


def test_an_empty_cell_says_nothing_about_a_family():
    DepartmentFactory(organisation=OrganisationFactory(name="Bank"), name="IT", family="Betrieb")
    apply(check(row(1, "IT", ""), more=["Abteilung", "Ressort"]))
    assert Department.objects.get().family_name == "Betrieb"


def test_two_families_of_one_department_are_errors_of_both_rows():
    more = ["Abteilung", "Department family"]
    found = issues(
        check(row(1, "IT", "Betrieb"), row(2, "it", "Markt"), row(3, "IT", "betrieb"), row(4, "IT", ""), more=more)
    )
    text = "Another family of the same department stands in row 2 (V2 N2)."
    other = "Another family of the same department stands in row 1 (V1 N1), row 3 (V3 N3)."
    assert found == {1: [text], 3: [text], 2: [other]}


def test_without_a_family_a_department_is_its_own():
    assert DepartmentFactory(name="Vertrieb").family_name == "Vertrieb"


# ------------------------------------------------------------------ by hand, taken along, erased
def test_hr_sets_a_last_day_by_hand_but_none_before_the_first(client, now):
    hr, person = PersonFactory(is_staff=True, language="en"), PersonFactory(hired_on=date(2020, 1, 1))
    client.force_login(hr)
    address = reverse("admin:people_person_change", args=[person.pk])
    names = ("first_name", "last_name", "email", "employee_number", "site", "level", "language", "time_zone")
    data = {name: getattr(person, name) for name in names}
    data |= {"organisation": person.organisation_id, "department": person.department_id, "hired_on": "2020-01-01"}
    page = client.post(address, {**data, "left_on": "2019-12-31"})
    assert "The leaving date lies before the first day." in page.content.decode()
    assert client.post(address, {**data, "left_on": "2026-12-31"}).status_code == 302
    person.refresh_from_db()
    assert person.left_on == date(2026, 12, 31)


def test_the_last_day_is_taken_along_and_erased(now):
    person = PersonFactory(left_on=date(2026, 12, 31))
    record = next(part for part in privacy.parts() if part.key == "person")
    assert record.export(person)["left_on"] == date(2026, 12, 31)
    actions.erase_person(person=person, actor=None, now=now)
    assert Person.objects.get(pk=person.pk).left_on is None


def test_an_account_opened_again_by_hand_has_no_last_day_in_the_past(now):
    gone, going = (PersonFactory(is_active=False, left_on=date(year, 1, 1)) for year in (2020, 2199))
    for person in (gone, going):
        actions.reactivate_person(person=person, actor=None, now=now)
    assert gone.left_on is None
    assert going.left_on
