"""HR's latest file of one company: who has left since, and which departments do the same kind of work."""

from datetime import datetime, timedelta
from random import Random

from evaluation.figures.retention_reading import publish_retention
from people.exports import csv_bytes
from people.imports import apply_import, check_file
from people.models import Organisation, Person
from programs.models import Program

HEADINGS = (
    "Employee ID;First name;Last name;Work email;Company;Department;Department family;Level;Hire date;Leaving date"
)
FAMILIES = {
    "Sales": "Market",
    "Service": "Market",
    "Engineering": "Plant",
    "Production": "Plant",
    "Supply Chain": "Plant",
    "IT": "Administration",
    "Finance": "Administration",
    "Human Resources": "Administration",
}
LEFT = 0.22  # of those who took no part, within the months after the start


def bring_leaving_dates(program: Program, today: datetime) -> None:
    """Nobody who takes part anywhere leaves; of the others some have, and the file says so."""
    rng = Random("leaving")  # noqa: S311 a story, not a secret
    company: Organisation = program.organisations.get()
    rows = [_row(person, program, rng) for person in _people(company)]
    checked = check_file(file_name="employees.csv", content=csv_bytes(HEADINGS.split(";"), rows), actor=None, now=today)
    apply_import(people_import=checked, actor=None, now=today)
    publish_retention(today)


def _people(company: Organisation) -> list[Person]:
    return list(Person.objects.filter(organisation=company).select_related("department").order_by("pk"))


def _row(person: Person, program: Program, rng: Random) -> tuple[str, ...]:
    department = person.department.name if person.department else ""
    stays = (
        person.is_staff
        or person.participations.exists()
        or person.team_roles.exists()
        or person.reports.exists()
        or person.hired_on is None
        or program.starts_on is None
        or person.hired_on >= program.starts_on
        or rng.random() > LEFT
    )
    start = program.starts_on
    left_on = "" if stays or start is None else (start + timedelta(days=rng.randint(100, 175))).isoformat()
    return (
        person.employee_number,
        person.first_name,
        person.last_name,
        person.email,
        str(person.organisation),
        department,
        FAMILIES.get(department, ""),
        str(person.level),
        person.hired_on.isoformat() if person.hired_on else "",
        left_on,
    )
