"""Carrying an import out: all or nothing, leaving and coming back, what others hear of it."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from celery.app.task import Task
from kombu.exceptions import OperationalError

from people import hooks
from people.enums import ImportState
from people.errors import StaleState
from people.imports import apply_import, discard, jobs
from people.imports.writing import DataChanged
from people.models import AuditEvent, PeopleImport, Person
from people.tests.factories import PersonFactory
from people.tests.test_import_checks import check, row, stored

pytestmark = pytest.mark.django_db


def apply(people_import, now, **more):
    return apply_import(people_import=people_import, actor=None, now=now, **more)


@pytest.fixture
def heard(monkeypatch):
    """What the floors above are told."""
    told = []
    monkeypatch.setattr(
        hooks, "_deactivated", [lambda people, now: told.extend(("deactivated", one.pk) for one in people)]
    )
    return told


def test_people_missing_from_the_file_are_proposed_and_stay_until_hr_ticks_them(now, heard):
    stored(1, level=4)
    gone, other = stored(2), stored(3)
    people_import = check(row(1))
    assert {one["person_id"] for one in people_import.plan["leaving"]} == {gone.pk, other.pk}
    apply(people_import, now)
    assert Person.objects.active().count() == 3
    assert heard == []


def test_those_ticked_are_deactivated_and_others_hear_of_it(now, heard):
    stored(1, level=4)
    gone, other = stored(2), stored(3)
    apply(check(row(1)), now, deactivate=[gone.pk, 999_999])
    assert set(Person.objects.filter(is_active=False)) == {gone}
    assert heard == [("deactivated", gone.pk)]
    apply(check(row(1)), now, deactivate=True)
    assert heard == [("deactivated", gone.pk), ("deactivated", other.pk)]


def test_system_administrators_and_people_without_a_number_are_never_proposed():
    stored(1, is_superuser=True)
    stored(2)
    PersonFactory(organisation=Person.objects.first().organisation, employee_number="", department=None)
    assert [one["employee_number"] for one in check(row(3)).plan["leaving"]] == ["2"]


def test_whoever_comes_back_is_active_again(now):
    person = stored(1, level=4, is_active=False)
    people_import = check(row(1))
    assert [tuple(change) for change in people_import.plan["rows"][0]["changes"]] == [("is_active", "0", "1")]
    assert apply(people_import, now).summary["reactivated"] == 1
    person.refresh_from_db()
    assert person.is_active


def test_another_line_manager_is_stored(now):
    one, two = stored(1, level=4), stored(2, level=4)
    apply(check(row(1), row(2, 1)), now)
    two.refresh_from_db()
    assert two.manager == one


def test_changes_are_shown_field_by_field():
    stored(1, level=5, first_name="Alt")
    (planned,) = check(row(1)).plan["rows"]
    assert [tuple(change) for change in planned["changes"]] == [("first_name", "Alt", "V1"), ("level", "5", "4")]


def test_a_new_address_ends_the_old_one_s_way_in(now):
    person = stored(1, level=4, email="old@example.org")
    EmailAddress.objects.create(user=person, email="old@example.org", verified=True, primary=True)
    apply(check(row(1)), now)
    person.refresh_from_db()
    assert person.email == "p1@example.org"
    assert not EmailAddress.objects.exists()
    assert AuditEvent.objects.filter(event="person.address_changed").exists()


def test_a_preview_that_no_longer_holds_is_not_applied_but_renewed(now):
    people_import = check(row(1))
    stored(1, first_name="Inzwischen", level=4)
    with pytest.raises(DataChanged):
        apply(people_import, now)
    assert Person.objects.get().first_name == "Inzwischen"
    people_import.refresh_from_db()
    assert people_import.summary["changed"] == 1
    apply(people_import, now)
    assert Person.objects.get().first_name == "V1"


def test_nothing_is_applied_twice(now):
    people_import = check(row(1))
    same = PeopleImport.objects.get()
    apply(people_import, now)
    with pytest.raises(StaleState):
        apply(same, now)
    with pytest.raises(StaleState):
        discard(people_import=same, actor=None)


def test_what_fails_half_way_leaves_nothing_behind(now, monkeypatch):
    def fail(person, now):
        raise RuntimeError

    stored(1, level=4)
    monkeypatch.setattr(hooks, "_deactivated", [fail])
    people_import = check(row(2))
    with pytest.raises(RuntimeError):
        apply(people_import, now, deactivate=True)
    assert Person.objects.count() == 1
    people_import.refresh_from_db()
    assert people_import.state == ImportState.CHECKED


def test_new_people_read_the_site_in_a_language_they_speak(now):
    headings = "Personalnummer;Vorname;Nachname;E-Mail;Unternehmen;Ebene;Sprachen"
    rows = (f"{n};V;N;p{n}@example.org;Bank;4;{codes}" for n, codes in ((1, "de, en"), (2, "Englisch; PL"), (3, "")))
    rows = (line.replace("; PL", ", PL") for line in rows)
    apply(check(*rows, headings=headings), now)
    assert list(Person.objects.order_by("employee_number").values_list("language", flat=True)) == ["de", "en", "de"]


# ---------------------------------------------------------------- large ones


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(jobs, "DIRECTLY", 1)
    return check(row(1), row(2))


def queue(people_import, actor, now, **more):
    from people.imports import apply as doors

    doors.queue(people_import=people_import, actor=actor, now=now, **{"only_sound": False, "deactivate": [], **more})


def test_a_worker_carries_out_a_queued_import_once(large, now):
    queue(large, PersonFactory(is_staff=True), now)
    jobs.carry_out(large, now)
    assert large.state == ImportState.APPLIED
    jobs.carry_out(PeopleImport.objects.get(), now)
    assert Person.objects.filter(employee_number__in="12").count() == 2


def test_a_worker_gives_back_what_it_cannot_do_and_says_why(large, now):
    queue(large, None, now)
    stored(1)
    jobs.carry_out(large, now)
    large.refresh_from_db()
    assert large.state == ImportState.CHECKED
    assert "geändert" in large.problem or "changed" in large.problem


def test_without_a_broker_nothing_is_imported_and_it_is_said(large, now, monkeypatch):
    def unreachable(*_args, **_more):
        raise OperationalError

    monkeypatch.setattr(Task, "apply_async", unreachable)
    actor = PersonFactory(is_staff=True)
    with pytest.raises(jobs.NoWorker):
        jobs.start(people_import=large, actor=actor, now=now, only_sound=False, deactivate=[])
    large.refresh_from_db()
    assert large.state == ImportState.CHECKED
    assert Person.objects.count() == 1


def test_an_import_whose_worker_was_lost_is_given_back(large, now):
    queue(large, None, now)
    jobs.sweep(now + timedelta(minutes=29))
    large.refresh_from_db()
    assert large.state == ImportState.QUEUED
    jobs.sweep(now + timedelta(minutes=31))
    large.refresh_from_db()
    assert (large.state, Person.objects.count()) == (ImportState.CHECKED, 0)


def test_rows_are_deleted_after_seven_days(now):
    people_import = check(row(1))
    PeopleImport.objects.update(created_at=now)
    jobs.sweep(now + timedelta(days=7))
    assert PeopleImport.objects.get().rows
    jobs.sweep(now + timedelta(days=7, seconds=1))
    people_import.refresh_from_db()
    assert (people_import.state, people_import.rows, people_import.plan) == (ImportState.DISCARDED, [], {})


@pytest.mark.parametrize("number", [3, 30])
def test_however_many_rows_change_they_are_written_by_as_many_queries(number, now, django_assert_num_queries):
    for one in range(1, number + 1):
        stored(one, level=5, email=f"old{one}@example.org", confirmed_email=f"old{one}@example.org")
    gone = [stored(1000 + one, level=4) for one in range(number)]
    people_import = check(*[row(one) for one in range(1, number + 1)])
    with django_assert_num_queries(28):
        apply(people_import, now, deactivate=[person.pk for person in gone])
    assert Person.objects.filter(level=4, is_active=True).count() == number
    assert AuditEvent.objects.filter(event="person.deactivated").count() == number
