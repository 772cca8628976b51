"""HR's three files, end to end: what a preview says and what applying them does."""

from pathlib import Path

import pytest

from people.imports import apply_import, check_file
from people.models import Person

DATA = Path(__file__).parent / "data"
pytestmark = pytest.mark.django_db


def check(name, actor=None):
    return check_file(file_name=name, content=(DATA / name).read_bytes(), actor=actor)


@pytest.fixture
def bank(now):
    return apply_import(people_import=check("employees_bank.csv"), actor=None, now=now)


def test_the_bank_is_imported_with_its_reporting_lines(bank):
    assert bank.summary["new"] == 420
    assert Person.objects.filter(manager=None).count() == 3
    assert Person.objects.get(employee_number="4201004").manager.employee_number == "4201001"
