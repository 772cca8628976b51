"""HR's three files, end to end: what a preview says and what applying them does."""

from pathlib import Path

import pytest

from people.imports import apply_import, check_file
from people.imports.preview import Preview
from people.imports.writing import WrongRows
from people.models import AuditEvent, Organisation, Person

DATA = Path(__file__).parent / "data"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def check(name):
    return check_file(file_name=name, content=(DATA / name).read_bytes(), actor=None)


@pytest.fixture
def bank(now):
    return apply_import(people_import=check("employees_bank.csv"), actor=None, now=now)


@pytest.fixture
def broken(bank):
    return check("employees_broken.csv")


def person(number):
    return Person.objects.get(employee_number=number)


def test_a_file_that_is_only_checked_changes_nobody():
    assert check("employees_bank.csv").summary["new"] == 420
    assert not Person.objects.exists()
    assert not Organisation.objects.exists()


def test_the_bank_is_imported_with_its_reporting_lines(bank):
    assert bank.summary["new"] == 420
    assert Person.objects.filter(manager=None).count() == 3
    assert person("4201004").manager == person("4201001")
    assert person("4201420").department.name == "Firmenkunden"
    assert person("4201420").spoken_languages == ["de", "en", "pl"]
    assert not person("4201420").has_usable_password()
    assert AuditEvent.objects.filter(event="people.imported").get().details["new"] == 420


def test_dates_and_numbers_in_the_cells_of_a_spreadsheet_are_read(now):
    applied = apply_import(people_import=check("employees_works.xlsx"), actor=None, now=now)
    assert applied.summary["new"] == 260
    first = person("2601001")
    assert (first.hired_on.isoformat(), first.level, first.manager) == ("1993-03-19", 1, None)


def test_the_rows_of_an_applied_file_are_deleted(bank):
    bank.refresh_from_db()
    assert (bank.rows, bank.plan) == ([], {})


@pytest.mark.parametrize("name", ["employees_bank.csv", "employees_works.xlsx"])
def test_the_same_file_twice_changes_nothing(name, now):
    apply_import(people_import=check(name), actor=None, now=now)
    before = list(Person.objects.order_by("pk").values())
    again = check(name)
    assert again.summary["same"] == again.summary["rows"]
    apply_import(people_import=again, actor=None, now=now, deactivate=True)
    assert list(Person.objects.order_by("pk").values()) == before


def test_one_company_s_file_leaves_the_other_company_alone(bank):
    assert check("employees_works.xlsx").summary["leaving"] == 0


EXPECTED = {
    1: {"email": ["“no-at-sign.example.org” is not an e-mail address."]},
    2: {
        "email": [
            "The same address stands in row 3 (Thomas Caspar).",
            "This address belongs to Thomas Caspar (4201033).",
        ]
    },
    3: {"email": ["The same address stands in row 2 (Mattias Eberhardt)."]},
    4: {
        "employee_number": ["The same employee number stands in row 5 (Bernhard Rädel)."],
        "email": ["This address belongs to Fatma Matthäi (4201034)."],
    },
    5: {"employee_number": ["The same employee number stands in row 4 (Fatma Matthäi)."]},
    6: {"hired_on": ["“31.02.2019” is not a date that exists. Please write dates as 28.02.2019 or 2019-02-28."]},
    7: {
        "level": [
            "“Chef” is not a level. The levels are: 1 Board, 2 Head of department, 3 Team lead, 4 Specialist, "
            "5 Trainee or newcomer."
        ]
    },
    8: {"manager": ["Nobody in this company has the employee number 999999, neither in this file nor so far."]},
    9: {"manager": ["The employee number 4201039 is the person’s own: nobody is their own line manager."]},
    12: {"last_name": ["“Last name” is empty."]},
    13: {},
    14: {},
    15: {
        "": ["This row ends too early. Missing: Position, Level, Hired on, Line manager (employee number), Languages."]
    },
    16: {"": ["This row has more cells than there are headings. Too much: extra, cells."]},
}


@pytest.mark.parametrize("number", EXPECTED)
def test_a_broken_row_says_all_that_is_wrong_at_the_cell(broken, number):
    planned = broken.plan["rows"][number - 1]
    found = {}
    for row in Preview(broken).wrong:
        if row.number == number:
            if row.row_issues:
                found[""] = row.row_issues
            for issue in row._issues:
                if issue.field:
                    found.setdefault(issue.field, []).append(issue.text)
    assert found == EXPECTED[number]
    assert (planned["status"] == "wrong") == bool(EXPECTED[number])


@pytest.mark.parametrize("number", [10, 11])
def test_two_who_are_each_other_s_manager_are_named_as_a_circle(broken, number):
    (text,) = next(row.issues for row in Preview(broken).wrong if row.number == number)
    first, second, again = text.removeprefix("These line managers form a circle: ").removesuffix(".").split(" → ")
    assert {first, second} == {"Alwina Fröhlich (4201040)", "Ursula Reinhardt (4201041)"}
    assert again == first


def test_a_file_with_wrong_rows_is_not_imported_in_part_by_accident(broken, now):
    with pytest.raises(WrongRows):
        apply_import(people_import=broken, actor=None, now=now)
    assert person("4201043").first_name == "Volkhard"
    broken.refresh_from_db()
    assert broken.state == "checked"


def test_the_sound_rows_are_imported_on_purpose_and_hostile_text_is_text(broken, now):
    apply_import(people_import=broken, actor=None, now=now, only_sound=True)
    assert person("4201043").first_name == '=HYPERLINK("http://example.org")'
    assert person("4201044").last_name == "<script>alert(1)</script>"
    assert person("4201036").hired_on.isoformat() == "2008-03-04"
    assert Person.objects.filter(is_active=False).count() == 0


def test_people_named_by_a_wrong_row_are_not_missing(broken):
    missing = {one["employee_number"] for one in broken.plan["leaving"]}
    assert len(missing) == 404
    assert missing.isdisjoint(str(number) for number in range(4201031, 4201047))


def test_the_report_keeps_formulas_from_running(broken):
    report = Preview(broken).as_csv().decode("utf-8-sig")
    assert "'=HYPERLINK" in report
    assert ";=HYPERLINK" not in report
    assert ';"=HYPERLINK' not in report
