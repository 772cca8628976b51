"""What is wrong between rows, and with what is stored."""

import pytest

from people.imports import apply_import, check_file
from people.imports.issues import Issue
from people.imports.readers import UnreadableFile
from people.models import Person
from people.tests.factories import OrganisationFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HEADINGS = "Personalnummer;Vorname;Nachname;E-Mail;Unternehmen;Ebene;Vorgesetzte/r"


def row(number, manager="", *, email=None, level="4", company="Bank"):
    return f"{number};V{number};N{number};{email or f'p{number}@example.org'};{company};{level};{manager}"


def check(*rows, headings=HEADINGS):
    return check_file(file_name="x.csv", content="\n".join([headings, *rows]).encode(), actor=None)


def issues(people_import):
    return {
        planned["number"]: [Issue(**issue).text for issue in planned["issues"]]
        for planned in people_import.plan["rows"]
        if planned["issues"]
    }


def stored(number, manager=None, **fields):
    bank = OrganisationFactory(name="Bank")
    fields = {"first_name": f"V{number}", "last_name": f"N{number}", "email": f"p{number}@example.org"} | fields
    return PersonFactory(organisation=bank, employee_number=str(number), manager=manager, department=None, **fields)


def test_a_circle_of_three_is_named_in_each_of_its_rows():
    found = issues(check(row(1, 2), row(2, 3), row(3, 1), row(4, 1)))
    text = "These line managers form a circle: V1 N1 (1) → V2 N2 (2) → V3 N3 (3) → V1 N1 (1)."
    assert found == {1: [text], 2: [text], 3: [text], 4: [found[4][0]]}
    assert found[4] == [
        "The line manager 1 stands in row 1 (V1 N1), which cannot be imported as it is.",
    ]


def test_a_circle_that_closes_through_someone_stored_is_found():
    one = stored(1)
    stored(2, manager=one)
    assert issues(check(row(1, 2))) == {
        1: ["These line managers form a circle: V1 N1 (1) → V2 N2 (2) → V1 N1 (1)."],
    }


def test_a_line_may_be_turned_round_when_both_rows_say_so():
    one = stored(1)
    stored(2, manager=one)
    assert issues(check(row(1, 2), row(2, ""))) == {}


def test_a_circle_that_only_a_refused_row_would_have_opened_is_found():
    one = stored(1)
    stored(2, manager=one)
    found = issues(check(row(1, 2), row(2, "", level="9")))
    assert found[1] == ["These line managers form a circle: V1 N1 (1) → V2 N2 (2) → V1 N1 (1)."]


def test_rows_that_depend_on_a_refused_row_are_held_back_down_the_line(now):
    found = issues(check(row(1, level="0"), row(2, 1), row(3, 2), row(4)))
    assert found[2] == ["The line manager 1 stands in row 1 (V1 N1), which cannot be imported as it is."]
    assert found[3] == ["The line manager 2 stands in row 2 (V2 N2), which cannot be imported as it is."]
    assert 4 not in found


def test_a_refused_row_about_someone_stored_holds_nobody_back(now):
    stored(1)
    people_import = check(row(1, level="0"), row(2, 1))
    assert set(issues(people_import)) == {1}
    apply_import(people_import=people_import, actor=None, now=now, only_sound=True)
    assert Person.objects.get(employee_number="2").manager == Person.objects.get(employee_number="1")


def test_a_manager_of_another_company_is_unknown():
    PersonFactory(organisation=OrganisationFactory(name="Werk"), employee_number="7")
    assert "Nobody in this company has the employee number 7" in issues(check(row(1, 7)))[1][0]


def test_addresses_are_the_same_whatever_their_case():
    found = issues(check(row(1, email="A@Example.org"), row(2, email="a@example.org")))
    assert found == {
        1: ["The same address stands in row 2 (V2 N2)."],
        2: ["The same address stands in row 1 (V1 N1)."],
    }


def test_the_same_number_in_two_companies_is_two_people():
    assert issues(check(row(1), row(1, company="Werk", email="w@example.org"))) == {}


def test_an_address_of_someone_in_another_company_is_refused():
    PersonFactory(organisation=OrganisationFactory(name="Werk"), employee_number="9", email="p1@example.org")
    assert issues(check(row(1)))[1][0].startswith("This address belongs to ")


def test_the_address_of_an_administrator_is_not_changed_by_a_file():
    stored(1, is_staff=True)
    assert "has access to the administration" in issues(check(row(1, email="new@example.org")))[1][0]
    assert issues(check(row(1))) == {}


def test_someone_stored_without_a_number_is_known_by_the_address(now):
    hr = PersonFactory(email="p1@example.org", employee_number="", organisation=None, department=None)
    people_import = check(row(1), row(2, 1))
    assert people_import.summary["changed"] == 1
    apply_import(people_import=people_import, actor=None, now=now)
    hr.refresh_from_db()
    assert (hr.employee_number, hr.organisation.name) == ("1", "Bank")
    assert Person.objects.get(employee_number="2").manager == hr


def test_a_row_says_everything_that_is_wrong_with_it():
    found = issues(check("1;;;keine-adresse;Bank;Chef;1"))
    assert found[1] == [
        "“First name” is empty.",
        "“Last name” is empty.",
        "“keine-adresse” is not an e-mail address.",
        "“Chef” is not a level. The levels are: 1 Board, 2 Head of department, 3 Team lead, 4 Specialist, "
        "5 Trainee or newcomer.",
        "The employee number 1 is the person’s own: nobody is their own line manager.",
    ]


def test_a_cell_longer_than_the_database_s_is_refused():
    assert issues(check(row("1" * 41))) == {1: ["“Employee number” is longer than 40 characters."]}


@pytest.mark.parametrize("heading", ["personalnummer", " PERSONAL-NR. ", "Employee_ID", "employee number"])
def test_headings_are_known_in_variants(heading):
    assert check(row(1), headings=HEADINGS.replace("Personalnummer", heading)).summary["new"] == 1


def test_missing_columns_are_named():
    with pytest.raises(UnreadableFile) as caught:
        check("1", headings="Personalnummer;Vorname;Nachname")
    assert (
        str(caught.value.message) == "These columns are missing: E-mail (E-Mail), Company (Unternehmen), Level (Ebene)."
    )


def test_two_columns_that_mean_the_same_are_named():
    with pytest.raises(UnreadableFile, match="E-Mail, Mail"):
        check("x", headings=HEADINGS + ";Mail")


def test_unknown_columns_are_named_and_absent_ones_change_nothing(now):
    stored(1, site="Heilbronn", level=4)
    people_import = check(row(1) + ";M", headings=HEADINGS + ";Geschlecht")
    assert people_import.plan["unknown_columns"] == ["Geschlecht"]
    assert "site" in people_import.plan["absent_columns"]
    assert people_import.summary["same"] == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [("04.03.2019", "2019-03-04"), ("2019-03-04", "2019-03-04"), ("", ""), ("4.3.19", "2019-03-04")],
)
def test_dates_are_read(text, day, now):
    apply_import(people_import=check(f"{row(1)};{text}", headings=HEADINGS + ";Eintritt"), actor=None, now=now)
    hired_on = Person.objects.get().hired_on
    assert (hired_on.isoformat() if hired_on else "") == day


@pytest.mark.parametrize("text", ["29.02.2019", "03/04/2019", "gestern", "1.1.0019", "43528"])
def test_what_is_no_date_is_refused(text):
    found = issues(check(f"{row(1)};{text}", headings=HEADINGS + ";Eintritt"))
    assert found[1][0].startswith(f"“{text}” is not a date")


def test_checking_takes_the_same_queries_for_one_row_and_for_thirty(django_assert_num_queries):
    for number in range(1, 31):
        stored(number)
    for rows in ([row(1)], [row(number) for number in range(1, 31)]):
        with django_assert_num_queries(6):  # organisations, people, savepoint, import, audit, release
            check(*rows)
